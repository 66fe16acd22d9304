package dev.ringside.engine.x86.decode;

/// The part of [Specialization] for instructions with a memory operand.
final class MemorySpecialization {
    private MemorySpecialization() {}

    static int handler(Instruction insn) {
        if (insn.opcode == Opcode.LEA) {
            return Handler.LEA;
        }
        if (insn.opcode == Opcode.MOVZX_B || insn.opcode == Opcode.MOVZX_W) {
            return insn.opcode == Opcode.MOVZX_B ? Handler.MOVZX_BYTE : Handler.MOVZX_WORD;
        }
        if (insn.form == Form.RM_IMMEDIATE) {
            return immediate(insn.opcode);
        }
        if (insn.operandSize == 1) {
            return bytes(insn);
        }
        return switch (insn.form) {
            case Form.REG_RM -> load(insn.opcode);
            case Form.RM_REG -> store(insn.opcode);
            default -> Handler.GENERAL;
        };
    }

    private static int immediate(int opcode) {
        return switch (opcode) {
            case Opcode.CMP -> Handler.CMP_MEM_IMM;
            case Opcode.TEST -> Handler.TEST_MEM_IMM;
            case Opcode.MOV -> Handler.MOV_MEM_IMM;
            default -> Handler.GENERAL;
        };
    }

    private static int bytes(Instruction insn) {
        if (insn.opcode != Opcode.MOV) {
            return Handler.GENERAL;
        }
        return insn.form == Form.REG_RM ? Handler.MOV_LOAD_BYTE : Handler.MOV_STORE_BYTE;
    }

    private static int load(int opcode) {
        return switch (opcode) {
            case Opcode.MOV -> Handler.MOV_LOAD;
            case Opcode.ADD -> Handler.ADD_LOAD;
            case Opcode.SUB -> Handler.SUB_LOAD;
            case Opcode.AND -> Handler.AND_LOAD;
            case Opcode.OR -> Handler.OR_LOAD;
            case Opcode.XOR -> Handler.XOR_LOAD;
            case Opcode.CMP -> Handler.CMP_LOAD;
            default -> Handler.GENERAL;
        };
    }

    private static int store(int opcode) {
        return switch (opcode) {
            case Opcode.MOV -> Handler.MOV_STORE;
            case Opcode.CMP -> Handler.CMP_MEM_REG;
            case Opcode.TEST -> Handler.TEST_MEM_REG;
            default -> Handler.GENERAL;
        };
    }
}
