package dev.ringside.engine.oracle;

/// The file that the tests and the child both map: header, setup table, records, windows.
final class Shared {
    /// Where the child maps it: far above everything a 32-bit address reaches.
    static final long BASE = 0x2345_6000_0000L;

    /// Where the child itself lies.
    static final long IMAGE = 0x1234_5000_0000L;

    /// Bytes of the child with its stacks; ends in two stacks of 32 KB.
    static final int IMAGE_SIZE = 0x20000;

    static final long STACK_TOP = IMAGE + 0x10000;
    static final long SIGNAL_STACK = IMAGE + 0x10000;
    static final int SIGNAL_STACK_SIZE = 0x8000;

    static final int MAX_BATCH = 1000;

    /// Header: cases left, and the current record's address.
    static final int COUNT = 0;

    static final int CURRENT = 8;

    /// System calls to make at the start: number, six arguments, result; -1 ends.
    static final int SETUP = 0x100;

    static final int SETUP_STRIDE = 64;
    static final int SETUP_RESULT = 56;

    /// Structures that the setup calls point to.
    static final int SCRATCH = 0x1000;

    /// What the window is reset to.
    static final int TEMPLATE = 0x2000;

    /// The pages of the window itself: read-only page, then [Window#SIZE] bytes.
    static final int LIVE_WINDOW = 0x5000;

    static final int RECORDS = 0xA000;
    static final int RECORD_SIZE = 0x400;
    static final int WINDOWS = RECORDS + MAX_BATCH * RECORD_SIZE + 0x800;

    /// An XSAVE area in and one out for each record.
    static final int MEDIA = (WINDOWS + MAX_BATCH * Window.SIZE + 0xFFFF) & -0x10000;

    static final int MEDIA_STRIDE = 0x800;
    static final int MEDIA_OUT = 0x400;
    static final int SIZE = (MEDIA + MAX_BATCH * MEDIA_STRIDE + 0xFFFF) & -0x10000;

    // Record, in.
    static final int IN_GPR = 0;
    static final int IN_RIP = 0x80;
    static final int IN_CS = 0x88;
    static final int IN_RFLAGS = 0x90;
    static final int IN_SS = 0x98;
    static final int IN_DS = 0xA0;
    static final int IN_ES = 0xA8;
    static final int IN_FS = 0xB0;
    static final int IN_GS = 0xB8;
    static final int IN_FS_BASE = 0xC0;
    static final int IN_GS_BASE = 0xC8;

    /// Nonzero: load the bases too.
    static final int IN_BASES = 0xD0;

    static final int IN_CODE_ADDRESS = 0xD8;
    static final int IN_CODE_LENGTH = 0xE0;
    static final int IN_WINDOW = 0xE8;

    /// The address of the XSAVE area to load, 0 to leave x87 and vector registers alone.
    static final int IN_MEDIA = 0xF0;

    static final int IN_CODE = 0x100;

    // Record, out.
    static final int OUT_GPR = 0x200;
    static final int OUT_RIP = 0x280;
    static final int OUT_RFLAGS = 0x288;

    /// CS, GS, FS, SS as 16 bits each, as the kernel saves them.
    static final int OUT_SELECTORS = 0x290;

    static final int OUT_DS = 0x298;
    static final int OUT_ES = 0x2A0;
    static final int OUT_FS = 0x2A8;
    static final int OUT_GS = 0x2B0;
    static final int OUT_FS_BASE = 0x2B8;
    static final int OUT_GS_BASE = 0x2C0;
    static final int OUT_SIGNAL = 0x2C8;
    static final int OUT_TRAP = 0x2E0;
    static final int OUT_ERROR = 0x2E8;
    static final int OUT_CR2 = 0x2F0;

    private Shared() {}
}
