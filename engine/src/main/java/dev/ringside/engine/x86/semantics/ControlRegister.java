package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// MOV to and from control registers (SDM Vol. 3A 2.5, Vol. 2B MOV).
public final class ControlRegister {
    private ControlRegister() {}

    /// MOV r, CRn (0F 20): CR number in `insn.reg`, general register in `insn.rm`.
    public static void read(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// MOV CRn, r (0F 22): CR number in `insn.reg`, general register in `insn.rm`.
    public static void write(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
