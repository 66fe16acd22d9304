package dev.ringside.engine.vmm;

/// Cylinders, heads and sectors as the BIOS tells them.
///
/// @param floppyType the CMOS drive type 1 to 6, or 0 for a hard disk
record DiskGeometry(int cylinders, int heads, int sectors, int floppyType) {
    /// KiB, cylinders, heads, sectors, type of the floppies a PC knows.
    private static final int[][] FLOPPIES = {
        {160, 40, 1, 8, 1},
        {180, 40, 1, 9, 1},
        {320, 40, 2, 8, 1},
        {360, 40, 2, 9, 1},
        {720, 80, 2, 9, 3},
        {1200, 80, 2, 15, 2},
        {1440, 80, 2, 18, 4},
        {2880, 80, 2, 36, 5},
    };

    private static final int HEADS_LIMIT = 255;
    private static final int CYLINDERS_LIMIT = 1024;
    private static final int TRACK = 63;

    boolean floppy() {
        return floppyType != 0;
    }

    /// The geometry of an image: a floppy's where the size is one's, else the usual translation for
    /// a hard disk: 63 sectors, and 16, 32, 64, 128 or 255 heads to stay below 1024 cylinders.
    static DiskGeometry of(long sectors) {
        for (int[] floppy : FLOPPIES) {
            if (floppy[0] * 2L == sectors) {
                return new DiskGeometry(floppy[1], floppy[2], floppy[3], floppy[4]);
            }
        }
        int heads = 16;
        while (heads < HEADS_LIMIT && sectors / TRACK / heads >= CYLINDERS_LIMIT) {
            heads = heads == 128 ? HEADS_LIMIT : heads * 2;
        }
        long perCylinder = (long) TRACK * heads;
        long cylinders = (sectors + perCylinder - 1) / perCylinder;
        return new DiskGeometry(Math.clamp(cylinders, 1, CYLINDERS_LIMIT), heads, TRACK, 0);
    }
}
