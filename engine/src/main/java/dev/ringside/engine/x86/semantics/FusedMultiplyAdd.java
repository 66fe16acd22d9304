package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// FMA: products and sums with one rounding (SDM Vol. 1 14.5; Vol. 2C VFMADD132PD to VFNMSUB231SS).
public final class FusedMultiplyAdd {
    private static final long LOW = 0xFFFFFFFFL;

    /// Opcodes of one order of operands: two alternating operations by two types, then four by
    /// four.
    private static final int OF_AN_ORDER = 20;

    private static final int ALTERNATING = 4;

    /// Product plus and minus the addend, then both with the product negated.
    private static final int[] NEGATIONS = {
        0,
        SoftLane.NEGATE_ADDEND,
        SoftLane.NEGATE_PRODUCT,
        SoftLane.NEGATE_PRODUCT | SoftLane.NEGATE_ADDEND
    };

    // Types, in the order of the opcodes.
    private static final int PS = 0;
    private static final int SS = 2;

    private FusedMultiplyAdd() {}

    /// The operations from VFMADDSUB132PS to VFNMSUB231SD.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.third);
        int number = insn.opcode - VectorOpcode.VFMADDSUB132PS;
        int kind = number % OF_AN_ORDER;
        boolean alternates = kind < ALTERNATING;
        int type = alternates ? kind & 1 : kind & 3;
        // In even lanes, and in odd ones.
        int even = alternates ? kind >> 1 ^ 1 : kind - ALTERNATING >> 2;
        int odd = alternates ? even ^ 1 : even;
        cpu.simdExceptions = 0;
        compute(cpu, insn, number / OF_AN_ORDER, type, NEGATIONS[even], NEGATIONS[odd]);
        Mxcsr.signal(cpu);
        if (type >= SS) {
            cpu.result[0] = type == SS ? cpu.third[0] & ~LOW | cpu.result[0] : cpu.result[0];
            cpu.result[1] = cpu.third[1];
        }
        VectorOperands.store(cpu, insn);
    }

    /// @param order 0 for 132, 1 for 213, 2 for 231: which operands are the factors and the addend
    private static void compute(Cpu cpu, Instruction insn, int order, int type, int even, int odd) {
        long[] factor = order == 0 ? cpu.third : cpu.first;
        long[] other = order == 1 ? cpu.third : cpu.second;
        long[] addend = order == 0 ? cpu.first : order == 1 ? cpu.second : cpu.third;
        int quadwords = type >= SS ? 1 : insn.vectorBytes >> 3;
        for (int i = 0; i < quadwords; i++) {
            long a = factor[i];
            long b = other[i];
            long c = addend[i];
            cpu.result[i] =
                    switch (type) {
                        case PS -> pair(cpu, a, b, c, even, odd);
                        case SS -> SoftLane.fusedSingle(cpu, (int) a, (int) b, (int) c, even) & LOW;
                        default -> SoftLane.fusedDouble(cpu, a, b, c, (i & 1) == 0 ? even : odd);
                    };
        }
    }

    private static long pair(Cpu cpu, long a, long b, long c, int even, int odd) {
        long low = SoftLane.fusedSingle(cpu, (int) a, (int) b, (int) c, even) & LOW;
        long high =
                SoftLane.fusedSingle(
                        cpu, (int) (a >>> 32), (int) (b >>> 32), (int) (c >>> 32), odd);
        return high << 32 | low;
    }
}
