package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// AES rounds (SDM Vol. 1 12.13; FIPS 197). Byte i of a vector is row i mod 4 of column i / 4.
public final class Aes {
    private static final byte[] SUB = new byte[256];
    private static final byte[] INVERSE_SUB = new byte[256];

    static {
        // 3 generates the field's other elements; x = 3^i has the inverse 3^(255 - i).
        int[] power = new int[256];
        int[] logarithm = new int[256];
        int value = 1;
        for (int i = 0; i < 255; i++) {
            power[i] = value;
            logarithm[value] = i;
            value ^= twice(value);
        }
        for (int x = 0; x < 256; x++) {
            int inverse = x == 0 ? 0 : power[(255 - logarithm[x]) % 255];
            int bits = inverse | inverse << 8;
            int s = inverse ^ bits >> 7 ^ bits >> 6 ^ bits >> 5 ^ bits >> 4 ^ 0x63;
            SUB[x] = (byte) s;
            INVERSE_SUB[s & 0xFF] = (byte) x;
        }
    }

    private Aes() {}

    /// AESENC, AESENCLAST, AESDEC, AESDECLAST: the state is the first operand, the round key the
    /// second. AESIMC, AESKEYGENASSIST have the second only.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        switch (insn.opcode) {
            case VectorOpcode.AESENC -> {
                substitute(cpu, SUB, 1);
                mixColumns(cpu.result, 2, 3, 1, 1);
                addKey(cpu);
            }
            case VectorOpcode.AESENCLAST -> {
                substitute(cpu, SUB, 1);
                addKey(cpu);
            }
            case VectorOpcode.AESDEC -> {
                substitute(cpu, INVERSE_SUB, 3);
                mixColumns(cpu.result, 14, 11, 13, 9);
                addKey(cpu);
            }
            case VectorOpcode.AESDECLAST -> {
                substitute(cpu, INVERSE_SUB, 3);
                addKey(cpu);
            }
            case VectorOpcode.AESIMC -> {
                cpu.result[0] = cpu.second[0];
                cpu.result[1] = cpu.second[1];
                mixColumns(cpu.result, 14, 11, 13, 9);
            }
            default -> keygenassist(cpu, insn.immediate);
        }
        VectorOperands.store(cpu, insn);
    }

    /// Twice `value` in the field.
    private static int twice(int value) {
        return (value << 1 ^ (value > 0x7F ? 0x1B : 0)) & 0xFF;
    }

    private static int product(int value, int factor) {
        int two = twice(value);
        int four = twice(two);
        return ((factor & 1) != 0 ? value : 0)
                ^ ((factor & 2) != 0 ? two : 0)
                ^ ((factor & 4) != 0 ? four : 0)
                ^ ((factor & 8) != 0 ? twice(four) : 0);
    }

    /// Shifts the rows, row r by r times `step` columns, and substitutes every byte.
    private static void substitute(Cpu cpu, byte[] table, int step) {
        for (int i = 0; i < 16; i++) {
            int row = i & 3;
            int from = row | (i >> 2) + step * row << 2 & 12;
            Lanes.set(cpu.result, i, 0, table[(int) Lanes.get(cpu.first, from, 0)]);
        }
    }

    /// The first row of the matrix; the others are rotations of it.
    private static void mixColumns(long[] state, int a, int b, int c, int d) {
        for (int column = 0; column < 4; column++) {
            int value = (int) Lanes.get(state, column, 2);
            int mixed = 0;
            for (int row = 0; row < 4; row++) {
                int rotated = Integer.rotateRight(value, 8 * row);
                int sum =
                        product(rotated & 0xFF, a)
                                ^ product(rotated >>> 8 & 0xFF, b)
                                ^ product(rotated >>> 16 & 0xFF, c)
                                ^ product(rotated >>> 24, d);
                mixed |= sum << 8 * row;
            }
            Lanes.set(state, column, 2, mixed);
        }
    }

    private static void addKey(Cpu cpu) {
        cpu.result[0] ^= cpu.second[0];
        cpu.result[1] ^= cpu.second[1];
    }

    private static void keygenassist(Cpu cpu, long constant) {
        for (int half = 0; half < 2; half++) {
            int word = (int) (cpu.second[half] >>> 32);
            int substituted = 0;
            for (int shift = 0; shift < 32; shift += 8) {
                substituted |= (SUB[word >>> shift & 0xFF] & 0xFF) << shift;
            }
            long rotated = Integer.rotateRight(substituted, 8) ^ constant;
            cpu.result[half] = substituted & 0xFFFFFFFFL | rotated << 32;
        }
    }
}
