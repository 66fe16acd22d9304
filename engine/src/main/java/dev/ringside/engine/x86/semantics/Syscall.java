package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// SYSCALL, SYSRET, SYSENTER and SYSEXIT (SDM Vol. 3A 5.8.7, 5.8.8).
public final class Syscall {
    private Syscall() {}

    /// SYSCALL.
    public static void syscall(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SYSRET to 64-bit code with `operandSize` 8, else to 32-bit code.
    public static void sysret(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SYSENTER.
    public static void sysenter(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SYSEXIT to 64-bit code with `operandSize` 8, else to 32-bit code.
    public static void sysexit(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
