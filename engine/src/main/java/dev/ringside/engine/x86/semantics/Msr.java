package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.VcpuState.EFER_LMA;
import static dev.ringside.engine.state.VcpuState.EFER_LME;
import static dev.ringside.engine.state.VcpuState.EFER_NXE;
import static dev.ringside.engine.state.VcpuState.EFER_SCE;
import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDX;

import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.MsrListener;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// RDMSR and WRMSR (SDM Vol. 4; for Zircon's guests zircon-reference 4.4).
public final class Msr {
    static final int TSC = 0x10;
    static final int APIC_BASE = 0x1B;
    static final int MTRR_CAP = 0xFE;
    static final int SYSENTER_CS = 0x174;
    static final int SYSENTER_ESP = 0x175;
    static final int SYSENTER_EIP = 0x176;
    static final int MCG_CAP = 0x179;
    static final int MCG_STATUS = 0x17A;
    static final int MISC_ENABLE = 0x1A0;
    static final int PAT = 0x277;
    static final int EFER = 0xC0000080;
    static final int STAR = 0xC0000081;
    static final int LSTAR = 0xC0000082;
    static final int CSTAR = 0xC0000083;
    static final int FMASK = 0xC0000084;
    static final int FS_BASE = 0xC0000100;
    static final int GS_BASE = 0xC0000101;
    static final int KERNEL_GS_BASE = 0xC0000102;
    static final int TSC_AUX = 0xC0000103;

    private Msr() {}

    /// RDMSR.
    public static void rdmsr(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
        int number = (int) cpu.gpr[RCX];
        long value = cpu.platform.pc() ? read(cpu, number) : ZirconMsr.read(cpu, number);
        cpu.gpr[RAX] = value & 0xFFFFFFFFL;
        cpu.gpr[RDX] = value >>> 32;
    }

    /// WRMSR.
    public static void wrmsr(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
        int number = (int) cpu.gpr[RCX];
        long value = cpu.gpr[RAX] & 0xFFFFFFFFL | cpu.gpr[RDX] << 32;
        if (cpu.platform.pc()) {
            write(cpu, number, value);
        } else {
            ZirconMsr.write(cpu, number, value);
        }
        cpu.platform.note(cpu, EventKind.MSR, number & 0xFFFFFFFFL, 0, value);
    }

    /// The plain processor's registers.
    static long read(Cpu cpu, int number) {
        VcpuState state = cpu.state;
        return switch (number) {
            case TSC -> SystemInstruction.timeStamp(cpu);
            case APIC_BASE -> state.apicBase;
            case SYSENTER_CS -> state.sysenterCs;
            case SYSENTER_ESP -> state.sysenterEsp;
            case SYSENTER_EIP -> state.sysenterEip;
            case MISC_ENABLE -> state.miscEnable;
            case PAT -> state.pat;
            case EFER -> state.efer;
            case STAR -> state.star;
            case LSTAR -> state.lstar;
            case CSTAR -> state.cstar;
            case FMASK -> state.fmask;
            case FS_BASE -> state.segment[FS].base;
            case GS_BASE -> state.segment[GS].base;
            case KERNEL_GS_BASE -> state.kernelGsBase;
            case TSC_AUX -> state.tscAux;
            case MCG_CAP, MCG_STATUS -> 0;
            default ->
                    cpu.platform.pc() ? readOther(cpu, number) : ZirconMsr.readOther(cpu, number);
        };
    }

    private static long readOther(Cpu cpu, int number) {
        if (number == MTRR_CAP) {
            return MemoryTypeRange.CAPABILITIES;
        }
        if (number == ApicMsr.TSC_DEADLINE) {
            return cpu.state.apic.tscDeadline;
        }
        if (ApicMsr.covers(number)) {
            return ApicMsr.read(cpu, number);
        }
        if (MemoryTypeRange.covers(number)) {
            return MemoryTypeRange.read(cpu, number);
        }
        if (PlatformMsr.covers(number)) {
            return PlatformMsr.read(cpu, number);
        }
        throw unknown(cpu, number);
    }

    /// The plain processor's registers.
    static void write(Cpu cpu, int number, long value) {
        VcpuState state = cpu.state;
        switch (number) {
            case TSC -> setTimeStampOffset(cpu, value - state.time());
            case APIC_BASE -> ApicMsr.writeBase(cpu, value);
            case SYSENTER_CS -> state.sysenterCs = value & 0xFFFFFFFFL;
            case SYSENTER_ESP -> state.sysenterEsp = canonical(cpu, value);
            case SYSENTER_EIP -> state.sysenterEip = canonical(cpu, value);
            case MISC_ENABLE -> state.miscEnable = value;
            case PAT -> state.pat = memoryTypes(cpu, value);
            case EFER -> writeEfer(cpu, value);
            case STAR -> state.star = value;
            case LSTAR -> state.lstar = canonical(cpu, value);
            case CSTAR -> state.cstar = canonical(cpu, value);
            case FMASK -> state.fmask = value & 0xFFFFFFFFL;
            case FS_BASE -> state.segment[FS].base = canonical(cpu, value);
            case GS_BASE -> state.segment[GS].base = canonical(cpu, value);
            case KERNEL_GS_BASE -> state.kernelGsBase = canonical(cpu, value);
            case TSC_AUX -> state.tscAux = value & 0xFFFFFFFFL;
            case MCG_STATUS -> {}
            default -> {
                if (cpu.platform.pc()) {
                    writeOther(cpu, number, value);
                } else {
                    ZirconMsr.writeOther(cpu, number, value);
                }
            }
        }
    }

    private static void writeOther(Cpu cpu, int number, long value) {
        if (number == ApicMsr.TSC_DEADLINE) {
            cpu.platform.apic.timer().setDeadline(value);
            cpu.attention |= Platform.BOUNDARY;
        } else if (ApicMsr.covers(number)) {
            ApicMsr.write(cpu, number, value);
        } else if (MemoryTypeRange.covers(number)) {
            MemoryTypeRange.write(cpu, number, value);
        } else if (PlatformMsr.covers(number)) {
            PlatformMsr.write(cpu, number, value);
        } else {
            throw unknown(cpu, number);
        }
    }

    /// TSC and TSC_ADJUST.
    static void setTimeStampOffset(Cpu cpu, long offset) {
        cpu.state.tscOffset = offset;
        cpu.platform.apic.timer().timeStampChanged();
        cpu.attention |= Platform.BOUNDARY;
    }

    /// `#GP`, as on hardware, and told to whoever wants to know.
    static RuntimeException unknown(Cpu cpu, int number) {
        MsrListener listener = cpu.platform.msrListener;
        if (listener != null) {
            listener.unknown(number);
        }
        return cpu.fault.of(Vector.GP, 0, "no such model-specific register");
    }

    private static long canonical(Cpu cpu, long value) {
        if (!Mode.canonical(value)) {
            throw cpu.fault.of(Vector.GP, 0, "address for a model-specific register not canonical");
        }
        return value;
    }

    /// SDM Vol. 3A 11.12.2: eight types of 0, 1, 4, 5, 6, 7.
    private static long memoryTypes(Cpu cpu, long value) {
        for (int i = 0; i < 64; i += 8) {
            int type = (int) (value >>> i) & 0xFF;
            if (type > 7 || type == 2 || type == 3) {
                throw cpu.fault.of(Vector.GP, 0, "no such memory type in the PAT");
            }
        }
        return value;
    }

    private static void writeEfer(Cpu cpu, long value) {
        VcpuState state = cpu.state;
        if ((value & ~(EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE)) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "reserved bit of EFER set");
        }
        boolean paging = (state.cr0 & VcpuState.CR0_PG) != 0;
        if (paging && ((value ^ state.efer) & EFER_LME) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "EFER.LME cannot change with paging on");
        }
        state.efer = value & ~EFER_LMA | state.efer & EFER_LMA;
        ControlRegister.changed(cpu);
    }
}
