package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// LAR, LSL, VERR, VERW and ARPL (SDM Vol. 3A 5.10).
public final class DescriptorQuery {
    private DescriptorQuery() {}

    /// LAR r, r/m16.
    public static void lar(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// LSL r, r/m16.
    public static void lsl(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// VERR r/m16.
    public static void verr(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// VERW r/m16.
    public static void verw(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// ARPL r/m16, r16; the caller decodes it as MOVSXD in 64-bit code.
    public static void arpl(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
