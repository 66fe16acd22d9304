package dev.ringside.engine.vmm;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The boot entry of a CD-ROM ("El Torito" Bootable CD-ROM Format Specification 1.0, chapter 2).
///
/// @param media 0 no emulation, 1 to 3 floppy of 1.2, 1.44 or 2.88 MB, 4 hard disk
/// @param segment where it is loaded, never 0
/// @param sectors of 512 bytes to load
/// @param block where the image begins, in blocks of 2,048 bytes
record ElTorito(int media, int segment, int sectors, long block) {
    static final int NO_EMULATION = 0;
    static final int HARD_DISK = 4;

    /// 512-byte sectors in a block.
    static final int PER_BLOCK = 4;

    private static final int RECORD = 17 * PER_BLOCK;
    private static final int BOOTABLE = 0x88;
    private static final int DEFAULT_SEGMENT = 0x7C0;
    private static final String IDENTIFIER = "EL TORITO SPECIFICATION";

    /// @return the default entry, or null for a disc that does not boot
    static @Nullable ElTorito read(DiskImage disc) {
        byte[] sector = new byte[DiskImage.SECTOR];
        if (!disc.read(RECORD, sector)
                || sector[0] != 0
                || !text(sector, 1, 5).equals("CD001")
                || !text(sector, 7, IDENTIFIER.length()).equals(IDENTIFIER)
                || !disc.read(number(sector, 0x47, 4) * PER_BLOCK, sector)) {
            return null;
        }
        boolean valid =
                sector[0] == 1 && sector[30] == 0x55 && (sector[31] & 0xFF) == 0xAA && sums(sector);
        if (!valid || (sector[32] & 0xFF) != BOOTABLE) {
            return null;
        }
        int media = sector[33] & 15;
        int segment = (int) number(sector, 34, 2);
        ElTorito entry =
                new ElTorito(
                        media,
                        segment == 0 ? DEFAULT_SEGMENT : segment,
                        (int) number(sector, 38, 2),
                        number(sector, 40, 4));
        return media <= HARD_DISK ? entry : null;
    }

    /// The validation entry's words add up to 0.
    private static boolean sums(byte[] sector) {
        int sum = 0;
        for (int i = 0; i < 32; i += 2) {
            sum += (int) number(sector, i, 2);
        }
        return (sum & 0xFFFF) == 0;
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.US_ASCII);
    }

    private static long number(byte[] bytes, int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    /// The disk an emulated drive shows.
    DiskImage emulated(DiskImage disc) {
        long first = block * PER_BLOCK;
        long count =
                switch (media) {
                    case 1 -> 2400;
                    case 2 -> 2880;
                    case 3 -> 5760;
                    default -> hardDiskSectors(disc, first);
                };
        return disc.part("emulated disk", first, count);
    }

    /// As far as the first partition reaches.
    private static long hardDiskSectors(DiskImage disc, long first) {
        byte[] sector = new byte[DiskImage.SECTOR];
        if (!disc.read(first, sector)) {
            return 0;
        }
        return number(sector, 0x1BE + 8, 4) + number(sector, 0x1BE + 12, 4);
    }
}
