package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Arithmetic of polynomials over GF(2): CRC32 and PCLMULQDQ (SDM Vol. 2A CRC32, Vol. 2B
/// PCLMULQDQ).
public final class Polynomial {
    /// 11EDC6F41h, bits reflected.
    private static final int CASTAGNOLI = 0x82F63B78;

    private static final int[] REMAINDERS = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = value >>> 1 ^ ((value & 1) != 0 ? CASTAGNOLI : 0);
            }
            REMAINDERS[i] = value;
        }
    }

    private Polynomial() {}

    /// CRC32 r32, r/m: the upper half of a 64-bit destination becomes zero.
    public static void crc32(Cpu cpu, Instruction insn) {
        long value = Operands.read(cpu, insn);
        int remainder = (int) cpu.gpr[insn.reg];
        for (int i = 0; i < insn.operandSize; i++) {
            int at = (remainder ^ (int) (value >>> 8 * i)) & 0xFF;
            remainder = remainder >>> 8 ^ REMAINDERS[at];
        }
        cpu.gpr[insn.reg] = remainder & 0xFFFFFFFFL;
    }

    /// PCLMULQDQ: the product of one quadword of each operand, without carries.
    public static void pclmulqdq(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        long first = cpu.first[(int) insn.immediate & 1];
        long second = cpu.second[(int) insn.immediate >> 4 & 1];
        long low = 0;
        long high = 0;
        for (int i = 0; i < 64; i++) {
            if ((second >>> i & 1) != 0) {
                low ^= first << i;
                high ^= i == 0 ? 0 : first >>> 64 - i;
            }
        }
        cpu.result[0] = low;
        cpu.result[1] = high;
        VectorOperands.store(cpu, insn);
    }
}
