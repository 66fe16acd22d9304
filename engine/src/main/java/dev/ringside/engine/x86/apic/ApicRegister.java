package dev.ringside.engine.x86.apic;

/// Numbers of the local APIC's registers: MSR less 0x800, page offset divided by 16 (SDM Vol. 3A
/// table 11-6).
public final class ApicRegister {
    public static final int ID = 0x02;
    public static final int VERSION = 0x03;
    public static final int TPR = 0x08;

    /// xAPIC only.
    public static final int APR = 0x09;

    public static final int PPR = 0x0A;
    public static final int EOI = 0x0B;
    public static final int LDR = 0x0D;

    /// xAPIC only.
    public static final int DFR = 0x0E;

    public static final int SVR = 0x0F;

    // Eight registers each.
    public static final int ISR = 0x10;
    public static final int TMR = 0x18;
    public static final int IRR = 0x20;

    public static final int ESR = 0x28;
    public static final int ICR = 0x30;

    /// xAPIC only: the x2APIC's ICR is one register of 64 bits.
    public static final int ICR_HIGH = 0x31;

    /// Timer, thermal sensor, performance counters, LINT0, LINT1, error.
    public static final int LVT_FIRST = 0x32;

    public static final int LVT_LAST = 0x37;
    public static final int INITIAL_COUNT = 0x38;
    public static final int CURRENT_COUNT = 0x39;
    public static final int DIVIDE = 0x3E;

    /// x2APIC only.
    public static final int SELF_IPI = 0x3F;

    /// Writable bits of each LVT entry (SDM Vol. 3A figure 11-8).
    static final int[] LVT_WRITABLE = {0x700FF, 0x107FF, 0x107FF, 0x1A7FF, 0x1A7FF, 0x100FF};

    private ApicRegister() {}
}
