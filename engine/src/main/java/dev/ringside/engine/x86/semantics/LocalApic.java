package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;

/// The x2APIC registers Zircon's kernel keeps for a guest (zircon-reference 4.4, 4.5): identity,
/// inter-processor interrupts and a timer's registers. No in-service register: EOI is accepted and
/// ignored.
public final class LocalApic {
    private static final int ID = 0x802;
    private static final int VERSION = 0x803;
    private static final int TPR = 0x808;
    private static final int EOI = 0x80B;
    private static final int LDR = 0x80D;
    private static final int SVR = 0x80F;
    private static final int ISR_FIRST = 0x810;
    private static final int IRR_LAST = 0x827;
    private static final int ESR = 0x828;
    private static final int LVT_CMCI = 0x82F;
    private static final int ICR = 0x830;
    private static final int LVT_TIMER = 0x832;
    private static final int LVT_THERMAL = 0x833;
    private static final int LVT_MONITOR = 0x834;
    private static final int LVT_LINT0 = 0x835;
    private static final int LVT_LINT1 = 0x836;
    private static final int LVT_ERROR = 0x837;
    private static final int INITIAL_COUNT = 0x838;
    private static final int DIVIDE = 0x83E;
    private static final int SELF_IPI = 0x83F;

    private static final long MASKED = 0x10000;
    private static final int ALL = -1;

    private final int id;
    private final LocalApicTimer timer = new LocalApicTimer();

    LocalApic(int vcpuId) {
        this.id = vcpuId - 1;
    }

    /// The timer, which counts retired instructions.
    public LocalApicTimer timer() {
        return timer;
    }

    long read(Cpu cpu, int register) {
        if (register >= ISR_FIRST && register <= IRR_LAST) {
            return 0;
        }
        return switch (register) {
            case ID -> id;
            case VERSION -> 0x15 | 6 << 16;
            case SVR -> 0xFF;
            case TPR, LDR, ESR, LVT_MONITOR -> 0;
            case LVT_LINT0, LVT_LINT1, LVT_THERMAL, LVT_CMCI -> MASKED;
            case LVT_TIMER -> timer.lvt();
            default -> throw ZirconMsr.refused(cpu, "no such x2APIC register");
        };
    }

    void write(Cpu cpu, int register, long value) {
        if (register == ICR) {
            writeIcr(cpu, value);
            return;
        }
        if (value >>> 32 != 0) {
            fail(cpu, ZxStatus.INVALID_ARGS, "x2APIC registers are 32 bits wide");
            return;
        }
        switch (register) {
            case EOI, ESR -> {
                if (value != 0) {
                    throw ZirconMsr.refused(cpu, "only 0 can be written to EOI and ESR");
                }
            }
            case TPR, SVR, LVT_MONITOR, LVT_ERROR, LVT_LINT0, LVT_LINT1, LVT_THERMAL, LVT_CMCI -> {}
            case LVT_TIMER -> {
                if (!timer.setLvt(value, cpu.state.instructionCount)) {
                    fail(cpu, ZxStatus.INVALID_ARGS, "no such x2APIC timer mode");
                }
            }
            case INITIAL_COUNT -> timer.setInitialCount(value, cpu.state.instructionCount);
            case DIVIDE -> timer.setDivide(value, cpu.state.instructionCount);
            case SELF_IPI -> {
                cpu.platform.selfInterrupt = (int) value & 0xFF;
                cpu.attention |= Platform.BOUNDARY;
            }
            default -> throw ZirconMsr.refused(cpu, "no such x2APIC register");
        }
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
