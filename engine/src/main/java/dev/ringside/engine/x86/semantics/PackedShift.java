package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Packed shifts (SDM Vol. 1 9.4.6, 11.4.2.4; Vol. 2B PSLL to PSRL, Vol. 2C VPSLLV to VPSRLV).
public final class PackedShift {
    private PackedShift() {}

    /// The operations from PSRLW to VPSLLVQ.
    public static void execute(Cpu cpu, Instruction insn) {
        int opcode = insn.opcode;
        if (opcode >= VectorOpcode.VPSRLVD) {
            byElements(cpu, insn);
        } else if (opcode == VectorOpcode.PSRLDQ || opcode == VectorOpcode.PSLLDQ) {
            byBytes(cpu, insn, (int) insn.immediate);
        } else if (insn.form == Form.RM_IMMEDIATE) {
            VectorOperands.loadSecond(cpu, insn);
            shift(cpu, insn, cpu.second, insn.immediate);
        } else {
            VectorOperands.load(cpu, insn);
            shift(cpu, insn, cpu.first, cpu.second[0]);
        }
    }

    private static void shift(Cpu cpu, Instruction insn, long[] source, long count) {
        // Counts are unsigned quadwords; everything from 64 on does the same.
        int bits = count < 0 || count > 64 ? 64 : (int) count;
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            cpu.result[i] = quadword(insn.opcode, source[i], bits);
        }
        VectorOperands.store(cpu, insn);
    }

    private static long quadword(int opcode, long value, int count) {
        return switch (opcode) {
            case VectorOpcode.PSRLW -> right(value, count, 16);
            case VectorOpcode.PSRLD -> right(value, count, 32);
            case VectorOpcode.PSRLQ -> count > 63 ? 0 : value >>> count;
            case VectorOpcode.PSRAW -> arithmetic(value, count, 16);
            case VectorOpcode.PSRAD -> arithmetic(value, count, 32);
            case VectorOpcode.PSLLW -> left(value, count, 16);
            case VectorOpcode.PSLLD -> left(value, count, 32);
            default -> count > 63 ? 0 : value << count;
        };
    }

    /// The quadword with `low` in every element of `width` bits.
    private static long each(long low, int width) {
        long pair = width == 16 ? low | low << 16 : low;
        return pair | pair << 32;
    }

    private static long right(long value, int count, int width) {
        long mask = (1L << width) - 1;
        return count >= width ? 0 : value >>> count & each(mask >>> count, width);
    }

    private static long left(long value, int count, int width) {
        long mask = (1L << width) - 1;
        return count >= width ? 0 : value << count & each(mask << count & mask, width);
    }

    private static long arithmetic(long value, int count, int width) {
        int bits = Math.min(count, width - 1);
        long result = 0;
        for (int shift = 0; shift < 64; shift += width) {
            long element = value << 64 - width - shift >> 64 - width;
            result |= (element >> bits & (1L << width) - 1) << shift;
        }
        return result;
    }

    /// PSRLDQ, PSLLDQ: within each 16 bytes.
    private static void byBytes(Cpu cpu, Instruction insn, int count) {
        VectorOperands.loadSecond(cpu, insn);
        boolean left = insn.opcode == VectorOpcode.PSLLDQ;
        for (int i = 0; i < insn.vectorBytes; i++) {
            int from = left ? (i & 15) - count : (i & 15) + count;
            boolean inside = from >= 0 && from < 16;
            long value = inside ? Lanes.get(cpu.second, i & 16 | from, 0) : 0;
            Lanes.set(cpu.result, i, 0, value);
        }
        VectorOperands.store(cpu, insn);
    }

    private static void byElements(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        boolean wide = insn.opcode == VectorOpcode.VPSRLVQ || insn.opcode == VectorOpcode.VPSLLVQ;
        int log = wide ? 3 : 2;
        for (int i = 0; i < insn.vectorBytes >> log; i++) {
            long count = Lanes.get(cpu.second, i, log);
            long value = Lanes.get(cpu.first, i, log);
            Lanes.set(cpu.result, i, log, element(insn.opcode, value, count, 8 << log));
        }
        VectorOperands.store(cpu, insn);
    }

    private static long element(int opcode, long value, long count, int width) {
        boolean all = Long.compareUnsigned(count, width) >= 0;
        return switch (opcode) {
            case VectorOpcode.VPSRLVD, VectorOpcode.VPSRLVQ -> all ? 0 : value >>> count;
            case VectorOpcode.VPSRAVD -> (int) value >> (all ? 31 : (int) count);
            default -> all ? 0 : value << count;
        };
    }
}
