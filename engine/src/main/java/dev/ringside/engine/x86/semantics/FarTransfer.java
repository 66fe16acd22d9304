package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Far JMP, CALL and RET with gates and privilege changes (SDM Vol. 3A 5.8, Vol. 2A CALL).
public final class FarTransfer {
    private FarTransfer() {}

    /// JMP ptr16:16/32: offset in `immediate`, selector in `immediate2`.
    public static void jumpDirect(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// JMP m16:16/32/64; a register operand is #UD.
    public static void jumpIndirect(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// CALL ptr16:16/32: offset in `immediate`, selector in `immediate2`.
    public static void callDirect(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// CALL m16:16/32/64; a register operand is #UD.
    public static void callIndirect(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RETF and RETF imm16: `immediate` bytes are released (0 without an operand).
    public static void ret(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
