package dev.ringside.engine.vmm;

import java.util.List;

/// What an image is: the answer of `ringside info`. Plain values only, so that it turns into JSON
/// as it stands.
///
/// @param name the file's name
/// @param size bytes of the file
/// @param format for a person: `boot sector`, `floppy image 1440 KiB`, `ELF32 i386`, …
/// @param boot how it is started: `disk`, `flat`, `elf`, `multiboot`, `firmware`
/// @param mode `real`, `protected` or `long`
/// @param entry linear address of the first instruction
/// @param entryText as the debugger shows it: `0000:7c00`, `0x100000`
/// @param segments what is put where in guest-physical memory
/// @param notes what else a user should know, one sentence each
public record ImageInfo(
        String name,
        long size,
        String format,
        String boot,
        String mode,
        long entry,
        String entryText,
        List<Segment> segments,
        List<String> notes) {

    /// Bytes of the file and where they go.
    ///
    /// @param name `boot sector`, `PT_LOAD 0`, …
    /// @param address guest-physical
    /// @param fileSize bytes taken from the file at `fileOffset`
    /// @param memorySize bytes in memory; what the file does not give is zero
    /// @param permissions `rwx` with `-` for what is missing
    public record Segment(
            String name,
            long address,
            long fileOffset,
            long fileSize,
            long memorySize,
            String permissions) {}

    /// Reads `config`'s image without making a machine.
    ///
    /// @throws ImageException what is wrong with it
    public static ImageInfo of(MachineConfig config) throws ImageException {
        Loader loader = ImageDetector.open(config);
        loader.close();
        return loader.info();
    }
}
