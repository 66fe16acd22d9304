package dev.ringside.engine.vmm;

/// The interrupt vector table and the BIOS data area at 0x400 (IBM Personal System/2 and Personal
/// Computer BIOS Interface Technical Reference, "Data areas").
final class BiosData {
    static final long EQUIPMENT = 0x410;
    static final long MEMORY_KIB = 0x413;
    static final long SHIFT_FLAGS = 0x417;
    static final long KEY_HEAD = 0x41A;
    static final long KEY_TAIL = 0x41C;
    static final int KEY_BUFFER = 0x1E;
    static final int KEY_BUFFER_END = 0x3E;
    static final long FLOPPY_STATUS = 0x441;
    static final long VIDEO_MODE = 0x449;
    static final long COLUMNS = 0x44A;
    static final long PAGE_SIZE = 0x44C;
    static final long PAGE_START = 0x44E;
    static final long CURSOR = 0x450;
    static final long CURSOR_SHAPE = 0x460;
    static final long PAGE = 0x462;
    static final long CRTC_PORT = 0x463;
    static final long TICKS = 0x46C;
    static final long MIDNIGHT = 0x470;
    static final long RESET_FLAG = 0x472;
    static final long DISK_STATUS = 0x474;
    static final long DISK_COUNT = 0x475;
    static final long LAST_ROW = 0x484;
    static final long CHARACTER_HEIGHT = 0x485;
    static final long VIDEO_CONTROL = 0x487;
    static final long KEYBOARD_MODE = 0x496;

    /// PIT ticks of 65536 in a day, which IBM rounds to this.
    static final int TICKS_A_DAY = 0x1800B0;

    private static final int EBDA_SEGMENT = 0x9FC0;

    private BiosData() {}

    /// Writes both as a BIOS leaves them at INT 19h.
    ///
    /// @param secondOfDay what the clock shows
    static void write(GuestMemory memory, int floppies, int hardDisks, int secondOfDay) {
        memory.clear(0, 0x500);
        for (int vector = 0; vector < 256; vector++) {
            int handler = BiosRom.handler(vector);
            if (handler != 0) {
                pointer(memory, vector, handler);
            }
        }
        pointer(memory, 0x1E, BiosRom.DISKETTE);
        memory.write16(0x400, 0x3F8);
        memory.write16(0x402, 0x2F8);
        memory.write16(0x40E, EBDA_SEGMENT);
        memory.write8((long) EBDA_SEGMENT << 4, 1);
        memory.write16(EQUIPMENT, equipment(floppies));
        memory.write16(MEMORY_KIB, (int) (RamLayout.CONVENTIONAL_END / 1024));
        memory.write16(KEY_HEAD, KEY_BUFFER);
        memory.write16(KEY_TAIL, KEY_BUFFER);
        memory.write16(0x480, KEY_BUFFER);
        memory.write16(0x482, KEY_BUFFER_END);
        memory.write8(KEYBOARD_MODE, 0x10);
        memory.write8(DISK_COUNT, hardDisks);
        memory.write32(TICKS, (int) ((long) secondOfDay * TICKS_A_DAY / 86_400));
    }

    /// Two serial ports, FPU, 80x25 colour, and the floppies.
    static int equipment(int floppies) {
        return 0x0422 | (floppies > 0 ? 1 | floppies - 1 << 6 : 0);
    }

    private static void pointer(GuestMemory memory, int vector, int offset) {
        memory.write16(vector * 4L, offset);
        memory.write16(vector * 4L + 2, BiosRom.SEGMENT);
    }
}
