package dev.ringside.engine.disassemble;

import dev.ringside.engine.disassemble.DisassembledInstruction.Group;
import dev.ringside.engine.state.CodeSize;
import java.util.Map;

/// Turns what Capstone 5.0.9 says into what a user should read, where the two differ.
final class Correction {
    /// Spellings that no manual or assembler knows.
    private static final Map<String, String> MNEMONICS =
            Map.ofEntries(
                    Map.entry("pushaw", "pusha"),
                    Map.entry("pushal", "pushad"),
                    Map.entry("popaw", "popa"),
                    Map.entry("popal", "popad"),
                    Map.entry("fcompi", "fcomip"),
                    Map.entry("fucompi", "fucomip"),
                    Map.entry("fstpnce", "fstp"));

    private static final int FAR_CALL = 3;
    private static final int FAR_JUMP = 5;
    private static final int REX_W = 8;

    private Correction() {}

    static DisassembledInstruction instruction(CsInsn insn, CodeSize size) {
        String mnemonic = insn.mnemonic();
        String operands = insn.operandText();
        Group group = group(insn, mnemonic);
        if (insn.hasGroup(CsInsn.GROUP_BRANCH_RELATIVE)
                && insn.operandCount() == 1
                && insn.operandType(0) == CsInsn.OPERAND_IMMEDIATE) {
            operands = target(insn, size);
        } else if (insn.opcode(0) == 0xFF && (group == Group.CALL || group == Group.JUMP)) {
            int form = insn.modrm() >> 3 & 7;
            if (form == FAR_CALL || form == FAR_JUMP) {
                mnemonic = form == FAR_CALL ? "lcall" : "ljmp";
                operands = farPointer(insn, operands);
            }
        } else if (mnemonic.equals("lcall")) {
            operands = operands.replace(", ", ":");
        } else if (mnemonic.endsWith("pkru") && hasRepeatPrefix(insn)) {
            // F3 0F 01 EE and EF, read as if F3 were not there.
            mnemonic = mnemonic.equals("rdpkru") ? "clui" : "stui";
        } else if (insn.opcode(0) == 0x98 || insn.opcode(0) == 0x99) {
            mnemonic = extension(insn, size);
        } else if (operands.startsWith("xword ptr")) {
            operands = operands.replace("xword", "tbyte");
        }
        return new DisassembledInstruction(
                insn.length(), MNEMONICS.getOrDefault(mnemonic, mnemonic), operands, group);
    }

    /// A near branch's target is cut to its operand size (SDM Vol. 2A, JMP and Jcc); Capstone
    /// prints it sign-extended.
    private static String target(CsInsn insn, CodeSize size) {
        long target = insn.operandImmediate(0);
        if (size != CodeSize.BITS_64) {
            boolean operandSizePrefix = insn.prefix(2) == 0x66;
            boolean word = (size == CodeSize.BITS_16) != operandSizePrefix;
            target &= word ? 0xFFFFL : 0xFFFFFFFFL;
        }
        return target >= 0 && target < 10 ? Long.toString(target) : "0x" + Long.toHexString(target);
    }

    /// Capstone names 98 and 99 by the prefix alone, wrongly in 16-bit code.
    private static String extension(CsInsn insn, CodeSize size) {
        boolean operandSizePrefix = insn.prefix(2) == 0x66;
        boolean accumulator = insn.opcode(0) == 0x98;
        if ((insn.rex() & REX_W) != 0) {
            return accumulator ? "cdqe" : "cqo";
        }
        boolean word = (size == CodeSize.BITS_16) != operandSizePrefix;
        return accumulator ? word ? "cbw" : "cwde" : word ? "cwd" : "cdq";
    }

    /// Capstone leaves out or misnames the size of a far pointer in memory.
    private static String farPointer(CsInsn insn, String operands) {
        if (operands.startsWith("ptr ")) {
            return "fword " + operands;
        }
        return ((insn.rex() & REX_W) != 0 ? "tbyte ptr " : "dword ptr ") + operands;
    }

    /// Whether F3 stands in front of a three-byte instruction.
    private static boolean hasRepeatPrefix(CsInsn insn) {
        for (int i = 0; i < insn.length() - 3; i++) {
            if (insn.code(i) == 0xF3) {
                return true;
            }
        }
        return false;
    }

    private static Group group(CsInsn insn, String mnemonic) {
        if (insn.hasGroup(CsInsn.GROUP_IRET)) {
            return Group.INTERRUPT_RETURN;
        }
        if (insn.hasGroup(CsInsn.GROUP_INT)) {
            return Group.INTERRUPT;
        }
        if (insn.hasGroup(CsInsn.GROUP_RET)) {
            return Group.RETURN;
        }
        if (insn.hasGroup(CsInsn.GROUP_CALL)) {
            return Group.CALL;
        }
        // Capstone does not count LOOP as a jump.
        return insn.hasGroup(CsInsn.GROUP_JUMP) || mnemonic.startsWith("loop")
                ? Group.JUMP
                : Group.PLAIN;
    }
}
