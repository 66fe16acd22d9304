package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// RDMSR and WRMSR (SDM Vol. 4).
public final class Msr {
    private Msr() {}

    /// RDMSR.
    public static void rdmsr(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// WRMSR.
    public static void wrmsr(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
