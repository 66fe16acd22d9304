package dev.ringside.engine.disassemble;

/// One instruction as text.
///
/// @param length bytes, 1 to 15
/// @param mnemonic `mov`
/// @param operands `eax, dword ptr [ebx + 4]`, empty if none
/// @param group what a stepper must know of it
public record DisassembledInstruction(int length, String mnemonic, String operands, Group group) {
    /// Control flow as a stepper sees it.
    public enum Group {
        PLAIN,
        JUMP,
        CALL,
        RETURN,
        /// INT n, INTO, INT3, SYSCALL, SYSENTER.
        INTERRUPT,
        INTERRUPT_RETURN
    }

    /// Mnemonic and operands.
    public String text() {
        return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
    }
}
