package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// The last x87 instruction's pointers and opcode (SDM Vol. 1 8.1.8, 8.1.9).
final class FpuPointers {
    private FpuPointers() {}

    /// Notes a non-control instruction.
    static void note(Cpu cpu, Instruction insn) {
        VcpuState state = cpu.state;
        state.fpuOpcode = (int) insn.immediate;
        state.fpuInstructionPointer = state.rip;
        state.fpuCodeSelector = state.segment[SegmentRegister.CS].selector;
        if (insn.isMemory) {
            state.fpuDataPointer = cpu.effectiveAddress(insn);
            state.fpuDataSelector = state.segment[insn.segment].selector;
        }
    }

    /// Whether FXSAVE and XSAVE show what was noted. As on AMD processors that is while an unmasked
    /// exception waits (AMD APM Vol. 2 11.4.4.3); Intel's always do.
    static boolean shown(VcpuState state) {
        return (state.fpuStatus & FpuStatus.SUMMARY) != 0;
    }
}
