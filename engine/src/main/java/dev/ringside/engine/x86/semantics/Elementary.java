package dev.ringside.engine.x86.semantics;

/// Elementary functions by their series, relative error below 2^-98 on the small intervals named at
/// each.
///
/// Differs: processors use tables and approximations of their own; theirs and these agree within a
/// unit in the last place of the 64-bit significand.
final class Elementary {
    static final double LN2 = 0x1.62e42fefa39efp-1;
    static final double LN2_LOW = 0x1.abc9e3b39803fp-56;
    static final double LOG2E = 0x1.71547652b82fep0;
    static final double LOG2E_LOW = 0x1.777d0ffda0d24p-56;
    static final double PI = 0x1.921fb54442d18p1;
    static final double PI_LOW = 0x1.1a62633145c07p-53;

    /// Arc tangents of k/16 are known: the rest is at most 1/32.
    private static final int STEPS = 16;

    private static final double[][] SINE = factorials(1, 2, 15, -1);
    private static final double[][] COSINE = factorials(0, 2, 16, -1);
    private static final double[][] EXPONENTIAL = factorials(1, 1, 29, 1);
    private static final double[][] ARC_TANGENT = reciprocals(15, -1);
    private static final double[][] LOGARITHM = reciprocals(24, 1);
    private static final double[][] ARC_TANGENTS = arcTangents();

    private Elementary() {}

    /// 1/first!, sign/(first + step)!, 1/(first + 2 step)! and so on.
    private static double[][] factorials(int first, int step, int count, int sign) {
        double[][] table = new double[2][count];
        DoubleDouble value = new DoubleDouble();
        DoubleDouble divisor = new DoubleDouble();
        value.set(1, 0);
        int n = first;
        for (int i = 0; i < count; i++) {
            table[0][i] = value.high;
            table[1][i] = value.low;
            for (int j = 0; j < step; j++) {
                n++;
                divisor.set(n, 0);
                value.divide(divisor);
            }
            value.scale(sign);
        }
        return table;
    }

    /// 1, sign/3, 1/5 and so on.
    private static double[][] reciprocals(int count, int sign) {
        double[][] table = new double[2][count];
        DoubleDouble value = new DoubleDouble();
        DoubleDouble divisor = new DoubleDouble();
        for (int i = 0; i < count; i++) {
            value.set((i & 1) != 0 ? sign : 1, 0);
            divisor.set(2 * i + 1, 0);
            value.divide(divisor);
            table[0][i] = value.high;
            table[1][i] = value.low;
        }
        return table;
    }

    /// atan(k/16) - atan((k-1)/16) = atan(16 / (256 + k(k-1))).
    private static double[][] arcTangents() {
        double[][] table = new double[2][STEPS + 1];
        DoubleDouble sum = new DoubleDouble();
        DoubleDouble step = new DoubleDouble();
        DoubleDouble square = new DoubleDouble();
        DoubleDouble divisor = new DoubleDouble();
        for (int k = 1; k <= STEPS; k++) {
            step.set(STEPS, 0);
            divisor.set(STEPS * STEPS + k * (k - 1), 0);
            step.divide(divisor);
            odd(step, square, divisor, ARC_TANGENT);
            sum.add(step);
            table[0][k] = sum.high;
            table[1][k] = sum.low;
        }
        return table;
    }

    /// The polynomial of `table` at `x`, into `result`.
    private static void polynomial(DoubleDouble x, DoubleDouble result, double[][] table) {
        int last = table[0].length - 1;
        result.set(table[0][last], table[1][last]);
        for (int i = last - 1; i >= 0; i--) {
            result.multiply(x);
            result.add(table[0][i], table[1][i]);
        }
    }

    /// Replaces `x` by `x` times the polynomial at its square.
    private static void odd(
            DoubleDouble x, DoubleDouble square, DoubleDouble sum, double[][] table) {
        square.copyFrom(x);
        square.multiply(x);
        polynomial(square, sum, table);
        x.multiply(sum);
    }

    /// Sine of at most pi/4.
    static void sine(FpuScratch scratch, DoubleDouble x) {
        odd(x, scratch.square, scratch.sum, SINE);
    }

    /// Cosine of at most pi/4.
    static void cosine(FpuScratch scratch, DoubleDouble x) {
        scratch.square.copyFrom(x);
        scratch.square.multiply(x);
        polynomial(scratch.square, x, COSINE);
    }

    /// `2^x - 1`, `x` at most 1 in magnitude.
    static void powerLessOne(FpuScratch scratch, DoubleDouble x) {
        x.multiply(LN2, LN2_LOW);
        polynomial(x, scratch.sum, EXPONENTIAL);
        x.multiply(scratch.sum);
    }

    /// The binary logarithm of (1 + x) / (1 - x), `x` at most 0.172 in magnitude.
    static void logarithmOfRatio(FpuScratch scratch, DoubleDouble x) {
        odd(x, scratch.square, scratch.sum, LOGARITHM);
        x.multiply(LOG2E, LOG2E_LOW);
        x.scale(2);
    }

    /// Arc tangent of 0 to 1.
    static void arcTangent(FpuScratch scratch, DoubleDouble x) {
        int k = (int) (x.high * STEPS + 0.5);
        if (k != 0) {
            // (x - c) / (1 + x c)
            double c = (double) k / STEPS;
            DoubleDouble divisor = scratch.square;
            divisor.copyFrom(x);
            divisor.multiply(c, 0);
            divisor.add(1, 0);
            x.add(-c, 0);
            x.divide(divisor);
        }
        odd(x, scratch.square, scratch.sum, ARC_TANGENT);
        x.add(ARC_TANGENTS[0][k], ARC_TANGENTS[1][k]);
    }
}
