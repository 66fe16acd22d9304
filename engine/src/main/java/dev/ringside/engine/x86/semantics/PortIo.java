package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// IN, OUT, INS, OUTS with IOPL and the I/O bitmap (SDM Vol. 1 chapter 19). `operandSize` is the
/// access size: 1, 2 or 4.
public final class PortIo {
    private PortIo() {}

    /// IN AL/AX/EAX, imm8.
    public static void inImmediate(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// IN AL/AX/EAX, DX.
    public static void inDx(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// OUT imm8, AL/AX/EAX.
    public static void outImmediate(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// OUT DX, AL/AX/EAX.
    public static void outDx(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INS and REP INS: one element an execution.
    public static void ins(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// OUTS and REP OUTS: one element an execution; source segment in `insn.segment`.
    public static void outs(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
