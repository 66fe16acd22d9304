package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// MOV to and from debug registers (SDM Vol. 3B chapter 18).
public final class DebugRegister {
    private DebugRegister() {}

    /// MOV r, DRn (0F 21): DR number in `insn.reg`, general register in `insn.rm`.
    public static void read(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// MOV DRn, r (0F 23): DR number in `insn.reg`, general register in `insn.rm`.
    public static void write(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
