package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Instructions on flags that privilege guards: PUSHF, POPF, CLI, STI, CLAC, STAC.
public final class FlagControl {
    private FlagControl() {}

    /// PUSHF, PUSHFD, PUSHFQ by `operandSize`.
    public static void pushf(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// POPF, POPFD, POPFQ by `operandSize`.
    public static void popf(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// CLI.
    public static void cli(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// STI with its shadow.
    public static void sti(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// CLAC.
    public static void clac(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// STAC.
    public static void stac(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
