package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// CPUID (SDM Vol. 2A).
public final class Cpuid {
    private Cpuid() {}

    /// CPUID.
    public static void cpuid(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
