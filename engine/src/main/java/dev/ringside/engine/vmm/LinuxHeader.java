package dev.ringside.engine.vmm;

import java.nio.charset.StandardCharsets;

/// The setup header of a Linux kernel image (Linux kernel, "The Linux/x86 Boot Protocol").
///
/// @param version of the boot protocol, 0x020F for 2.15
/// @param setupSize bytes of boot sector and real-mode code; the protected-mode code follows
/// @param codeSize bytes of the protected-mode code in the file
/// @param loadFlags bit 0: the code belongs at 1 MiB, not at 64 KiB
/// @param code32Start where the 32-bit entry is; 0 in an image that has none
/// @param initrdMaximum the highest address an initial RAM disk may occupy
/// @param alignment of a relocatable kernel
/// @param extendedFlags bit 0: there is a 64-bit entry 0x200 behind the 32-bit one
/// @param commandLineSize bytes it takes, without the NUL
/// @param preferredAddress where the code runs best, 0 before protocol 2.10
/// @param initSize bytes it needs from where it runs, 0 before protocol 2.10
/// @param kernelVersion what it calls itself, perhaps empty
record LinuxHeader(
        int version,
        int setupSize,
        int codeSize,
        int loadFlags,
        long code32Start,
        long initrdMaximum,
        long alignment,
        boolean relocatable,
        int extendedFlags,
        int commandLineSize,
        long preferredAddress,
        long initSize,
        String kernelVersion) {
    static final int MAGIC_OFFSET = 0x202;
    private static final long MAGIC = 0x53726448L;
    private static final int SECTOR = 512;
    private static final int LOADED_HIGH = 1;
    private static final int XLF_KERNEL_64 = 1;
    private static final int OLDEST = 0x202;
    private static final int OLD_COMMAND_LINE = 255;
    private static final long OLD_INITRD_MAXIMUM = 0x37FFFFFF;
    private static final int MAX_VERSION_TEXT = 80;

    /// Whether the file begins as a Linux kernel does.
    static boolean matches(ImageBytes image) throws ImageException {
        return image.holds(MAGIC_OFFSET, 4) && image.u32(MAGIC_OFFSET, "header") == MAGIC;
    }

    /// @throws ImageException no such kernel, or damaged
    static LinuxHeader parse(ImageBytes image) throws ImageException {
        String what = "the Linux setup header";
        image.need(0, 0x250, what);
        if (!matches(image)) {
            throw image.error(
                    "no Linux kernel: HdrS is missing at 0x202; give a bzImage, not vmlinux or a compressed file.");
        }
        if (image.u16(0x1FE, what) != 0xAA55) {
            throw image.error("a Linux kernel has 55 aa at 0x1fe; the file is damaged.");
        }
        int version = image.u16(0x206, what);
        if (version < OLDEST) {
            throw image.error(
                    "Linux boot protocol %d.%02d is too old; kernels from 2.4 on have 2.02 or newer."
                            .formatted(version >> 8, version & 0xFF));
        }
        if (version >= 0x20A) {
            image.need(0, 0x268, what);
        }
        int sectors = image.u8(0x1F1, what);
        int setupSize = ((sectors == 0 ? 4 : sectors) + 1) * SECTOR;
        return new LinuxHeader(
                version,
                setupSize,
                codeSize(image, setupSize, image.u32(0x1F4, what)),
                image.u8(0x211, what),
                image.u32(0x214, what),
                version >= 0x203 ? image.u32(0x22C, what) : OLD_INITRD_MAXIMUM,
                version >= 0x205 ? image.u32(0x230, what) : 0,
                version >= 0x205 && image.u8(0x234, what) != 0,
                version >= 0x20C ? image.u16(0x236, what) : 0,
                version >= 0x206
                        ? (int) Math.min(image.u32(0x238, what), 0xFFFF)
                        : OLD_COMMAND_LINE,
                version >= 0x20A ? image.u64(0x258, what) : 0,
                version >= 0x20A ? image.u32(0x260, what) : 0,
                versionText(image, image.u16(0x20E, what), setupSize));
    }

    /// The header counts paragraphs of 16 bytes; the last one need not be full.
    private static int codeSize(ImageBytes image, int setupSize, long paragraphs)
            throws ImageException {
        int rest = image.size() - setupSize;
        long needed = paragraphs * 16;
        if (rest <= 0 || rest + 15L < needed) {
            throw image.error(
                    "the kernel has 0x%x bytes behind 0x%x of setup code, but the file ends at 0x%x; it is truncated, copy it again."
                            .formatted(needed, setupSize, image.size()));
        }
        return needed == 0 ? rest : (int) Math.min(rest, needed);
    }

    private static String versionText(ImageBytes image, int pointer, int setupSize)
            throws ImageException {
        int start = pointer + SECTOR;
        if (pointer == 0 || start >= setupSize) {
            return "";
        }
        int length = Math.min(MAX_VERSION_TEXT, image.size() - start);
        String text =
                new String(
                        image.slice(start, Math.max(0, length), "version"),
                        StandardCharsets.US_ASCII);
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7F) {
            end++;
        }
        return text.substring(0, end);
    }

    boolean loadedHigh() {
        return (loadFlags & LOADED_HIGH) != 0;
    }

    boolean has64BitEntry() {
        return (extendedFlags & XLF_KERNEL_64) != 0;
    }

    /// Whether code that follows the 32-bit protocol (2.06 and newer) can be entered. Images of
    /// other programs with this header have only real-mode code and leave the address 0.
    boolean has32BitEntry() {
        return version >= 0x206 && loadedHigh() && code32Start != 0;
    }

    /// Where the protected-mode code goes unless somebody asks for another place.
    long loadAddress() {
        if (!loadedHigh()) {
            return 0x10000;
        }
        return preferredAddress != 0 ? preferredAddress : RamLayout.MIB;
    }

    /// For a person: `2.15`.
    String protocol() {
        return "%d.%02d".formatted(version >> 8, version & 0xFF);
    }
}
