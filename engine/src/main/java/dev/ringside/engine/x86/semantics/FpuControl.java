package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 control instructions (SDM Vol. 1 8.3.9; Vol. 2A FINIT, FCLEX, FLDCW, FSTCW, FSTSW; Vol. 2B
/// EMMS, WAIT).
public final class FpuControl {
    /// The bits of the control word, and the one that always reads one (SDM Vol. 1 8.1.5).
    static final int CONTROL_BITS = 0x1F3F;

    static final int CONTROL_ONE = 0x40;

    /// Nearest, extended precision, all exceptions masked.
    static final int INITIAL = 0x37F;

    private FpuControl() {}

    /// `#NM` when the x87 is emulated or belongs to another task (SDM Vol. 3A 2.5).
    static void requireAvailable(Cpu cpu) {
        if ((cpu.state.cr0 & (VcpuState.CR0_EM | VcpuState.CR0_TS)) != 0) {
            throw cpu.fault.of(Vector.NM, 0, "x87 with CR0.EM or CR0.TS set");
        }
    }

    /// `#MF` while an unmasked exception waits.
    static void requireNoPending(Cpu cpu) {
        if ((cpu.state.fpuStatus & FpuStatus.SUMMARY) != 0) {
            throw cpu.fault.of(Vector.MF, 0, "pending x87 exception");
        }
    }

    /// WAIT: `#NM` only with CR0.MP and CR0.TS both set.
    public static void fwait(Cpu cpu) {
        long both = VcpuState.CR0_MP | VcpuState.CR0_TS;
        if ((cpu.state.cr0 & both) == both) {
            throw cpu.fault.of(Vector.NM, 0, "WAIT with CR0.MP and CR0.TS set");
        }
        requireNoPending(cpu);
    }

    public static void fninit(Cpu cpu) {
        requireAvailable(cpu);
        initialize(cpu.state);
    }

    /// The state after FNINIT; registers keep their contents.
    static void initialize(VcpuState state) {
        state.fpuControl = INITIAL;
        state.fpuStatus = 0;
        state.fpuTag = 0xFFFF;
        state.fpuOpcode = 0;
        state.fpuInstructionPointer = 0;
        state.fpuDataPointer = 0;
        state.fpuCodeSelector = 0;
        state.fpuDataSelector = 0;
    }

    public static void fnclex(Cpu cpu) {
        requireAvailable(cpu);
        cpu.state.fpuStatus &= ~(FpuStatus.BUSY | 0xFF);
    }

    public static void fnstcw(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        Operands.write(cpu, insn, cpu.state.fpuControl);
    }

    /// Bit 6 reads one (SDM Vol. 1 8.1.5); exceptions that the new mask lets through become
    /// pending.
    public static void fldcw(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        requireNoPending(cpu);
        cpu.state.fpuControl = (int) Operands.read(cpu, insn) & CONTROL_BITS | CONTROL_ONE;
        FpuStatus.summarize(cpu.state);
    }

    /// FNSTSW to memory or AX.
    public static void fnstsw(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        if (insn.isMemory) {
            Operands.write(cpu, insn, cpu.state.fpuStatus);
        } else {
            cpu.setRegister(VcpuState.RAX, 2, cpu.state.fpuStatus);
        }
    }
}
