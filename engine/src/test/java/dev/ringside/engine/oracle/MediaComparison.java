package dev.ringside.engine.oracle;

import org.jspecify.annotations.Nullable;

/// What of the x87 and vector registers of two outcomes must be equal.
///
/// Left out: the x87 instruction and data pointers and opcode, which AMD processors save only while
/// an unmasked exception is pending (AMD APM Vol. 2 11.4.4.3).
final class MediaComparison {
    /// [CaseState#approximate]: ST0 and ST1 within a few units in the last place.
    static final int NEAR = 1;

    /// [CaseState#approximate]: singles within the relative error of RCPPS and RSQRTPS.
    static final int RECIPROCAL = 2;

    /// Twice 1.5 * 2^-12: each side may be that far from the truth (SDM Vol. 2B RCPPS).
    private static final double RECIPROCAL_ERROR = 3.0 / 4096;

    private static final long NEAR_ULPS = 2;

    private MediaComparison() {}

    /// @return null when equal, else the first difference
    static @Nullable String difference(CaseState test, MediaState expected, MediaState actual) {
        if (expected.control != actual.control) {
            return different("fcw", expected.control, actual.control);
        }
        int mask = ~test.undefinedStatus;
        if (((expected.status ^ actual.status) & mask) != 0) {
            return different("fsw", expected.status, actual.status);
        }
        if (expected.tag != actual.tag) {
            return different("ftw", expected.tag, actual.tag);
        }
        if (expected.mxcsr != actual.mxcsr) {
            return different("mxcsr", expected.mxcsr, actual.mxcsr);
        }
        String difference = stack(test, expected, actual);
        if (difference == null) {
            difference = vectors(test, "xmm", expected.xmm, actual.xmm);
        }
        return difference != null || !expected.avx
                ? difference
                : vectors(test, "ymm high ", expected.ymmHigh, actual.ymmHigh);
    }

    private static @Nullable String stack(CaseState test, MediaState expected, MediaState actual) {
        for (int i = 0; i < 8; i++) {
            boolean same =
                    expected.significand[i] == actual.significand[i]
                            && expected.exponent[i] == actual.exponent[i];
            boolean near = test.approximate == NEAR && i < 2 && near(expected, actual, i);
            if (!same && !near) {
                return "st%d %04x:%016x, core %04x:%016x"
                        .formatted(
                                i,
                                expected.exponent[i],
                                expected.significand[i],
                                actual.exponent[i],
                                actual.significand[i]);
            }
        }
        return null;
    }

    /// Neighbours across a power of two count as neighbours.
    private static boolean near(MediaState expected, MediaState actual, int i) {
        int exponents = expected.exponent[i] - actual.exponent[i];
        long difference = expected.significand[i] - actual.significand[i];
        return switch (exponents) {
            case 0 -> Math.abs(difference) <= NEAR_ULPS;
            case 1 ->
                    Math.abs(2 * expected.significand[i] - actual.significand[i]) <= 2 * NEAR_ULPS;
            case -1 ->
                    Math.abs(expected.significand[i] - 2 * actual.significand[i]) <= 2 * NEAR_ULPS;
            default -> false;
        };
    }

    private static @Nullable String vectors(
            CaseState test, String name, long[] expected, long[] actual) {
        for (int i = 0; i < 32; i++) {
            boolean equal = expected[i] == actual[i];
            if (!equal && test.approximate == RECIPROCAL) {
                equal =
                        close((int) expected[i], (int) actual[i])
                                && close((int) (expected[i] >> 32), (int) (actual[i] >> 32));
            }
            if (!equal) {
                int low = i & ~1;
                return "%s%d %016x_%016x, core %016x_%016x"
                        .formatted(
                                name,
                                i >> 1,
                                expected[low + 1],
                                expected[low],
                                actual[low + 1],
                                actual[low]);
            }
        }
        return null;
    }

    private static boolean close(int expected, int actual) {
        float first = Float.intBitsToFloat(expected);
        float second = Float.intBitsToFloat(actual);
        return expected == actual
                || Math.abs((double) first - second) <= Math.abs(first) * RECIPROCAL_ERROR;
    }

    private static String different(String what, long expected, long actual) {
        return "%s %x, core %x".formatted(what, expected, actual);
    }
}
