package dev.ringside.engine.x86.semantics;

/// Arithmetic on one lane of a vector under MXCSR (SDM Vol. 1 4.8, 11.5).
///
/// Ordinary numbers rounded to nearest go through Java's own arithmetic, which is IEEE 754's; what
/// remains is whether the result is inexact. Everything else is done exactly, in [Float80].
/// Exceptions are collected in `cpu.simdExceptions`, for [Mxcsr#signal].
public final class LaneArithmetic {
    // Operations, in the order of their opcodes.
    public static final int ADD = 0;
    public static final int MULTIPLY = 1;
    public static final int SUBTRACT = 2;
    public static final int MINIMUM = 3;
    public static final int DIVIDE = 4;
    public static final int MAXIMUM = 5;
    public static final int SQUARE_ROOT = 6;

    private static final long DOUBLE_MAGNITUDE = Long.MAX_VALUE;
    private static final long DOUBLE_INFINITY = 0x7FF0000000000000L;
    private static final int SINGLE_INFINITY = 0x7F800000;

    /// Below it the error of a product or quotient may itself underflow.
    private static final double SMALL = 0x1p-900;

    private LaneArithmetic() {}

    /// One operation on two doubles; of a square root `b` is the operand.
    public static long twice(Cpu cpu, int operation, long a, long b) {
        int mxcsr = cpu.state.mxcsr;
        if (operation == MINIMUM || operation == MAXIMUM) {
            return LaneCompare.extremeDouble(cpu, operation == MAXIMUM, a, b);
        }
        if ((mxcsr & Mxcsr.UNUSUAL) != 0 || !ordinary(a) || !ordinary(b)) {
            return SoftLane.twice(cpu, operation, a, b);
        }
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double result = compute(operation, x, y);
        double magnitude = Math.abs(result);
        if (!(magnitude > SMALL && magnitude < Double.POSITIVE_INFINITY)) {
            return SoftLane.twice(cpu, operation, a, b);
        }
        if ((mxcsr & (Rounding.PE | Mxcsr.PRECISION_MASKED))
                != (Rounding.PE | Mxcsr.PRECISION_MASKED)) {
            noteInexact(cpu, operation, x, y, result);
        }
        return Double.doubleToRawLongBits(result);
    }

    private static double compute(int operation, double x, double y) {
        return switch (operation) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case DIVIDE -> x / y;
            default -> Math.sqrt(y);
        };
    }

    /// Zero or a normal number; a zero divisor gives an infinity, which is noticed.
    private static boolean ordinary(long bits) {
        long magnitude = bits & DOUBLE_MAGNITUDE;
        return magnitude == 0 || magnitude - (1L << 52) >= 0 && magnitude < DOUBLE_INFINITY;
    }

    private static void noteInexact(Cpu cpu, int operation, double x, double y, double result) {
        boolean exact =
                switch (operation) {
                    case ADD -> sumIsExact(x, y, result);
                    case SUBTRACT -> sumIsExact(x, -y, result);
                    case MULTIPLY -> Math.fma(x, y, -result) == 0;
                    case DIVIDE -> quotientIsExact(x, y, result);
                    default -> rootIsExact(y, result);
                };
        if (!exact) {
            cpu.simdExceptions |= Rounding.PE;
        }
    }

    /// The error of a sum is a double (Knuth's two-sum).
    private static boolean sumIsExact(double x, double y, double sum) {
        double part = sum - x;
        double error = x - (sum - part) + (y - part);
        return error == 0;
    }

    private static boolean quotientIsExact(double x, double y, double quotient) {
        if (Math.abs(x) > SMALL) {
            return Math.fma(quotient, y, -x) == 0;
        }
        return Math.fma(quotient, y * 0x1p300, -x * 0x1p300) == 0;
    }

    private static boolean rootIsExact(double x, double root) {
        if (x > SMALL) {
            return Math.fma(root, root, -x) == 0;
        }
        return Math.fma(root * 0x1p300, root * 0x1p300, -x * 0x1p600) == 0;
    }

    /// One operation on two singles; of a square root `b` is the operand.
    public static int single(Cpu cpu, int operation, int a, int b) {
        int mxcsr = cpu.state.mxcsr;
        if (operation == MINIMUM || operation == MAXIMUM) {
            return LaneCompare.extremeSingle(cpu, operation == MAXIMUM, a, b);
        }
        if ((mxcsr & Mxcsr.UNUSUAL) != 0 || !ordinary(a) || !ordinary(b)) {
            return SoftLane.single(cpu, operation, a, b);
        }
        double x = Float.intBitsToFloat(a);
        double y = Float.intBitsToFloat(b);
        // Rounding twice does no harm: 53 bits are more than twice 24 and 2.
        float result = (float) compute(operation, x, y);
        float magnitude = Math.abs(result);
        if (!(magnitude > Float.MIN_NORMAL && magnitude < Float.POSITIVE_INFINITY)) {
            return SoftLane.single(cpu, operation, a, b);
        }
        if ((mxcsr & (Rounding.PE | Mxcsr.PRECISION_MASKED))
                != (Rounding.PE | Mxcsr.PRECISION_MASKED)) {
            noteInexact(cpu, operation, x, y, result);
        }
        return Float.floatToRawIntBits(result);
    }

    private static boolean ordinary(int bits) {
        int magnitude = bits & Integer.MAX_VALUE;
        return magnitude == 0 || magnitude >= 1 << 23 && magnitude < SINGLE_INFINITY;
    }

    /// Products of singles are exact in double precision.
    private static void noteInexact(Cpu cpu, int operation, double x, double y, float result) {
        boolean exact =
                switch (operation) {
                    case ADD -> sumIsExact(x, y, result);
                    case SUBTRACT -> sumIsExact(x, -y, result);
                    case MULTIPLY -> x * y == result;
                    case DIVIDE -> (double) result * y == x;
                    default -> (double) result * result == y;
                };
        if (!exact) {
            cpu.simdExceptions |= Rounding.PE;
        }
    }

    private static boolean sumIsExact(double x, double y, float result) {
        double sum = x + y;
        return sum == result && sumIsExact(x, y, sum);
    }

    /// `a * b + c` with one rounding. Signs are the caller's: a negated product or addend comes
    /// with its sign bit changed, unless it is a NaN.
    public static long fusedDouble(Cpu cpu, long a, long b, long c, int negate) {
        return SoftLane.fusedDouble(cpu, a, b, c, negate);
    }

    /// [#fusedDouble] for singles.
    public static int fusedSingle(Cpu cpu, int a, int b, int c, int negate) {
        return SoftLane.fusedSingle(cpu, a, b, c, negate);
    }
}
