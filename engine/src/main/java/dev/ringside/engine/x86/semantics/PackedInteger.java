package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Packed integers and logic, quadword by quadword (SDM Vol. 1 9.4, 11.4.2, 12.6).
public final class PackedInteger {
    private PackedInteger() {}

    /// The operations from PADDB to PABSD, and XORPS, XORPD and PXOR.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        int count = insn.vectorBytes >> 3;
        long[] first = cpu.first;
        long[] second = cpu.second;
        for (int i = 0; i < count; i++) {
            cpu.result[i] = compute(insn.opcode, first[i], second[i]);
        }
        VectorOperands.store(cpu, insn);
    }

    private static long compute(int opcode, long first, long second) {
        return switch (opcode) {
            case Opcode.XORPS, Opcode.XORPD, Opcode.PXOR -> first ^ second;
            case VectorOpcode.PAND, VectorOpcode.ANDPS, VectorOpcode.ANDPD -> first & second;
            case VectorOpcode.POR, VectorOpcode.ORPS, VectorOpcode.ORPD -> first | second;
            case VectorOpcode.PANDN, VectorOpcode.ANDNPS, VectorOpcode.ANDNPD -> ~first & second;
            case VectorOpcode.PADDB -> Lanes.add(first, second, Lanes.BYTE_SIGNS);
            case VectorOpcode.PADDW -> Lanes.add(first, second, Lanes.WORD_SIGNS);
            case VectorOpcode.PADDD -> Lanes.add(first, second, Lanes.DOUBLEWORD_SIGNS);
            case VectorOpcode.PADDQ -> first + second;
            case VectorOpcode.PSUBB -> Lanes.subtract(first, second, Lanes.BYTE_SIGNS);
            case VectorOpcode.PSUBW -> Lanes.subtract(first, second, Lanes.WORD_SIGNS);
            case VectorOpcode.PSUBD -> Lanes.subtract(first, second, Lanes.DOUBLEWORD_SIGNS);
            case VectorOpcode.PSUBQ -> first - second;
            case VectorOpcode.PCMPEQB -> Lanes.equal(first ^ second, Lanes.BYTE_SIGNS);
            case VectorOpcode.PCMPEQW -> Lanes.equal(first ^ second, Lanes.WORD_SIGNS);
            case VectorOpcode.PCMPEQD -> Lanes.equal(first ^ second, Lanes.DOUBLEWORD_SIGNS);
            case VectorOpcode.PCMPEQQ -> first == second ? -1 : 0;
            case VectorOpcode.PCMPGTQ -> first > second ? -1 : 0;
            case VectorOpcode.PMULUDQ -> (first & 0xFFFFFFFFL) * (second & 0xFFFFFFFFL);
            case VectorOpcode.PMULDQ -> (long) (int) first * (int) second;
            case VectorOpcode.PSADBW -> differences(first, second);
            default -> elements(opcode, first, second);
        };
    }

    private static long elements(int opcode, long first, long second) {
        return switch (opcode) {
            case VectorOpcode.PADDSB,
                    VectorOpcode.PADDUSB,
                    VectorOpcode.PSUBSB,
                    VectorOpcode.PSUBUSB,
                    VectorOpcode.PAVGB,
                    VectorOpcode.PMINUB,
                    VectorOpcode.PMAXUB,
                    VectorOpcode.PMINSB,
                    VectorOpcode.PMAXSB,
                    VectorOpcode.PCMPGTB,
                    VectorOpcode.PSIGNB,
                    VectorOpcode.PABSB ->
                    bytes(opcode, first, second);
            case VectorOpcode.PMULLD,
                    VectorOpcode.PMADDWD,
                    VectorOpcode.PMINSD,
                    VectorOpcode.PMINUD,
                    VectorOpcode.PMAXSD,
                    VectorOpcode.PMAXUD,
                    VectorOpcode.PCMPGTD,
                    VectorOpcode.PSIGND,
                    VectorOpcode.PABSD ->
                    doublewords(opcode, first, second);
            default -> words(opcode, first, second);
        };
    }

    private static long bytes(int opcode, long first, long second) {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            int a = (byte) (first >>> shift);
            int b = (byte) (second >>> shift);
            result |= (ofByte(opcode, a, b) & 0xFFL) << shift;
        }
        return result;
    }

    private static int ofByte(int opcode, int a, int b) {
        int ua = a & 0xFF;
        int ub = b & 0xFF;
        return switch (opcode) {
            case VectorOpcode.PADDSB -> Lanes.saturateByte(a + b);
            case VectorOpcode.PADDUSB -> Math.min(ua + ub, 0xFF);
            case VectorOpcode.PSUBSB -> Lanes.saturateByte(a - b);
            case VectorOpcode.PSUBUSB -> Math.max(ua - ub, 0);
            case VectorOpcode.PAVGB -> ua + ub + 1 >> 1;
            case VectorOpcode.PMINUB -> Math.min(ua, ub);
            case VectorOpcode.PMAXUB -> Math.max(ua, ub);
            case VectorOpcode.PMINSB -> Math.min(a, b);
            case VectorOpcode.PMAXSB -> Math.max(a, b);
            case VectorOpcode.PCMPGTB -> a > b ? -1 : 0;
            case VectorOpcode.PSIGNB -> a * Integer.signum(b);
            default -> Math.abs(b);
        };
    }

    private static long words(int opcode, long first, long second) {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 16) {
            int a = (short) (first >>> shift);
            int b = (short) (second >>> shift);
            result |= (ofWord(opcode, a, b) & 0xFFFFL) << shift;
        }
        return result;
    }

    private static int ofWord(int opcode, int a, int b) {
        int ua = a & 0xFFFF;
        int ub = b & 0xFFFF;
        return switch (opcode) {
            case VectorOpcode.PADDSW -> Lanes.saturateWord(a + b);
            case VectorOpcode.PADDUSW -> Math.min(ua + ub, 0xFFFF);
            case VectorOpcode.PSUBSW -> Lanes.saturateWord(a - b);
            case VectorOpcode.PSUBUSW -> Math.max(ua - ub, 0);
            case VectorOpcode.PMULLW -> a * b;
            case VectorOpcode.PMULHW -> a * b >> 16;
            case VectorOpcode.PMULHUW -> ua * ub >>> 16;
            case VectorOpcode.PMULHRSW -> (a * b >> 14) + 1 >> 1;
            case VectorOpcode.PMADDUBSW -> multiplyBytes(ua, b);
            case VectorOpcode.PAVGW -> ua + ub + 1 >> 1;
            case VectorOpcode.PMINSW -> Math.min(a, b);
            case VectorOpcode.PMAXSW -> Math.max(a, b);
            case VectorOpcode.PMINUW -> Math.min(ua, ub);
            case VectorOpcode.PMAXUW -> Math.max(ua, ub);
            case VectorOpcode.PCMPGTW -> a > b ? -1 : 0;
            case VectorOpcode.PSIGNW -> a * Integer.signum(b);
            default -> Math.abs(b);
        };
    }

    /// PMADDUBSW: unsigned bytes by signed bytes.
    private static int multiplyBytes(int a, int b) {
        return Lanes.saturateWord((a & 0xFF) * (byte) b + (a >> 8) * (b >> 8));
    }

    private static long doublewords(int opcode, long first, long second) {
        long low = ofDoubleword(opcode, (int) first, (int) second) & 0xFFFFFFFFL;
        return low | (long) ofDoubleword(opcode, (int) (first >> 32), (int) (second >> 32)) << 32;
    }

    private static int ofDoubleword(int opcode, int a, int b) {
        return switch (opcode) {
            case VectorOpcode.PMULLD -> a * b;
            case VectorOpcode.PMADDWD -> (short) a * (short) b + (a >> 16) * (b >> 16);
            case VectorOpcode.PMINSD -> Math.min(a, b);
            case VectorOpcode.PMAXSD -> Math.max(a, b);
            case VectorOpcode.PMINUD -> Integer.compareUnsigned(a, b) < 0 ? a : b;
            case VectorOpcode.PMAXUD -> Integer.compareUnsigned(a, b) > 0 ? a : b;
            case VectorOpcode.PCMPGTD -> a > b ? -1 : 0;
            case VectorOpcode.PSIGND -> a * Integer.signum(b);
            default -> Math.abs(b);
        };
    }

    /// PSADBW: the sum of the bytes' absolute differences.
    private static long differences(long first, long second) {
        long sum = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            sum += Math.abs((int) (first >>> shift & 0xFF) - (int) (second >>> shift & 0xFF));
        }
        return sum;
    }
}
