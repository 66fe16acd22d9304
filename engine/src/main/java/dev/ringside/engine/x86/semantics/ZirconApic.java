package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.x86.apic.ApicRegister;
import dev.ringside.engine.x86.apic.LocalApicTimer;

/// The x2APIC registers Zircon's kernel keeps for a guest (zircon-reference 4.4, 4.5): identity,
/// inter-processor interrupts and a timer's registers. No in-service register: EOI is accepted and
/// ignored.
final class ZirconApic {
    private static final int FIRST_MSR = 0x800;
    private static final int LVT_CMCI = 0x2F;
    private static final int LVT_TIMER = 0x32;
    private static final int LVT_THERMAL = 0x33;
    private static final int LVT_MONITOR = 0x34;
    private static final int LVT_LINT0 = 0x35;
    private static final int LVT_LINT1 = 0x36;
    private static final int LVT_ERROR = 0x37;
    private static final long MASKED = 0x10000;
    private static final int ALL = -1;

    private final int id;
    private final LocalApicTimer timer;

    ZirconApic(int vcpuId, LocalApicTimer timer) {
        this.id = vcpuId - 1;
        this.timer = timer;
    }

    long read(Cpu cpu, int msr) {
        int register = msr - FIRST_MSR;
        if (register >= ApicRegister.ISR && register < ApicRegister.ESR) {
            return 0;
        }
        return switch (register) {
            case ApicRegister.ID -> id;
            case ApicRegister.VERSION -> 0x15 | 6 << 16;
            case ApicRegister.SVR -> 0xFF;
            case ApicRegister.TPR, ApicRegister.LDR, ApicRegister.ESR, LVT_MONITOR -> 0;
            case LVT_LINT0, LVT_LINT1, LVT_THERMAL, LVT_CMCI -> MASKED;
            case LVT_TIMER -> cpu.state.apic.lvt[ApicState.LVT_TIMER] & 0xFFFFFFFFL;
            default -> throw ZirconMsr.refused(cpu, "no such x2APIC register");
        };
    }

    void write(Cpu cpu, int msr, long value) {
        int register = msr - FIRST_MSR;
        if (register == ApicRegister.ICR) {
            writeIcr(cpu, value);
            return;
        }
        if (value >>> 32 != 0) {
            fail(cpu, ZxStatus.INVALID_ARGS, "x2APIC registers are 32 bits wide");
            return;
        }
        switch (register) {
            case ApicRegister.EOI, ApicRegister.ESR -> {
                if (value != 0) {
                    throw ZirconMsr.refused(cpu, "only 0 can be written to EOI and ESR");
                }
            }
            case ApicRegister.TPR,
                    ApicRegister.SVR,
                    LVT_MONITOR,
                    LVT_ERROR,
                    LVT_LINT0,
                    LVT_LINT1,
                    LVT_THERMAL,
                    LVT_CMCI -> {}
            case LVT_TIMER -> {
                if ((value >>> 17 & 3) == 3) {
                    fail(cpu, ZxStatus.INVALID_ARGS, "no such x2APIC timer mode");
                } else {
                    timer.setLvt((int) value);
                }
            }
            case ApicRegister.INITIAL_COUNT -> timer.setInitialCount((int) value);
            case ApicRegister.DIVIDE -> timer.setDivide((int) value);
            case ApicRegister.SELF_IPI -> {
                cpu.platform.selfInterrupt = (int) value & 0xFF;
                cpu.attention |= Platform.BOUNDARY;
            }
            default -> throw ZirconMsr.refused(cpu, "no such x2APIC register");
        }
        cpu.attention |= Platform.BOUNDARY;
    }

    /// WRMSR to IA32_TSC_DEADLINE: needs the timer's mode 2.
    void writeDeadline(Cpu cpu, long value) {
        if ((cpu.state.apic.lvt[ApicState.LVT_TIMER] >>> 17 & 3) != 2) {
            fail(cpu, ZxStatus.INVALID_ARGS, "the x2APIC timer is not in TSC-deadline mode");
            return;
        }
        timer.setDeadline(value);
        cpu.attention |= Platform.BOUNDARY;
    }

    private static void fail(Cpu cpu, ZxStatus status, String reason) {
        cpu.platform.refuse(cpu, status, reason);
    }

    /// ```
    ///  63-32       19-18     11           10-8 7-0
    ///  destination shorthand logical mode mode vector
    /// ```
    private void writeIcr(Cpu cpu, long value) {
        int mode = (int) (value >>> 8) & 7;
        boolean logical = (value & 1 << 11) != 0;
        if (logical || mode != 0 && mode != 4 && mode != 5 && mode != 6) {
            fail(cpu, ZxStatus.NOT_SUPPORTED, "inter-processor interrupt of an unsupported mode");
            return;
        }
        switch (mode) {
            case 0 -> cpu.platform.leave(cpu, new Exit.Interrupt(mask(value), (int) value & 0xFF));
            case 4 -> {
                long others = mask(value) & ~(1L << id);
                cpu.platform.leave(cpu, new Exit.Interrupt(others, 2));
            }
            case 6 -> {
                long entry = (value & 0xFF) << 12;
                cpu.platform.leave(cpu, new Exit.Startup(value >>> 32, entry));
            }
            default -> {
                // INIT is ignored.
            }
        }
    }

    private long mask(long value) {
        return switch ((int) (value >>> 18) & 3) {
            case 0 -> {
                int destination = (int) (value >>> 32);
                if (destination == ALL) {
                    yield -1L;
                }
                yield destination >= 0 && destination < 64 ? 1L << destination : 0;
            }
            case 1 -> 1L << id;
            case 2 -> -1L;
            default -> ~(1L << id);
        };
    }
}
