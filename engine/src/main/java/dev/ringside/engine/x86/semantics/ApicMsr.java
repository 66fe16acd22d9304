package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.apic.ApicRegister;
import dev.ringside.engine.x86.apic.LocalApic;

/// IA32_APIC_BASE, IA32_TSC_DEADLINE and the x2APIC's registers of a plain processor (SDM Vol. 3A
/// 11.4.4, 11.5.4.1, 11.12).
final class ApicMsr {
    static final int TSC_DEADLINE = 0x6E0;
    private static final int FIRST = 0x800;
    private static final int LAST = 0x8FF;

    /// BSP, EXTD, EN and the page's address.
    private static final long BASE_BITS = (1L << PageWalker.PHYSICAL_BITS) - 4096 | 0xD00;

    private ApicMsr() {}

    /// Whether the number belongs to the x2APIC's range.
    static boolean covers(int number) {
        return number >= FIRST && number <= LAST;
    }

    static void writeBase(Cpu cpu, long value) {
        VcpuState state = cpu.state;
        if ((value & ~BASE_BITS) != 0) {
            throw fault(cpu, "reserved bit of IA32_APIC_BASE set");
        }
        boolean enabled = (value & LocalApic.BASE_ENABLED) != 0;
        boolean extended = (value & LocalApic.BASE_X2APIC) != 0;
        boolean wasExtended = cpu.platform.apic.isX2();
        boolean wasEnabled = cpu.platform.apic.isGloballyEnabled();
        // SDM Vol. 3A 11.12.5: x2APIC mode is left by switching the APIC off, entered from xAPIC.
        if (extended && !enabled || wasExtended && enabled && !extended) {
            throw fault(cpu, "no such change of the local APIC's mode");
        }
        if (extended && !wasEnabled) {
            throw fault(cpu, "the local APIC is off: x2APIC mode is entered from xAPIC mode");
        }
        if (wasEnabled && !enabled) {
            cpu.platform.apic.reset();
        }
        state.apicBase = value;
        cpu.memory.configure(state);
        cpu.attention |= Platform.BOUNDARY;
    }

    static long read(Cpu cpu, int number) {
        int register = number - FIRST;
        LocalApic apic = cpu.platform.apic;
        if (!apic.isX2() || !isReadable(register)) {
            throw fault(cpu, "no such x2APIC register");
        }
        return register == ApicRegister.ICR
                ? cpu.state.apic.command
                : apic.read(register) & 0xFFFFFFFFL;
    }

    private static boolean isReadable(int register) {
        return switch (register) {
            case ApicRegister.ID,
                    ApicRegister.VERSION,
                    ApicRegister.TPR,
                    ApicRegister.PPR,
                    ApicRegister.LDR,
                    ApicRegister.SVR,
                    ApicRegister.ESR,
                    ApicRegister.ICR,
                    ApicRegister.INITIAL_COUNT,
                    ApicRegister.CURRENT_COUNT,
                    ApicRegister.DIVIDE ->
                    true;
            default ->
                    register >= ApicRegister.ISR && register < ApicRegister.ESR
                            || register >= ApicRegister.LVT_FIRST
                                    && register <= ApicRegister.LVT_LAST;
        };
    }

    static void write(Cpu cpu, int number, long value) {
        int register = number - FIRST;
        LocalApic apic = cpu.platform.apic;
        if (!apic.isX2() || !isWritable(register)) {
            throw fault(cpu, "no such x2APIC register");
        }
        if ((value & ~writable(register)) != 0) {
            throw fault(cpu, "reserved bit of an x2APIC register set");
        }
        switch (register) {
            case ApicRegister.ICR -> apic.command(value);
            case ApicRegister.SELF_IPI -> apic.selfInterrupt((int) value);
            default -> apic.write(register, (int) value);
        }
        cpu.attention |= Platform.BOUNDARY;
    }

    private static boolean isWritable(int register) {
        return switch (register) {
            case ApicRegister.TPR,
                    ApicRegister.EOI,
                    ApicRegister.SVR,
                    ApicRegister.ESR,
                    ApicRegister.ICR,
                    ApicRegister.INITIAL_COUNT,
                    ApicRegister.DIVIDE,
                    ApicRegister.SELF_IPI ->
                    true;
            default -> register >= ApicRegister.LVT_FIRST && register <= ApicRegister.LVT_LAST;
        };
    }

    /// Bits that can be written without `#GP` (SDM Vol. 3A table 11-6).
    private static long writable(int register) {
        return switch (register) {
            case ApicRegister.TPR, ApicRegister.SELF_IPI -> 0xFF;
            case ApicRegister.EOI, ApicRegister.ESR -> 0;
            case ApicRegister.SVR -> 0x1FF;
            case ApicRegister.ICR -> 0xFFFFFFFF_000CCFFFL;
            case ApicRegister.DIVIDE -> 0xB;
            case ApicRegister.INITIAL_COUNT -> 0xFFFFFFFFL;
            default -> 0x7FFFF;
        };
    }

    private static RuntimeException fault(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.GP, 0, reason);
    }
}
