package dev.ringside.engine.vmm;

import java.nio.charset.StandardCharsets;

/// The built-in BIOS ROM, 64 KiB at F000:0000, made at class load.
///
/// Each served interrupt has a stub of a few instructions: an OUT to [#PORT] hands the registers to
/// the VMM ([BiosServices]), which tells stubs apart by their address; everything else, IRET
/// included, is guest code that steps like any other.
///
/// ```
/// F000:0000  zero
/// F000:D000  flat GDT: 08 code32, 10 data, 18 code64
/// F000:D100  tables: system configuration, diskette parameters
/// F000:E000  stubs
/// F000:E05B  restart, where the reset vector jumps
/// F000:FFF0  reset vector, date, model
/// ```
final class BiosRom {
    /// Answers to nobody on a PC; outside the stubs it reads all ones.
    static final int PORT = 0xE6;

    static final int SEGMENT = 0xF000;
    static final long ADDRESS = RamLayout.ROM;
    static final int SIZE = (int) RamLayout.ROM_SIZE;

    static final int CODE32_SELECTOR = 0x08;
    static final int DATA_SELECTOR = 0x10;
    static final int CODE64_SELECTOR = 0x18;
    private static final int GDT = 0xD000;
    static final long GDT_ADDRESS = ADDRESS + GDT;
    static final int GDT_LIMIT = 4 * 8 - 1;

    /// INT 15h C0h's table.
    static final int CONFIGURATION = 0xD100;

    /// INT 1Eh: diskette parameters.
    static final int DISKETTE = 0xD120;

    private static final int STUBS = 0xE100;
    private static final int RESTART = 0xE05B;
    private static final int RESET_VECTOR = 0xFFF0;

    /// The service number of [#RESTART]; others are their interrupt's.
    static final int RESTART_SERVICE = 0x100;

    private static final int OUT_IMM8_AL = 0xE6;
    private static final int IN_AL_IMM8 = 0xE4;
    private static final int IRET = 0xCF;
    private static final int PUSH_AX = 0x50;
    private static final int POP_AX = 0x58;
    private static final int MOV_AL = 0xB0;
    private static final int CLI = 0xFA;
    private static final int STI = 0xFB;
    private static final int HLT = 0xF4;
    private static final int NOP = 0x90;
    private static final int INT = 0xCD;
    private static final int JMP_SHORT = 0xEB;

    private static final byte[] IMAGE = new byte[SIZE];

    /// Offset of the handler by vector; 0 for none.
    private static final int[] HANDLER = new int[256];

    /// Service number + 1 by the offset behind its OUT.
    private static final short[] SERVICE = new short[SIZE];

    private static int at;

    /// Where INT 16h sleeps until an interrupt, then asks again.
    private static int keyboardSleep;

    /// Where INT 15h 86h lets interrupts in, then asks again.
    private static int waitWindow;

    /// Where INT 18h ends: CLI and HLT for good.
    private static int stopped;

    static {
        gdt();
        tables();
        stubs();
        reset();
    }

    private BiosRom() {}

    private static void emit(int... bytes) {
        for (int b : bytes) {
            IMAGE[at++] = (byte) b;
        }
    }

    private static void trap(int service) {
        emit(OUT_IMM8_AL, PORT);
        SERVICE[at] = (short) (service + 1);
    }

    /// Jumps back to `target`, less than 128 bytes away.
    private static void loop(int target) {
        emit(JMP_SHORT, target - (at + 2));
    }

    private static void gdt() {
        at = GDT + CODE32_SELECTOR;
        emit(0xFF, 0xFF, 0, 0, 0, 0x9B, 0xCF, 0);
        emit(0xFF, 0xFF, 0, 0, 0, 0x93, 0xCF, 0);
        emit(0xFF, 0xFF, 0, 0, 0, 0x9B, 0xAF, 0);
    }

    /// Configuration: length, model FC (AT), submodel, revision, features (second 8259, RTC,
    /// keyboard intercept, EBDA). Diskette: IBM's table for 1.44 MB.
    private static void tables() {
        at = CONFIGURATION;
        emit(8, 0, 0xFC, 0, 1, 0x74, 0, 0, 0, 0);
        at = DISKETTE;
        emit(0xDF, 0x02, 0x25, 0x02, 0x12, 0x1B, 0xFF, 0x6C, 0xF6, 0x0F, 0x08);
    }

    private static void stubs() {
        at = STUBS;
        int ignore = at;
        emit(IRET);
        for (int vector = 0; vector < 0x78; vector++) {
            boolean user = vector >= 0x60 && vector < 0x68;
            HANDLER[vector] = user ? 0 : ignore;
        }
        for (int vector = 0; vector < 8; vector++) {
            // 1 to 5: debug, NMI, breakpoint, INTO and print screen may be ignored.
            if (vector == 0 || vector >= 6) {
                simple(vector);
            }
        }
        for (int vector : new int[] {0x10, 0x11, 0x12, 0x13, 0x14, 0x17, 0x19, 0x1A}) {
            simple(vector);
        }
        interruptRequests();
        waiting();
    }

    private static void simple(int vector) {
        HANDLER[vector] = at;
        trap(vector);
        emit(IRET);
    }

    private static void interruptRequests() {
        HANDLER[0x08] = at;
        trap(0x08);
        emit(INT, 0x1C);
        endOfInterrupt(false);
        HANDLER[0x09] = at;
        emit(PUSH_AX, IN_AL_IMM8, 0x60);
        trap(0x09);
        emit(POP_AX);
        endOfInterrupt(false);
        for (int vector = 0x0A; vector < 0x10; vector++) {
            HANDLER[vector] = at;
            trap(vector);
            endOfInterrupt(false);
        }
        // Reading register C of the RTC frees its line.
        HANDLER[0x70] = at;
        emit(PUSH_AX, MOV_AL, 0x0C, OUT_IMM8_AL, 0x70, IN_AL_IMM8, 0x71, POP_AX);
        endOfInterrupt(true);
        int slave = at;
        endOfInterrupt(true);
        for (int vector = 0x71; vector < 0x78; vector++) {
            HANDLER[vector] = slave;
        }
    }

    private static void endOfInterrupt(boolean both) {
        emit(PUSH_AX, MOV_AL, 0x20);
        if (both) {
            emit(OUT_IMM8_AL, 0xA0);
        }
        emit(OUT_IMM8_AL, 0x20, POP_AX, IRET);
    }

    private static void waiting() {
        HANDLER[0x16] = at;
        trap(0x16);
        emit(IRET);
        keyboardSleep = at;
        emit(STI, HLT, CLI);
        loop(HANDLER[0x16]);
        HANDLER[0x15] = at;
        trap(0x15);
        emit(IRET);
        waitWindow = at;
        emit(STI, NOP, CLI);
        loop(HANDLER[0x15]);
        HANDLER[0x18] = at;
        trap(0x18);
        stopped = at;
        emit(CLI, HLT);
        loop(stopped);
    }

    private static void reset() {
        at = RESTART;
        emit(CLI);
        trap(RESTART_SERVICE);
        loop(RESTART);
        at = RESET_VECTOR;
        emit(0xEA, RESTART & 0xFF, RESTART >> 8, SEGMENT & 0xFF, SEGMENT >> 8);
        byte[] date = "01/01/26".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(date, 0, IMAGE, RESET_VECTOR + 5, date.length);
        IMAGE[0xFFFE] = (byte) 0xFC;
    }

    /// A fresh copy of the ROM.
    static byte[] image() {
        return IMAGE.clone();
    }

    /// Offset in [#SEGMENT] of a vector's handler; 0 where the BIOS leaves the vector 0:0.
    static int handler(int vector) {
        return HANDLER[vector];
    }

    /// Which stub has just trapped.
    ///
    /// @param linearRip where the processor stands, behind the OUT
    /// @return the interrupt, [#RESTART_SERVICE], or -1 for code that is no stub
    static int serviceAt(long linearRip) {
        long offset = linearRip - ADDRESS;
        return offset < 0 || offset >= SIZE ? -1 : SERVICE[(int) offset] - 1;
    }

    static int keyboardSleep() {
        return keyboardSleep;
    }

    static int waitWindow() {
        return waitWindow;
    }

    static int stopped() {
        return stopped;
    }
}
