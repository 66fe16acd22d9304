package dev.ringside.engine.x86.semantics;

/// Comparisons on one lane of a vector under MXCSR (SDM Vol. 2A CMPPD, COMISD; Vol. 2B MAXPD,
/// MINPD, UCOMISD).
public final class LaneCompare {
    /// Outcomes, as bits so that predicates are sets of them.
    public static final int LESS = 1;

    public static final int EQUAL = 2;
    public static final int GREATER = 4;
    public static final int UNORDERED = 8;

    /// Outcomes for which predicates 0 to 15 hold (SDM Vol. 2A table 3-1); 16 to 31 are the same.
    private static final int[] HOLDS = {2, 1, 3, 8, 13, 14, 12, 7, 10, 9, 11, 0, 5, 6, 4, 15};

    /// Bit n: predicate n has QNaNs as invalid operands.
    private static final int SIGNALING = 0x99996666;

    private static final long INFINITY = 0x7FF0000000000000L;
    private static final long QUIET = 1L << 51;

    private LaneCompare() {}

    /// Whether `predicate` (0 to 31) holds.
    static boolean holds(int predicate, int outcome) {
        return (HOLDS[predicate & 15] & outcome) != 0;
    }

    /// Whether `predicate` takes QNaNs as invalid operands.
    static boolean signaling(int predicate) {
        return (SIGNALING >>> predicate & 1) != 0;
    }

    /// Compares two doubles: one of the outcomes; exceptions are collected.
    ///
    /// @param signaling whether QNaNs are invalid
    static int compareDouble(Cpu cpu, long a, long b, boolean signaling) {
        double x = Double.longBitsToDouble(flush(cpu, a));
        double y = Double.longBitsToDouble(flush(cpu, b));
        if (Double.isNaN(x) || Double.isNaN(y)) {
            if (signaling || isSignaling(a) || isSignaling(b)) {
                cpu.simdExceptions |= Rounding.IE;
            }
            return UNORDERED;
        }
        if (isDenormal(cpu, a) || isDenormal(cpu, b)) {
            cpu.simdExceptions |= Rounding.DE;
        }
        return x < y ? LESS : x == y ? EQUAL : GREATER;
    }

    /// Compares two singles.
    static int compareSingle(Cpu cpu, int a, int b, boolean signaling) {
        float x = Float.intBitsToFloat(flush(cpu, a));
        float y = Float.intBitsToFloat(flush(cpu, b));
        if (Float.isNaN(x) || Float.isNaN(y)) {
            if (signaling || isSignaling(a) || isSignaling(b)) {
                cpu.simdExceptions |= Rounding.IE;
            }
            return UNORDERED;
        }
        if (isDenormal(cpu, a) || isDenormal(cpu, b)) {
            cpu.simdExceptions |= Rounding.DE;
        }
        return x < y ? LESS : x == y ? EQUAL : GREATER;
    }

    /// MINSD, MAXSD: the second operand when unordered or when both are zeros.
    static long extremeDouble(Cpu cpu, boolean maximum, long a, long b) {
        int outcome = compareDouble(cpu, a, b, true);
        return flush(cpu, outcome == (maximum ? GREATER : LESS) ? a : b);
    }

    static int extremeSingle(Cpu cpu, boolean maximum, int a, int b) {
        int outcome = compareSingle(cpu, a, b, true);
        return flush(cpu, outcome == (maximum ? GREATER : LESS) ? a : b);
    }

    /// A denormal as DAZ makes it.
    private static long flush(Cpu cpu, long bits) {
        boolean flushed = (cpu.state.mxcsr & Mxcsr.DAZ) != 0 && (bits & INFINITY) == 0;
        return flushed ? bits & Long.MIN_VALUE : bits;
    }

    private static int flush(Cpu cpu, int bits) {
        boolean flushed = (cpu.state.mxcsr & Mxcsr.DAZ) != 0 && (bits & 0x7F800000) == 0;
        return flushed ? bits & Integer.MIN_VALUE : bits;
    }

    private static boolean isDenormal(Cpu cpu, long bits) {
        return (bits & INFINITY) == 0 && bits << 1 != 0 && (cpu.state.mxcsr & Mxcsr.DAZ) == 0;
    }

    private static boolean isDenormal(Cpu cpu, int bits) {
        return (bits & 0x7F800000) == 0 && bits << 1 != 0 && (cpu.state.mxcsr & Mxcsr.DAZ) == 0;
    }

    private static boolean isSignaling(long bits) {
        return (bits & Long.MAX_VALUE) > INFINITY && (bits & QUIET) == 0;
    }

    private static boolean isSignaling(int bits) {
        return (bits & Integer.MAX_VALUE) > 0x7F800000 && (bits & 1 << 22) == 0;
    }
}
