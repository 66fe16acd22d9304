package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;

/// Which instructions are written out in bytecode; all others of a region are shared.
final class InlineInstructions {
    private InlineInstructions() {}

    static boolean has(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.ADD,
                    Opcode.SUB,
                    Opcode.CMP,
                    Opcode.AND,
                    Opcode.OR,
                    Opcode.XOR,
                    Opcode.TEST,
                    Opcode.INC,
                    Opcode.DEC,
                    Opcode.NEG,
                    Opcode.NOT,
                    Opcode.MOV,
                    Opcode.MOVZX_B,
                    Opcode.MOVZX_W,
                    Opcode.MOVSX_B,
                    Opcode.MOVSX_W,
                    Opcode.MOVSXD,
                    Opcode.LEA,
                    Opcode.PUSH,
                    Opcode.LEAVE,
                    Opcode.IMUL_2,
                    Opcode.IMUL_3,
                    Opcode.SETCC,
                    Opcode.CMOVCC,
                    Opcode.CBW,
                    Opcode.CWD,
                    Opcode.NOP,
                    Opcode.JCC,
                    Opcode.JMP_REL,
                    Opcode.JMP,
                    Opcode.CALL_REL,
                    Opcode.CALL,
                    Opcode.RET,
                    Opcode.LOOP,
                    Opcode.LOOPE,
                    Opcode.LOOPNE,
                    Opcode.JCXZ ->
                    true;
            case Opcode.SHL, Opcode.SAL, Opcode.SHR, Opcode.SAR, Opcode.ROL, Opcode.ROR ->
                    insn.form == Form.RM_IMMEDIATE;
            case Opcode.POP, Opcode.XCHG -> !insn.isMemory;
            default -> false;
        };
    }
}
