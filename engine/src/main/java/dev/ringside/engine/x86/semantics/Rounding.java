package dev.ringside.engine.x86.semantics;

/// Rounding of x87 results to precision and range (SDM Vol. 1 4.8.4, 8.1.5, 8.5.4 to 8.5.6).
final class Rounding {
    static final int IE = 1;
    static final int DE = 1 << 1;
    static final int ZE = 1 << 2;
    static final int OE = 1 << 3;
    static final int UE = 1 << 4;
    static final int PE = 1 << 5;

    /// What unmasked overflow and underflow add to or take from the exponent (SDM Vol. 1 8.5.4).
    private static final int WRAP = 24576;

    /// Rounding control, as a two-bit field.
    static final int NEAREST = 0;

    static final int DOWN = 1;
    static final int UP = 2;
    static final int TRUNCATE = 3;

    private Rounding() {}

    /// Bits of the significand by the control word's precision field.
    static int precision(int control) {
        return switch (control >> 8 & 3) {
            case 0 -> 24;
            case 2 -> 53;
            default -> 64;
        };
    }

    static int mode(int control) {
        return control >> 10 & 3;
    }

    /// Rounds a finite `value` in place to `bits` of precision and the extended range.
    ///
    /// @param control the control word: rounding mode and exception masks
    /// @return the exceptions, with [FpuStatus#C1] when the magnitude went up
    static int round(Float80 value, int bits, int control) {
        return round(value, bits, Float80.MAX_EXPONENT, control);
    }

    /// Rounds to a format whose exponents of finite numbers are 1 to `maximum` - 1.
    static int round(Float80 value, int bits, int maximum, int control) {
        if (value.exponent <= 0) {
            return tiny(value, bits, control);
        }
        int raised = significand(value, bits, mode(control));
        return value.exponent >= maximum ? overflow(value, bits, maximum, control, raised) : raised;
    }

    /// Rounds a finite `value` to an integer, left in `significand` as an unsigned number.
    ///
    /// @return [#PE], with [FpuStatus#C1] when the magnitude went up; -1 when it is 2^64 or more
    static int integer(Float80 value, int mode) {
        int shift = Float80.BIAS + 63 - value.exponent;
        if (shift < 0) {
            return -1;
        }
        denormalize(value, shift);
        int raised = significand(value, 64, mode);
        return value.exponent > Float80.BIAS + 63 - shift ? -1 : raised;
    }

    /// Rounds the significand alone; the exponent is not limited.
    ///
    /// @param bits 1 to 64
    static int significand(Float80 value, int bits, int mode) {
        int shift = 64 - bits;
        long unit = 1L << shift;
        long tail = value.significand & unit - 1;
        if (tail == 0 && value.low == 0) {
            return 0;
        }
        long kept = value.significand - tail;
        boolean up = up(value, shift, tail, (kept & unit) != 0, mode);
        value.low = 0;
        value.significand = kept;
        if (!up) {
            return PE;
        }
        value.significand += unit;
        if (value.significand == 0) {
            value.significand = Float80.INTEGER_BIT;
            value.exponent++;
        }
        return PE | FpuStatus.C1;
    }

    private static boolean up(Float80 value, int shift, long tail, boolean odd, int mode) {
        return switch (mode) {
            case NEAREST -> {
                long half = 1L << shift - 1;
                int order =
                        shift == 0
                                ? Long.compareUnsigned(value.low, Float80.INTEGER_BIT)
                                : tail != half ? Long.compare(tail, half) : value.low != 0 ? 1 : 0;
                yield order > 0 || order == 0 && odd;
            }
            case DOWN -> value.sign != 0;
            case UP -> value.sign == 0;
            default -> false;
        };
    }

    /// The exponent is below the format's: tininess is found after rounding as if it were not (SDM
    /// Vol. 1 4.9.1.5).
    private static int tiny(Float80 value, int bits, int control) {
        long significand = value.significand;
        long low = value.low;
        int exponent = value.exponent;
        int raised = significand(value, bits, mode(control));
        if (value.exponent > 0) {
            return raised;
        }
        if ((control & UE) == 0) {
            value.exponent += WRAP;
            return wrapped(value, raised | UE);
        }
        value.significand = significand;
        value.low = low;
        value.exponent = 0;
        denormalize(value, 1 - exponent);
        raised = significand(value, bits, mode(control));
        if (value.significand < 0) {
            value.exponent = 1;
        } else if (value.significand == 0) {
            value.kind = Float80.ZERO;
        }
        return (raised & PE) == 0 ? raised : raised | UE;
    }

    private static int wrapped(Float80 value, int raised) {
        if (value.exponent <= 0) {
            value.setZero(value.sign);
            return raised | PE;
        } else if (value.exponent >= Float80.MAX_EXPONENT) {
            value.setInfinity(value.sign);
            return raised | PE | FpuStatus.C1;
        }
        return raised;
    }

    /// Shifts right, keeping what falls off in the lowest bit.
    static void denormalize(Float80 value, int shift) {
        long high = value.significand;
        long low = value.low;
        if (shift >= 128) {
            value.significand = 0;
            value.low = 1;
        } else if (shift >= 64) {
            value.significand = 0;
            boolean lost = low != 0 || shift > 64 && high << 128 - shift != 0;
            value.low = (shift == 64 ? high : high >>> shift - 64) | (lost ? 1 : 0);
        } else if (shift > 0) {
            boolean lost = low << 64 - shift != 0;
            value.significand = high >>> shift;
            value.low = high << 64 - shift | low >>> shift | (lost ? 1 : 0);
        }
    }

    private static int overflow(Float80 value, int bits, int maximum, int control, int raised) {
        if ((control & OE) == 0) {
            if (maximum == Float80.MAX_EXPONENT) {
                value.exponent -= WRAP;
                return wrapped(value, raised | OE);
            }
            // Other formats have no use for the result.
            return raised | OE;
        }
        boolean infinite =
                switch (mode(control)) {
                    case NEAREST -> true;
                    case DOWN -> value.sign != 0;
                    case UP -> value.sign == 0;
                    default -> false;
                };
        if (infinite) {
            value.setInfinity(value.sign);
            return OE | PE | FpuStatus.C1;
        }
        value.exponent = maximum - 1;
        value.significand = -1L << 64 - bits;
        return OE | PE;
    }
}
