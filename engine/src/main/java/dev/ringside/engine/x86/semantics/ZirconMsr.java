package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.state.Vector;

/// What Zircon does with a guest's RDMSR and WRMSR (zircon-reference 4.4, era B).
final class ZirconMsr {
    private static final int PLATFORM_ID = 0x17;
    private static final int TSC_ADJUST = 0x3B;
    private static final int SPEC_CTRL = 0x48;
    private static final int PRED_CMD = 0x49;
    private static final int TSC_DEADLINE = 0x6E0;
    private static final int X2APIC_FIRST = 0x800;
    private static final int X2APIC_LAST = 0x83F;

    private ZirconMsr() {}

    static long read(Cpu cpu, int number) {
        if (number >= X2APIC_FIRST && number <= X2APIC_LAST) {
            return cpu.platform.zirconApic.read(cpu, number);
        }
        return switch (number) {
            case Msr.APIC_BASE -> apicBase(cpu);
            case Msr.MISC_ENABLE -> cpu.state.miscEnable & 1;
            case PLATFORM_ID, Msr.MCG_CAP, Msr.MCG_STATUS -> 0;
            case TSC_ADJUST -> cpu.state.tscOffset;
            case Msr.CSTAR, SPEC_CTRL, PRED_CMD, TSC_DEADLINE -> throw Msr.unknown(cpu);
            default -> Msr.read(cpu, number);
        };
    }

    static void write(Cpu cpu, int number, long value) {
        if (number >= X2APIC_FIRST && number <= X2APIC_LAST) {
            cpu.platform.zirconApic.write(cpu, number, value);
            return;
        }
        switch (number) {
            case Msr.APIC_BASE -> writeApicBase(cpu, value);
            case Msr.CSTAR, Msr.MTRR_CAP -> {}
            case TSC_ADJUST -> Msr.setTimeStampOffset(cpu, value);
            case TSC_DEADLINE -> cpu.platform.zirconApic.writeDeadline(cpu, value);
            case Msr.MISC_ENABLE, Msr.MCG_STATUS, SPEC_CTRL, PRED_CMD -> throw Msr.unknown(cpu);
            default -> Msr.write(cpu, number, value);
        }
    }

    private static long apicBase(Cpu cpu) {
        return 0xFEE00C00L | (cpu.platform.id == 1 ? 0x100 : 0);
    }

    private static void writeApicBase(Cpu cpu, long value) {
        if ((value & ~0x100L) != (apicBase(cpu) & ~0x100L)) {
            cpu.platform.refuse(
                    cpu, ZxStatus.INVALID_ARGS, "the local APIC can be neither moved nor off");
        }
    }

    static RuntimeException refused(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.GP, 0, reason);
    }
}
