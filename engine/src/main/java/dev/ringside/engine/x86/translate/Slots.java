package dev.ringside.engine.x86.translate;

/// Local variables of a region's method. Longs take two slots.
final class Slots {
    static final int CPU = 1;
    static final int LIMIT = 2;

    /// Bit n: page n of the region is where it was.
    static final int PAGES = 4;

    static final int TLB = 5;
    static final int RAM = 6;
    static final int MEMORY = 7;
    static final int GPR = 8;

    /// What is being thrown on the way out, or null.
    static final int ERROR = 9;

    /// Retired instructions at the start of the current block.
    static final int COUNT = 10;

    /// Where to go on, set before leaving.
    static final int RIP = 12;

    /// Which instruction is executing: distance from the region's lowest RIP, and index within its
    /// block in the low nine bits. Negative while a shared instruction has everything in the CPU.
    static final int AT = 14;

    // Flags, as in LazyFlags.
    static final int KIND = 15;
    static final int OPERAND = 16;
    static final int RESULT = 18;
    static final int CARRY_OPERAND = 20;
    static final int CARRY_RESULT = 22;

    /// First operand of the last comparison; only for conditions right behind it.
    static final int FIRST = 24;

    // Scratch.
    static final int A = 26;
    static final int B = 28;
    static final int R = 30;
    static final int ADDRESS = 32;

    /// Written before they are read, but not on each way to each label.
    static final int[] SCRATCH = {RIP, CARRY_OPERAND, CARRY_RESULT, FIRST, A, B, R, ADDRESS};

    private static final int REGISTERS = 34;
    private static final int BASES = REGISTERS + 32;
    private static final int READ_LIMITS = BASES + 12;
    private static final int WRITE_LIMITS = READ_LIMITS + 12;

    private Slots() {}

    /// General register 0 to 15.
    static int register(int register) {
        return REGISTERS + 2 * register;
    }

    /// Base of segment 0 to 5.
    static int base(int segment) {
        return BASES + 2 * segment;
    }

    /// Last offset within the segment for reads, or for writes.
    static int limit(int segment, boolean write) {
        return (write ? WRITE_LIMITS : READ_LIMITS) + 2 * segment;
    }
}
