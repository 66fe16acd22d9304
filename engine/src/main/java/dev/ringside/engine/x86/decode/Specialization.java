package dev.ringside.engine.x86.decode;

/// Finds the frequent forms that have a [Handler].
final class Specialization {
    private Specialization() {}

    /// [Instruction#handler] for a decoded instruction.
    static int handler(Instruction insn) {
        if (insn.lock) {
            return Handler.GENERAL;
        }
        if (insn.opcode == Opcode.JCC) {
            return jump(insn.condition);
        }
        boolean wide = insn.operandSize != 1;
        if (insn.isMemory) {
            return MemorySpecialization.handler(insn);
        }
        int branch = branch(insn);
        if (branch != Handler.GENERAL) {
            return branch;
        }
        if (!wide) {
            return bytes(insn);
        }
        return switch (insn.form) {
            case Form.RM -> unary(insn.opcode);
            case Form.RM_REG, Form.REG_RM -> register(insn);
            case Form.RM_IMMEDIATE -> immediate(insn.opcode);
            default -> Handler.GENERAL;
        };
    }

    private static int bytes(Instruction insn) {
        boolean immediate = insn.form == Form.RM_IMMEDIATE;
        return switch (insn.opcode) {
            case Opcode.CMP ->
                    immediate
                            ? Handler.CMP_BYTE_IMM
                            : insn.form == Form.RM_REG ? Handler.CMP_BYTE_REG : Handler.GENERAL;
            case Opcode.TEST -> immediate ? Handler.GENERAL : Handler.TEST_BYTE_REG;
            default -> Handler.GENERAL;
        };
    }

    private static int jump(int condition) {
        return switch (condition) {
            case 2 -> Handler.JC;
            case 3 -> Handler.JNC;
            case 4 -> Handler.JZ;
            case 5 -> Handler.JNZ;
            case 6 -> Handler.JBE;
            case 7 -> Handler.JA;
            case 8 -> Handler.JS;
            case 9 -> Handler.JNS;
            case 12 -> Handler.JL;
            case 13 -> Handler.JGE;
            case 14 -> Handler.JLE;
            case 15 -> Handler.JG;
            default -> Handler.GENERAL;
        };
    }

    private static int branch(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.JMP_REL -> Handler.JMP;
            case Opcode.CALL_REL -> Handler.CALL;
            case Opcode.RET -> Handler.RET;
            default -> Handler.GENERAL;
        };
    }

    private static int unary(int opcode) {
        return switch (opcode) {
            case Opcode.INC -> Handler.INC;
            case Opcode.DEC -> Handler.DEC;
            case Opcode.PUSH -> Handler.PUSH_REG;
            case Opcode.POP -> Handler.POP_REG;
            default -> Handler.GENERAL;
        };
    }

    /// Both directions become `rm` first, `reg` second.
    private static int register(Instruction insn) {
        int handler =
                switch (insn.opcode) {
                    case Opcode.ADD -> Handler.ADD_REG;
                    case Opcode.SUB -> Handler.SUB_REG;
                    case Opcode.CMP -> Handler.CMP_REG;
                    case Opcode.AND -> Handler.AND_REG;
                    case Opcode.OR -> Handler.OR_REG;
                    case Opcode.XOR -> Handler.XOR_REG;
                    case Opcode.TEST -> Handler.TEST_REG;
                    case Opcode.MOV -> Handler.MOV_REG;
                    case Opcode.MOVZX_B -> Handler.MOVZX_BYTE;
                    case Opcode.MOVZX_W -> Handler.MOVZX_WORD;
                    default -> Handler.GENERAL;
                };
        boolean zeroExtends = insn.opcode == Opcode.MOVZX_B || insn.opcode == Opcode.MOVZX_W;
        if (handler != Handler.GENERAL && insn.form == Form.REG_RM && !zeroExtends) {
            int register = insn.reg;
            insn.reg = insn.rm;
            insn.rm = register;
            insn.form = Form.RM_REG;
        }
        return handler;
    }

    private static int immediate(int opcode) {
        return switch (opcode) {
            case Opcode.ADD -> Handler.ADD_IMM;
            case Opcode.SUB -> Handler.SUB_IMM;
            case Opcode.CMP -> Handler.CMP_IMM;
            case Opcode.AND -> Handler.AND_IMM;
            case Opcode.OR -> Handler.OR_IMM;
            case Opcode.XOR -> Handler.XOR_IMM;
            case Opcode.TEST -> Handler.TEST_IMM;
            case Opcode.MOV -> Handler.MOV_IMM;
            case Opcode.SHL, Opcode.SAL -> Handler.SHL_IMM;
            case Opcode.SHR -> Handler.SHR_IMM;
            case Opcode.SAR -> Handler.SAR_IMM;
            default -> Handler.GENERAL;
        };
    }
}
