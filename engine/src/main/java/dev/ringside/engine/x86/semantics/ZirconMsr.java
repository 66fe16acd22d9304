package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.state.Vector;

/// What Zircon does with a guest's RDMSR and WRMSR (zircon-reference 4.4, era B).
final class ZirconMsr {
    private static final int PLATFORM_ID = 0x17;
    private static final int BIOS_SIGN_ID = 0x8B;
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
            case PLATFORM_ID, BIOS_SIGN_ID, Msr.MCG_CAP, Msr.MCG_STATUS, Msr.MTRR_CAP -> 0;
            case Msr.CSTAR, SPEC_CTRL, PRED_CMD, TSC_DEADLINE -> throw Msr.unknown(cpu, number);
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
            case Msr.CSTAR, Msr.MTRR_CAP, BIOS_SIGN_ID -> {}
            case TSC_DEADLINE -> cpu.platform.zirconApic.writeDeadline(cpu, value);
            case Msr.MISC_ENABLE, Msr.MCG_STATUS, SPEC_CTRL, PRED_CMD ->
                    throw Msr.unknown(cpu, number);
            default -> Msr.write(cpu, number, value);
        }
    }

    /// What the plain processor's list does not begin with.
    static long readOther(Cpu cpu, int number) {
        if (number == PlatformMsr.TSC_ADJUST) {
            return cpu.state.tscOffset;
        }
        if (MemoryTypeRange.covers(number) || isPower(number) || isPowerLimit(number)) {
            return 0;
        }
        throw Msr.unknown(cpu, number);
    }

    static void writeOther(Cpu cpu, int number, long value) {
        if (number == PlatformMsr.TSC_ADJUST) {
            Msr.setTimeStampOffset(cpu, value);
        } else if (ZirconClock.covers(number)) {
            ZirconClock.write(cpu, number, value);
        } else if (!MemoryTypeRange.covers(number) && !isPowerLimit(number)) {
            throw Msr.unknown(cpu, number);
        }
    }

    /// Temperatures, and the energy counters and units of RAPL.
    private static boolean isPower(int number) {
        return switch (number) {
            case 0x19C, 0x1A2, 0x1B1, 0x606, 0x611, 0x619, 0x639, 0x641, 0x64D -> true;
            default -> false;
        };
    }

    /// The limits of RAPL: package, DRAM, both planes.
    private static boolean isPowerLimit(int number) {
        return switch (number) {
            case 0x610, 0x618, 0x638, 0x640 -> true;
            default -> false;
        };
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
