package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;

/// Vector floating-point arithmetic (SDM Vol. 2A, 2B ADDPS to SQRTSD, HADDPS, ADDSUBPS, DPPS,
/// RCPPS, RSQRTPS), in every encoding.
public final class PackedArithmetic {
    private static final long LOW = 0xFFFFFFFFL;

    // Of the four forms of an operation, in the order of their opcodes.
    private static final int PS = 0;
    private static final int PD = 1;
    private static final int SS = 2;

    private PackedArithmetic() {}

    /// ADD, MUL, SUB, MIN, DIV, MAX, SQRT by four forms each.
    public static void execute(Cpu cpu, Instruction insn) {
        int number = insn.opcode - FloatingPointOpcode.ADDPS;
        int operation = number >> 2;
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        switch (number & 3) {
            case PS -> singles(cpu, operation, insn.vectorBytes >> 3);
            case PD -> doubles(cpu, operation, insn.vectorBytes >> 3);
            case SS -> {
                int a = (int) (root(operation) ? cpu.second : cpu.first)[0];
                int value = LaneArithmetic.single(cpu, operation, a, (int) cpu.second[0]);
                cpu.result[0] = value & LOW;
                Mxcsr.signal(cpu);
                VectorOperands.storeScalar(cpu, insn, 4);
                return;
            }
            default -> {
                long a = (root(operation) ? cpu.second : cpu.first)[0];
                cpu.result[0] = LaneArithmetic.twice(cpu, operation, a, cpu.second[0]);
                Mxcsr.signal(cpu);
                VectorOperands.storeScalar(cpu, insn, 8);
                return;
            }
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    private static boolean root(int operation) {
        return operation == LaneArithmetic.SQUARE_ROOT;
    }

    private static void doubles(Cpu cpu, int operation, int quadwords) {
        long[] first = root(operation) ? cpu.second : cpu.first;
        for (int i = 0; i < quadwords; i++) {
            cpu.result[i] = LaneArithmetic.twice(cpu, operation, first[i], cpu.second[i]);
        }
    }

    private static void singles(Cpu cpu, int operation, int quadwords) {
        long[] first = root(operation) ? cpu.second : cpu.first;
        for (int i = 0; i < quadwords; i++) {
            cpu.result[i] = pair(cpu, operation, operation, first[i], cpu.second[i]);
        }
    }

    /// Two singles, each by its own operation.
    private static long pair(Cpu cpu, int low, int high, long a, long b) {
        int lower = LaneArithmetic.single(cpu, low, (int) a, (int) b);
        int upper = LaneArithmetic.single(cpu, high, (int) (a >>> 32), (int) (b >>> 32));
        return (long) upper << 32 | lower & LOW;
    }

    /// ADDSUBPS, ADDSUBPD: subtract in even lanes, add in odd ones.
    public static void alternate(Cpu cpu, Instruction insn, boolean single) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            long a = cpu.first[i];
            long b = cpu.second[i];
            int operation = (i & 1) == 0 ? LaneArithmetic.SUBTRACT : LaneArithmetic.ADD;
            cpu.result[i] =
                    single
                            ? pair(cpu, LaneArithmetic.SUBTRACT, LaneArithmetic.ADD, a, b)
                            : LaneArithmetic.twice(cpu, operation, a, b);
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    /// HADDPS, HADDPD, HSUBPS, HSUBPD, within each 128 bits.
    public static void horizontal(Cpu cpu, Instruction insn, int operation, boolean single) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        for (int i = 0; i < insn.vectorBytes >> 3; i += 2) {
            if (single) {
                cpu.result[i] = sums(cpu, operation, cpu.first[i], cpu.first[i + 1]);
                cpu.result[i + 1] = sums(cpu, operation, cpu.second[i], cpu.second[i + 1]);
            } else {
                cpu.result[i] =
                        LaneArithmetic.twice(cpu, operation, cpu.first[i], cpu.first[i + 1]);
                cpu.result[i + 1] =
                        LaneArithmetic.twice(cpu, operation, cpu.second[i], cpu.second[i + 1]);
            }
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    private static long sums(Cpu cpu, int operation, long low, long high) {
        int first = LaneArithmetic.single(cpu, operation, (int) low, (int) (low >>> 32));
        int second = LaneArithmetic.single(cpu, operation, (int) high, (int) (high >>> 32));
        return (long) second << 32 | first & LOW;
    }

    /// DPPS: the immediate's high half chooses the products, its low half where the sum goes.
    public static void dotSingles(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        int choice = (int) insn.immediate;
        int quadwords = insn.vectorBytes >> 3;
        for (int i = 0; i < quadwords; i++) {
            int shift = 4 + 2 * (i & 1);
            long low = product(cpu, choice >> shift, cpu.first[i], cpu.second[i]);
            long high =
                    product(cpu, choice >> shift + 1, cpu.first[i] >>> 32, cpu.second[i] >>> 32);
            cpu.result[i] = high << 32 | low & LOW;
        }
        Mxcsr.signal(cpu);
        for (int i = 0; i < quadwords; i++) {
            long pair = cpu.result[i];
            cpu.result[i] =
                    LaneArithmetic.single(cpu, LaneArithmetic.ADD, (int) pair, (int) (pair >>> 32));
        }
        Mxcsr.signal(cpu);
        for (int i = 0; i < quadwords; i += 2) {
            int low = (int) cpu.result[i];
            int high = (int) cpu.result[i + 1];
            long sum = LaneArithmetic.single(cpu, LaneArithmetic.ADD, low, high) & LOW;
            cpu.result[i] = ((choice & 1) != 0 ? sum : 0) | ((choice & 2) != 0 ? sum << 32 : 0);
            cpu.result[i + 1] = ((choice & 4) != 0 ? sum : 0) | ((choice & 8) != 0 ? sum << 32 : 0);
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    private static int product(Cpu cpu, int choice, long a, long b) {
        return (choice & 1) == 0
                ? 0
                : LaneArithmetic.single(cpu, LaneArithmetic.MULTIPLY, (int) a, (int) b);
    }

    /// DPPD.
    public static void dotDoubles(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        int choice = (int) insn.immediate;
        long p0 = 0;
        long p1 = 0;
        if ((choice & 0x10) != 0) {
            p0 = LaneArithmetic.twice(cpu, LaneArithmetic.MULTIPLY, cpu.first[0], cpu.second[0]);
        }
        if ((choice & 0x20) != 0) {
            p1 = LaneArithmetic.twice(cpu, LaneArithmetic.MULTIPLY, cpu.first[1], cpu.second[1]);
        }
        Mxcsr.signal(cpu);
        long sum = LaneArithmetic.twice(cpu, LaneArithmetic.ADD, p0, p1);
        Mxcsr.signal(cpu);
        cpu.result[0] = (choice & 1) != 0 ? sum : 0;
        cpu.result[1] = (choice & 2) != 0 ? sum : 0;
        VectorOperands.store(cpu, insn);
    }

    /// RCPPS, RCPSS, RSQRTPS, RSQRTSS. No exceptions, no rounding mode.
    ///
    /// Differs: the result is the true one cut to 12 bits, which is within the error allowed, 1.5 *
    /// 2^-12, but not what any one processor gives.
    public static void estimate(Cpu cpu, Instruction insn, boolean root, boolean scalar) {
        VectorOperands.load(cpu, insn);
        if (scalar) {
            cpu.result[0] = estimate((int) cpu.second[0], root) & LOW;
            VectorOperands.storeScalar(cpu, insn, 4);
            return;
        }
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            long value = cpu.second[i];
            long high = estimate((int) (value >>> 32), root);
            cpu.result[i] = high << 32 | estimate((int) value, root) & LOW;
        }
        VectorOperands.store(cpu, insn);
    }

    private static int estimate(int bits, boolean root) {
        int magnitude = bits & Integer.MAX_VALUE;
        if (magnitude > 0x7F800000) {
            return bits | 1 << 22;
        }
        if (magnitude < 1 << 23) {
            return bits & Integer.MIN_VALUE | 0x7F800000;
        }
        if (root && bits < 0) {
            return 0xFFC00000;
        }
        double value = Float.intBitsToFloat(bits);
        float result = (float) (1 / (root ? Math.sqrt(value) : value));
        if (Math.abs(result) <= Float.MIN_NORMAL) {
            return bits & Integer.MIN_VALUE;
        }
        return Float.floatToRawIntBits(result) + (1 << 10) & -1 << 11;
    }
}
