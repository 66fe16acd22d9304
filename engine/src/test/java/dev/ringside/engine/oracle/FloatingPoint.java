package dev.ringside.engine.oracle;

/// Floating-point numbers as operands like them: the ends of the formats, halfway cases, integers
/// where conversions turn over, encodings that are no numbers.
final class FloatingPoint {
    private static final int[] SINGLES = {
        0,
        1,
        2,
        0x007FFFFF,
        0x00800000,
        0x00800001,
        0x3F800000,
        0x3F800001,
        0x3F7FFFFF,
        0x3F000000,
        0x3EFFFFFF,
        0x40000000,
        0x40200000,
        0x40600000,
        0x4B000000,
        0x4B000001,
        0x4B7FFFFF,
        0x4EFFFFFF,
        0x4F000000,
        0x4F7FFFFF,
        0x5EFFFFFF,
        0x5F000000,
        0x7F7FFFFF,
        0x7F7FFFFE,
        0x7F800000,
        0x7F800001,
        0x7FBFFFFF,
        0x7FC00000,
        0x7FFFFFFF,
        0x34000000,
        0x33800000,
        0x33800001,
        0x00400000,
        0x1F800000,
        0x20000000,
        0x5F7FFFFF
    };

    private static final long[] DOUBLES = {
        0,
        1,
        2,
        0x000FFFFFFFFFFFFFL,
        0x0010000000000000L,
        0x0010000000000001L,
        0x3FF0000000000000L,
        0x3FF0000000000001L,
        0x3FEFFFFFFFFFFFFFL,
        0x3FE0000000000000L,
        0x3FDFFFFFFFFFFFFFL,
        0x4000000000000000L,
        0x4004000000000000L,
        0x400C000000000000L,
        0x41DFFFFFFFC00000L,
        0x41DFFFFFFFE00000L,
        0x41E0000000000000L,
        0x41E0000000100000L,
        0x41E0000000200000L,
        0x41EFFFFFFFE00000L,
        0x4330000000000000L,
        0x4340000000000001L,
        0x43DFFFFFFFFFFFFFL,
        0x43E0000000000000L,
        0x43E0000000000001L,
        0x36A0000000000000L,
        0x3690000000000000L,
        0x380FFFFFFFFFFFFFL,
        0x3810000000000000L,
        0x47EFFFFFE0000000L,
        0x47EFFFFFF0000000L,
        0x47EFFFFFEFFFFFFFL,
        0x7FEFFFFFFFFFFFFFL,
        0x7FF0000000000000L,
        0x7FF0000000000001L,
        0x7FF7FFFFFFFFFFFFL,
        0x7FF8000000000000L,
        0x7FFFFFFFFFFFFFFFL,
        0x0008000000000000L,
        0x3CA0000000000000L,
        0x3CB0000000000000L
    };

    private static final int[] EXPONENTS = {
        0, 0, 1, 2, 63, 64, 65, 0x3C00, 0x3C01, 0x3F80, 0x3F81, 0x3F6A, 0x43FE, 0x43FF, 0x407E,
        0x407F, 0x3FBE, 0x3FBF, 0x3FC0, 0x3FFD, 0x3FFE, 0x3FFF, 0x3FFF, 0x4000, 0x4001, 0x400D,
        0x400E, 0x401D, 0x401E, 0x403D, 0x403E, 0x403F, 0x4040, 0x7FFC, 0x7FFD, 0x7FFE, 0x7FFE,
        0x7FFF, 0x7FFF
    };

    private static final long[] SIGNIFICANDS = {
        0x8000000000000000L,
        0x8000000000000000L,
        0x8000000000000001L,
        0xFFFFFFFFFFFFFFFFL,
        0xFFFFFFFFFFFFFFFEL,
        0xC000000000000000L,
        0xA000000000000000L,
        0x8000008000000000L,
        0x8000018000000000L,
        0x8000007FFFFFFFFFL,
        0x8000000000000400L,
        0x8000000000000C00L,
        0x80000000000003FFL,
        0xFFFFFF8000000000L,
        0xFFFFFFFFFFFFFC00L,
        0xFFFFFFFFFFFFF800L,
        0xC90FDAA22168C235L,
        0xB504F333F9DE6484L
    };

    /// Among them encodings that are unsupported or pseudo-denormal (SDM Vol. 1 table 8-3).
    private static final long[] ODD = {
        0, 1, 0x4000000000000000L, 0x7FFFFFFFFFFFFFFFL, 0x8000000000000000L, 0x8000000000000001L
    };

    private FloatingPoint() {}

    static int single(Rng random) {
        int sign = (int) random.next() & 0x80000000;
        return sign
                | switch (random.below(8)) {
                    case 0, 1 -> SINGLES[random.below(SINGLES.length)];
                    case 2 -> (int) random.next() & 0x7FFFFF;
                    case 3 -> random.below(255) << 23 | (int) random.next() & 0x700000;
                    case 4 -> Float.floatToRawIntBits(random.below(1 << 12));
                    case 5, 6 -> 0x3F800000 + (random.below(9) - 4 << 23) + random.below(1 << 23);
                    default -> (int) random.next() & 0x7FFFFFFF;
                };
    }

    /// Two of [#single].
    static long singles(Rng random) {
        return (long) single(random) << 32 | single(random) & 0xFFFFFFFFL;
    }

    static long twice(Rng random) {
        long sign = random.next() & Long.MIN_VALUE;
        return sign
                | switch (random.below(8)) {
                    case 0, 1 -> DOUBLES[random.below(DOUBLES.length)];
                    case 2 -> random.next() >>> 12;
                    case 3 -> (long) random.below(2047) << 52 | random.next() & 7L << 49;
                    case 4 ->
                            Double.doubleToRawLongBits(
                                    (random.next() >>> 1 + random.below(62))
                                            + random.below(4) * 0.25);
                    case 5, 6 ->
                            0x3FF0000000000000L
                                    + ((long) (random.below(9) - 4) << 52)
                                    + (random.next() >>> 12);
                    default -> random.next() >>> 1;
                };
    }

    /// Sign and exponent of an 80-bit number.
    static int extendedExponent(Rng random) {
        int sign = (int) random.next() & 0x8000;
        return sign
                | switch (random.below(8)) {
                    case 0, 1 -> EXPONENTS[random.below(EXPONENTS.length)];
                    case 2 -> (int) random.next() & 0x7FFF;
                    case 3 -> 0x3FFF + random.below(66);
                    case 4 -> 0x3FFF - random.below(70);
                    default -> 0x3FFF + random.below(9) - 4;
                };
    }

    /// Significand of an 80-bit number.
    static long significand(Rng random) {
        return switch (random.below(8)) {
            case 0, 1 -> SIGNIFICANDS[random.below(SIGNIFICANDS.length)];
            case 2 -> ODD[random.below(ODD.length)];
            case 3 -> Long.MIN_VALUE | random.next() << random.below(63);
            case 4 -> random.chance(20) ? random.next() : Long.MIN_VALUE | random.next();
            default -> Long.MIN_VALUE | random.next();
        };
    }

    /// An integer where conversions turn over.
    static long integer(Rng random) {
        return switch (random.below(4)) {
            case 0 -> random.next() >> random.below(64);
            case 1 -> (random.next() << 63) + (1L << random.below(64)) + random.below(5) - 2;
            case 2 -> (long) random.below(200) - 100;
            default -> random.next();
        };
    }

    /// The low eight bytes of packed BCD digits, some of them no digits.
    static long decimal(Rng random) {
        long value = 0;
        for (int i = 0; i < 16; i++) {
            value = value << 4 | random.below(10);
        }
        return random.chance(10) ? random.next() : random.chance(20) ? value >>> 40 : value;
    }
}
