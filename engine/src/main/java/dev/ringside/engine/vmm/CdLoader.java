package dev.ringside.engine.vmm;

import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A bootable CD-ROM image by the built-in BIOS, `--boot disk`: the boot image as [ElTorito] says,
/// DL = 0xE0 without emulation, 0x00 or 0x80 with it.
final class CdLoader implements Loader {
    /// The BIOS's number of the CD-ROM drive.
    static final int DRIVE = 0xE0;

    private static final String[] MEDIA = {
        "no emulation", "1.2 MB floppy", "1.44 MB floppy", "2.88 MB floppy", "hard disk"
    };

    private final DiskImage disc;
    private final ElTorito entry;
    private final @Nullable DiskImage emulated;
    private final ImageInfo info;

    /// @param name for messages
    CdLoader(String name, DiskImage disc) throws ImageException {
        ElTorito boot = ElTorito.read(disc);
        if (boot == null) {
            throw new ImageException(
                    "%s: the CD-ROM image does not boot: no El Torito entry; attach it by --disk instead."
                            .formatted(name));
        }
        this.disc = disc;
        this.entry = boot;
        this.emulated = boot.media() == ElTorito.NO_EMULATION ? null : boot.emulated(disc);
        byte[] first = new byte[DiskImage.SECTOR];
        if (!disc.read(boot.block() * ElTorito.PER_BLOCK, first)) {
            throw new ImageException(
                    "%s: the boot image at block %d lies outside the file; the image is cut short."
                            .formatted(name, boot.block()));
        }
        this.info = describe(name);
    }

    private ImageInfo describe(String name) {
        long size = disc.sectors() * DiskImage.SECTOR;
        long bytes = (long) loadSectors() * DiskImage.SECTOR;
        return new ImageInfo(
                name,
                size,
                "CD-ROM image, El Torito, " + MEDIA[entry.media()],
                BootKind.DISK.text(),
                CpuMode.REAL.text(),
                address(),
                String.format(Locale.ROOT, "%04x:%04x", start() >> 16, start() & 0xFFFF),
                List.of(
                        new ImageInfo.Segment(
                                "boot image",
                                address(),
                                entry.block() * ElTorito.PER_BLOCK * DiskImage.SECTOR,
                                bytes,
                                bytes,
                                "rwx")),
                List.of("BIOS drive DL = 0x%02x.".formatted(drive())));
    }

    /// Whether a disk is such a disc; one that a hard disk's BIOS could start too is one.
    static boolean boots(DiskImage disk) {
        return disk.isIso() && ElTorito.read(disk) != null;
    }

    /// Without emulation at least one sector; with it the boot sector.
    private int loadSectors() {
        return emulated == null ? Math.clamp(entry.sectors(), 1, 0x400) : 1;
    }

    private long address() {
        return emulated == null ? (long) entry.segment() << 4 : DiskLoader.LOAD_ADDRESS;
    }

    /// CS << 16 | IP: 07C0:0000 is entered as 0000:7C00, as boot sectors expect.
    private int start() {
        boolean usual = address() == DiskLoader.LOAD_ADDRESS;
        return usual ? DiskLoader.LOAD_ADDRESS : entry.segment() << 16;
    }

    private int drive() {
        return switch (entry.media()) {
            case ElTorito.NO_EMULATION -> DRIVE;
            case ElTorito.HARD_DISK -> 0x80;
            default -> 0x00;
        };
    }

    ElTorito entry() {
        return entry;
    }

    /// The disk that an emulated floppy drive or hard disk shows, or null.
    @Nullable DiskImage emulated(boolean floppy) {
        return floppy == (entry.media() != ElTorito.HARD_DISK) ? emulated : null;
    }

    /// Writes down what the guest wrote to the emulated disk.
    void saveEmulated(StateWriter out) {
        if (emulated != null) {
            out.putSection(emulated);
        }
    }

    @Override
    public DiskImage bootDisk() {
        return disc;
    }

    @Override
    public void close() {
        disc.close();
    }

    @Override
    public ImageInfo info() {
        return info;
    }

    @Override
    public void load(GuestMemory memory, VcpuState state) {
        byte[] sector = new byte[DiskImage.SECTOR];
        for (int i = 0; i < loadSectors(); i++) {
            if (disc.read(entry.block() * ElTorito.PER_BLOCK + i, sector)) {
                memory.write(address() + (long) i * DiskImage.SECTOR, sector);
            }
        }
        DiskLoader.enter(state, drive());
        if (start() != DiskLoader.LOAD_ADDRESS) {
            StartState.real(state, entry.segment(), 0);
            state.gpr[VcpuState.RSP] = DiskLoader.STACK;
            state.gpr[VcpuState.RDX] = drive();
        }
    }
}
