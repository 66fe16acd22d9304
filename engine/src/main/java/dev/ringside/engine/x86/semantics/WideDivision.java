package dev.ringside.engine.x86.semantics;

/// 128 by 64 bits, by long division with 32-bit digits (Knuth, TAOCP Vol. 2, 4.3.1, algorithm D).
final class WideDivision {
    private static final long MASK = 0xFFFFFFFFL;

    private WideDivision() {}

    /// The unsigned quotient of `high:low` by `divisor`, which must exceed `high`.
    static long divide(long high, long low, long divisor) {
        if (high == 0) {
            return Long.divideUnsigned(low, divisor);
        }
        int shift = Long.numberOfLeadingZeros(divisor);
        long scaled = divisor << shift;
        long top = shift == 0 ? high : high << shift | low >>> 64 - shift;
        long bottom = low << shift;
        long first = digit(top, bottom >>> 32, scaled);
        long rest = (top << 32 | bottom >>> 32) - first * scaled;
        long second = digit(rest, bottom & MASK, scaled);
        return first << 32 | second & MASK;
    }

    /// One digit of 32 bits: `(high * 2^32 + next) / divisor` for a divisor with its top bit set.
    private static long digit(long high, long next, long divisor) {
        long divisorTop = divisor >>> 32;
        long divisorBottom = divisor & MASK;
        long digit = Long.divideUnsigned(high, divisorTop);
        long remainder = high - digit * divisorTop;
        while (digit > MASK
                || Long.compareUnsigned(digit * divisorBottom, remainder << 32 | next) > 0) {
            digit--;
            remainder += divisorTop;
            if (remainder > MASK) {
                break;
            }
        }
        return digit;
    }
}
