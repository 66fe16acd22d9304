package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBP;
import static dev.ringside.engine.state.VcpuState.RBX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDI;
import static dev.ringside.engine.state.VcpuState.RDX;
import static dev.ringside.engine.state.VcpuState.RSI;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.decode.SystemOpcode;

/// What instructions read and write: general registers as bits of a mask, flags as [#CARRY] and
/// [#REST].
final class Effects {
    /// CF.
    static final int CARRY = 1;

    /// ZF, SF, PF, AF and OF.
    static final int REST = 2;

    static final int ALL_FLAGS = CARRY | REST;
    private static final int ALL = 0xFFFF;

    private Effects() {}

    /// Whether a region may hold the instruction: it changes neither mode nor privilege nor
    /// segments nor translations, and leaves the VCPU at most by a fault.
    static boolean translatable(Instruction insn) {
        int opcode = insn.opcode;
        if (opcode >= SystemOpcode.FIRST) {
            return false;
        }
        if (opcode >= Opcode.CLI && opcode < Opcode.WAIT) {
            return switch (opcode) {
                case Opcode.PUSHF,
                        Opcode.MOV_FROM_SEG,
                        Opcode.PUSH_SEG,
                        Opcode.BOUND,
                        Opcode.RDTSC ->
                        true;
                default -> false;
            };
        }
        return opcode > Opcode.TOO_LONG && opcode != Opcode.INS && opcode != Opcode.OUTS;
    }

    /// Whether the instruction is a string instruction with a repeat prefix.
    static boolean repeats(Instruction insn) {
        return insn.repeat != 0 && insn.opcode >= Opcode.MOVS && insn.opcode <= Opcode.OUTS;
    }

    /// General registers whose old value counts, those it writes only in part included.
    static int reads(Instruction insn) {
        int mask = addressRegisters(insn);
        return switch (insn.opcode) {
            case Opcode.JCC, Opcode.JMP_REL, Opcode.NOP, Opcode.PAUSE -> 0;
            case Opcode.PREFETCH, Opcode.LEA -> mask | destination(insn);
            case Opcode.CALL_REL, Opcode.RET -> bit(RSP);
            case Opcode.PUSH, Opcode.POP, Opcode.CALL -> mask | operands(insn) | bit(RSP);
            case Opcode.LEAVE -> bit(RSP) | bit(RBP);
            case Opcode.LOOP, Opcode.LOOPE, Opcode.LOOPNE, Opcode.JCXZ -> bit(RCX);
            case Opcode.CBW, Opcode.CWD, Opcode.LAHF, Opcode.SAHF, Opcode.SALC ->
                    bit(RAX) | bit(RDX);
            case Opcode.XLAT -> bit(RAX) | bit(RBX);
            case Opcode.MUL, Opcode.IMUL_1, Opcode.DIV, Opcode.IDIV, Opcode.CMPXCHG ->
                    mask | operands(insn) | bit(RAX) | bit(RDX);
            case Opcode.MOVS, Opcode.CMPS, Opcode.STOS, Opcode.LODS, Opcode.SCAS ->
                    bit(RAX) | bit(RCX) | bit(RSI) | bit(RDI);
            case Opcode.CLC, Opcode.STC, Opcode.CMC, Opcode.CLD, Opcode.STD -> 0;
            default -> usual(insn) ? mask | operands(insn) : ALL;
        };
    }

    /// General registers it may write.
    static int writes(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.JCC,
                    Opcode.JMP_REL,
                    Opcode.JMP,
                    Opcode.NOP,
                    Opcode.PAUSE,
                    Opcode.PREFETCH,
                    Opcode.CMP,
                    Opcode.TEST,
                    Opcode.BT,
                    Opcode.JCXZ,
                    Opcode.SAHF,
                    Opcode.CLC,
                    Opcode.STC,
                    Opcode.CMC,
                    Opcode.CLD,
                    Opcode.STD ->
                    0;
            case Opcode.CALL_REL, Opcode.RET, Opcode.CALL, Opcode.PUSH -> bit(RSP);
            case Opcode.POP -> bit(RSP) | destination(insn);
            case Opcode.LEAVE -> bit(RSP) | bit(RBP);
            case Opcode.LOOP, Opcode.LOOPE, Opcode.LOOPNE -> bit(RCX);
            case Opcode.CBW, Opcode.LAHF, Opcode.SALC, Opcode.XLAT -> bit(RAX);
            case Opcode.CWD -> bit(RDX);
            case Opcode.MUL, Opcode.IMUL_1, Opcode.DIV, Opcode.IDIV -> bit(RAX) | bit(RDX);
            case Opcode.CMPXCHG -> destination(insn) | bit(RAX);
            case Opcode.MOVS, Opcode.CMPS, Opcode.STOS, Opcode.LODS, Opcode.SCAS ->
                    bit(RAX) | bit(RCX) | bit(RSI) | bit(RDI);
            case Opcode.XCHG, Opcode.XADD -> operands(insn);
            default -> usual(insn) ? destination(insn) : ALL;
        };
    }

    /// The integer instructions whose registers are those of their operands.
    private static boolean usual(Instruction insn) {
        int opcode = insn.opcode;
        return opcode >= Opcode.ADD && opcode <= Opcode.SETCC && opcode != Opcode.CMPXCHG8B;
    }

    private static int addressRegisters(Instruction insn) {
        if (!insn.isMemory) {
            return 0;
        }
        int mask = insn.base >= 0 && insn.base != Instruction.RIP ? 1 << insn.base : 0;
        return insn.index >= 0 ? mask | 1 << insn.index : mask;
    }

    private static int operands(Instruction insn) {
        int mask =
                switch (insn.form) {
                    case Form.RM_REG, Form.REG_RM, Form.RM_REG_IMMEDIATE, Form.REG_RM_IMMEDIATE ->
                            register(insn, insn.reg);
                    default -> 0;
                };
        if (!insn.isMemory && insn.form != Form.IMMEDIATE && insn.form != Form.NONE) {
            mask |= register(insn, insn.rm);
        }
        boolean byCl = insn.form == Form.RM_CL || shiftsDouble(insn);
        return byCl ? mask | bit(RCX) : mask;
    }

    private static boolean shiftsDouble(Instruction insn) {
        return insn.opcode == Opcode.SHLD_CL || insn.opcode == Opcode.SHRD_CL;
    }

    private static int destination(Instruction insn) {
        return switch (insn.form) {
            case Form.REG_RM, Form.REG_RM_IMMEDIATE -> register(insn, insn.reg);
            case Form.IMMEDIATE, Form.NONE -> 0;
            default -> insn.isMemory ? 0 : register(insn, insn.rm);
        };
    }

    /// AH to BH belong to the registers four below.
    private static int register(Instruction insn, int register) {
        boolean high = byteOperand(insn) && !insn.hasRex && register >= 4 && register < 8;
        // Of MOVZX and MOVSX one operand is a byte: both candidates.
        return high ? 1 << register - 4 | 1 << register : 1 << register;
    }

    private static boolean byteOperand(Instruction insn) {
        return insn.operandSize == 1
                || insn.opcode == Opcode.MOVZX_B
                || insn.opcode == Opcode.MOVSX_B
                || insn.opcode == Opcode.SETCC;
    }

    private static int bit(int register) {
        return 1 << register;
    }

    /// Flags an instruction that runs to its end looks at.
    static int readsFlags(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.JCC, Opcode.SETCC, Opcode.CMOVCC -> conditionFlags(insn.condition);
            case Opcode.ADC, Opcode.SBB, Opcode.RCL, Opcode.RCR, Opcode.SALC -> CARRY;
            default -> InlineInstructions.has(insn) || !mayTouchFlags(insn) ? 0 : ALL_FLAGS;
        };
    }

    private static int conditionFlags(int condition) {
        return switch (condition >> 1) {
            case 1 -> CARRY;
            case 3 -> ALL_FLAGS;
            default -> REST;
        };
    }

    /// Flags an instruction sets whatever they were.
    static int killsFlags(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.ADD,
                    Opcode.SUB,
                    Opcode.CMP,
                    Opcode.AND,
                    Opcode.OR,
                    Opcode.XOR,
                    Opcode.TEST,
                    Opcode.NEG,
                    Opcode.ADC,
                    Opcode.SBB,
                    Opcode.XADD,
                    Opcode.CMPXCHG ->
                    ALL_FLAGS;
            case Opcode.INC, Opcode.DEC -> REST;
            case Opcode.IMUL_2, Opcode.IMUL_3 -> CARRY;
            case Opcode.SHL, Opcode.SAL, Opcode.SHR, Opcode.SAR -> shiftKills(insn, ALL_FLAGS);
            case Opcode.ROL, Opcode.ROR -> shiftKills(insn, CARRY);
            default -> 0;
        };
    }

    private static int shiftKills(Instruction insn, int flags) {
        return InlineInstructions.has(insn) && shiftCount(insn) != 0 ? flags : 0;
    }

    /// The masked count of a shift by an immediate.
    static int shiftCount(Instruction insn) {
        return (int) insn.immediate & (insn.operandSize == 8 ? 63 : 31);
    }

    /// Whether a shared instruction needs the flags in the CPU, or may change them there.
    static boolean mayTouchFlags(Instruction insn) {
        return switch (insn.opcode) {
            case Opcode.MOVS,
                    Opcode.STOS,
                    Opcode.LODS,
                    Opcode.XLAT,
                    Opcode.BSWAP,
                    Opcode.MOVBE,
                    Opcode.XCHG,
                    Opcode.PUSH,
                    Opcode.POP,
                    Opcode.PUSHA,
                    Opcode.POPA,
                    Opcode.ENTER,
                    Opcode.LEAVE,
                    Opcode.CBW,
                    Opcode.CWD,
                    Opcode.NOP,
                    Opcode.PAUSE,
                    Opcode.PREFETCH ->
                    false;
            default -> true;
        };
    }

    /// Whether the instruction may end in a fault or in the interpreter, where everything shows.
    static boolean mayStop(Instruction insn) {
        if (!InlineInstructions.has(insn)) {
            return true;
        }
        return switch (insn.opcode) {
            case Opcode.LEA, Opcode.NOP -> false;
            case Opcode.PUSH, Opcode.POP, Opcode.CALL_REL, Opcode.CALL, Opcode.RET, Opcode.JMP ->
                    true;
            case Opcode.LEAVE -> true;
            default -> insn.isMemory;
        };
    }
}
