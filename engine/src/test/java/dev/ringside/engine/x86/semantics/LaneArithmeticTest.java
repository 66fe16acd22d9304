package dev.ringside.engine.x86.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.x86.interpret.BareCore;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The short way of lane arithmetic against the exact one: the same result and the same flags, and
/// those right (SDM Vol. 1 11.5.2).
class LaneArithmeticTest {
    private static final long SEED = 5;
    private static final int POINTS = 200_000;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /// Random bits, or few bits near 1 or near an end of the range, where operations are exact.
    private long randomDouble() {
        long exponent =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(0x7FF);
                    case 1 -> random.nextInt(60);
                    case 2 -> 0x7FE - random.nextInt(60);
                    default -> 0x3F0 + random.nextInt(32);
                };
        long fraction = random.nextLong() >>> 12 & -1L << random.nextInt(53);
        return random.nextLong() & Long.MIN_VALUE | exponent << 52 | fraction;
    }

    private int randomSingle() {
        int exponent = random.nextInt(3) == 0 ? random.nextInt(255) : 112 + random.nextInt(32);
        int fraction = random.nextInt() >>> 9 & -1 << random.nextInt(24);
        return random.nextInt() & Integer.MIN_VALUE | exponent << 23 | fraction;
    }

    @Test
    void doublesComeOutAlikeBothWays() {
        try (BareCore core = new BareCore(64)) {
            Cpu cpu = core.cpu;
            for (int i = 0; i < POINTS; i++) {
                int operation = new int[] {0, 1, 2, 4, 6}[i % 5];
                long a = randomDouble();
                long b = operation == LaneArithmetic.SQUARE_ROOT ? a : randomDouble();
                cpu.simdExceptions = 0;
                long quick = LaneArithmetic.twice(cpu, operation, a, b);
                int flags = cpu.simdExceptions;
                cpu.simdExceptions = 0;
                long exact = SoftLane.twice(cpu, operation, a, b);
                String what = "seed %d: %d of %x, %x".formatted(SEED, operation, a, b);
                assertEquals(exact, quick, what);
                assertEquals(cpu.simdExceptions, flags, what);
            }
        }
    }

    @Test
    void singlesComeOutAlikeBothWays() {
        try (BareCore core = new BareCore(64)) {
            Cpu cpu = core.cpu;
            for (int i = 0; i < POINTS; i++) {
                int operation = new int[] {0, 1, 2, 4, 6}[i % 5];
                int a = randomSingle();
                int b = operation == LaneArithmetic.SQUARE_ROOT ? a : randomSingle();
                cpu.simdExceptions = 0;
                int quick = LaneArithmetic.single(cpu, operation, a, b);
                int flags = cpu.simdExceptions;
                cpu.simdExceptions = 0;
                int exact = SoftLane.single(cpu, operation, a, b);
                String what = "seed %d: %d of %x, %x".formatted(SEED, operation, a, b);
                assertEquals(exact, quick, what);
                assertEquals(cpu.simdExceptions, flags, what);
            }
        }
    }

    @Test
    void fusedMultiplyAddRoundsOnce() {
        try (BareCore core = new BareCore(64)) {
            Cpu cpu = core.cpu;
            for (int i = 0; i < POINTS / 10; i++) {
                long a = randomDouble();
                long b = randomDouble();
                long c = randomDouble();
                double expected =
                        Math.fma(
                                Double.longBitsToDouble(a),
                                Double.longBitsToDouble(b),
                                Double.longBitsToDouble(c));
                long actual = LaneArithmetic.fusedDouble(cpu, a, b, c, 0);
                String what = "seed %d: %x * %x + %x".formatted(SEED, a, b, c);
                assertEquals(Double.doubleToRawLongBits(expected), actual, what);
            }
        }
    }

    @Test
    void inexactIsRaisedExactlyWhereTheResultIsNotTheTrueOne() {
        try (BareCore core = new BareCore(64)) {
            Cpu cpu = core.cpu;
            for (int i = 0; i < POINTS / 10; i++) {
                int a = randomSingle();
                int b = randomSingle();
                cpu.simdExceptions = 0;
                int product = LaneArithmetic.single(cpu, LaneArithmetic.MULTIPLY, a, b);
                float value = Float.intBitsToFloat(product);
                if (Float.isInfinite(value) || Float.isNaN(value)) {
                    continue;
                }
                BigDecimal exact =
                        new BigDecimal(Float.intBitsToFloat(a))
                                .multiply(
                                        new BigDecimal(Float.intBitsToFloat(b)),
                                        MathContext.UNLIMITED);
                boolean inexact = exact.compareTo(new BigDecimal(value)) != 0;
                assertEquals(inexact, (cpu.simdExceptions & Rounding.PE) != 0);
            }
        }
    }
}
