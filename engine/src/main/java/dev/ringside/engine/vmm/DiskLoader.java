package dev.ringside.engine.vmm;

import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// A boot sector, floppy or hard disk image by the built-in BIOS, `--boot disk`: the first sector
/// at 0000:7c00, DL = 0x00 for an image of a floppy's size, else 0x80.
final class DiskLoader implements Loader {
    static final int LOAD_ADDRESS = 0x7C00;

    /// SS:SP of a boot sector: below the sector, as BIOSes leave it.
    static final int STACK = 0x6F00;

    private static final int SIGNATURE_AT = 510;
    private static final int FLOPPY = 0x00;
    private static final int HARD_DISK = 0x80;

    private final DiskImage disk;
    private final byte[] sector = new byte[DiskImage.SECTOR];
    private final int drive;
    private final ImageInfo info;

    /// @param name for messages
    /// @param size bytes of the file
    DiskLoader(String name, long size, DiskImage disk) throws ImageException {
        this.disk = disk;
        List<String> notes = new ArrayList<>();
        if (!disk.read(0, sector)) {
            throw new ImageException(name + ": the first sector cannot be read; check the file.");
        }
        if (size <= SIGNATURE_AT) {
            notes.add(
                    "The image is shorter than a sector; zeroes and the signature 55 AA are added.");
            sector[SIGNATURE_AT] = 0x55;
            sector[SIGNATURE_AT + 1] = (byte) 0xAA;
            disk.write(0, sector);
        } else if (!signed(sector)) {
            throw new ImageException(
                    "%s: no boot signature: bytes 510 and 511 are %02x %02x, not 55 aa; end the sector with 'times 510-($-$$) db 0' and 'dw 0xaa55', or use --boot flat."
                            .formatted(name, sector[SIGNATURE_AT], sector[SIGNATURE_AT + 1]));
        }
        DiskGeometry geometry = disk.geometry();
        this.drive = geometry.floppy() ? FLOPPY : HARD_DISK;
        String format =
                size <= DiskImage.SECTOR
                        ? "boot sector"
                        : geometry.floppy()
                                ? "floppy image %d KiB".formatted(size >> 10)
                                : "hard disk image, %d sectors".formatted(disk.sectors());
        notes.add("BIOS drive DL = 0x%02x.".formatted(drive));
        this.info =
                new ImageInfo(
                        name,
                        size,
                        format,
                        BootKind.DISK.text(),
                        CpuMode.REAL.text(),
                        LOAD_ADDRESS,
                        "0000:7c00",
                        List.of(
                                new ImageInfo.Segment(
                                        "boot sector",
                                        LOAD_ADDRESS,
                                        0,
                                        Math.min(size, DiskImage.SECTOR),
                                        DiskImage.SECTOR,
                                        "rwx")),
                        List.copyOf(notes));
    }

    /// Whether a sector carries the boot signature.
    static boolean signed(byte[] sector) {
        return sector.length >= DiskImage.SECTOR
                && sector[SIGNATURE_AT] == 0x55
                && sector[SIGNATURE_AT + 1] == (byte) 0xAA;
    }

    /// The registers a boot sector finds.
    static void enter(VcpuState state, int drive) {
        StartState.real(state, 0, LOAD_ADDRESS);
        state.gpr[VcpuState.RSP] = STACK;
        state.gpr[VcpuState.RAX] = 0xAA55;
        state.gpr[VcpuState.RDX] = drive;
    }

    /// INT 19h: as [#load], if the sector can be read and is signed now.
    boolean reload(GuestMemory memory, VcpuState state) {
        byte[] first = new byte[DiskImage.SECTOR];
        if (!disk.read(0, first) || !signed(first)) {
            return false;
        }
        memory.write(LOAD_ADDRESS, first);
        enter(state, drive);
        return true;
    }

    @Override
    public DiskImage bootDisk() {
        return disk;
    }

    @Override
    public void close() {
        disk.close();
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        byte[] first = new byte[DiskImage.SECTOR];
        disk.read(0, first);
        memory.write(LOAD_ADDRESS, first);
        enter(state, drive);
    }
}
