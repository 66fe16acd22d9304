package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Interrupt and exception delivery, INT n and IRET (SDM Vol. 3A chapter 6).
public final class Interrupts {
    private Interrupts() {}

    /// INT n (CD): `vector` 0 to 255.
    public static void software(Cpu cpu, int vector, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INT3 (CC).
    public static void breakpoint(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INTO (CE); #UD in 64-bit mode.
    public static void overflow(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INT1 (F1).
    public static void icebp(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// IRET, IRETD, IRETQ by `operandSize` 2, 4, 8.
    public static void iret(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
