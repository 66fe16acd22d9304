package dev.ringside.engine.x86.semantics;

/// The exact results of sum, product, quotient and root, to be rounded (SDM Vol. 1 8.3.5; Vol. 2A
/// FADD, FMUL, FDIV, FSQRT). Operands are no NaNs.
///
/// Every method returns the exceptions that come before any rounding: [Rounding#IE] with the
/// indefinite or [Rounding#ZE] with infinity as the result, else 0.
final class Float80Arithmetic {
    private Float80Arithmetic() {}

    /// @param negate 0, or [Float80#SIGN] to subtract `y`
    /// @param mode rounding mode: it decides the sign of an exact zero
    static int add(Float80 x, Float80 y, int negate, int mode, Float80 result) {
        int signY = y.sign ^ negate;
        if (x.kind == Float80.INFINITY || y.kind == Float80.INFINITY) {
            return addInfinity(x, y, signY, result);
        }
        if (y.kind == Float80.ZERO) {
            if (x.kind == Float80.ZERO) {
                int zero = mode == Rounding.DOWN ? Float80.SIGN : 0;
                result.setZero(x.sign == signY ? x.sign : zero);
            } else {
                result.copyFrom(x);
            }
            return 0;
        }
        if (x.kind == Float80.ZERO) {
            result.copyFrom(y);
            result.sign = signY;
            return 0;
        }
        if (isLarger(x, y)) {
            addMagnitudes(x, x.sign, y, signY, mode, result);
        } else {
            addMagnitudes(y, signY, x, x.sign, mode, result);
        }
        return 0;
    }

    private static boolean isLarger(Float80 x, Float80 y) {
        if (x.exponent != y.exponent) {
            return x.exponent > y.exponent;
        }
        int order = Long.compareUnsigned(x.significand, y.significand);
        return order > 0 || order == 0 && Long.compareUnsigned(x.low, y.low) >= 0;
    }

    private static int addInfinity(Float80 x, Float80 y, int signY, Float80 result) {
        if (x.kind == y.kind && x.sign != signY) {
            result.setIndefinite();
            return Rounding.IE;
        }
        result.setInfinity(x.kind == Float80.INFINITY ? x.sign : signY);
        return 0;
    }

    private static void addMagnitudes(
            Float80 large, int sign, Float80 small, int signSmall, int mode, Float80 result) {
        int distance = large.exponent - small.exponent;
        long significand = large.significand;
        long largeLow = large.low;
        int exponent = large.exponent;
        result.setFinite(sign, exponent, small.significand, small.low);
        Rounding.denormalize(result, distance);
        if (sign == signSmall) {
            long low = largeLow + result.low;
            long carry = Long.compareUnsigned(low, largeLow) < 0 ? 1 : 0;
            long sum = significand + result.significand + carry;
            int order = Long.compareUnsigned(sum, significand);
            if (order < 0 || order == 0 && carry != 0) {
                long joined = sum << 63 | low >>> 1 | low & 1;
                result.setFinite(sign, exponent + 1, sum >>> 1 | Float80.INTEGER_BIT, joined);
            } else {
                result.setFinite(sign, exponent, sum, low);
            }
            return;
        }
        long low = largeLow - result.low;
        long borrow = Long.compareUnsigned(largeLow, result.low) < 0 ? 1 : 0;
        long high = significand - result.significand - borrow;
        if (high == 0 && low == 0) {
            result.setZero(mode == Rounding.DOWN ? Float80.SIGN : 0);
        } else {
            result.setUnnormalized(sign, exponent, high, low);
        }
    }

    static int multiply(Float80 x, Float80 y, Float80 result) {
        int sign = x.sign ^ y.sign;
        if (x.kind == Float80.INFINITY || y.kind == Float80.INFINITY) {
            if (x.kind == Float80.ZERO || y.kind == Float80.ZERO) {
                result.setIndefinite();
                return Rounding.IE;
            }
            result.setInfinity(sign);
        } else if (x.kind == Float80.ZERO || y.kind == Float80.ZERO) {
            result.setZero(sign);
        } else {
            long high = Math.unsignedMultiplyHigh(x.significand, y.significand);
            long low = x.significand * y.significand;
            int exponent = x.exponent + y.exponent - Float80.BIAS + 1;
            result.setUnnormalized(sign, exponent, high, low);
        }
        return 0;
    }

    static int divide(Float80 x, Float80 y, Float80 result) {
        int sign = x.sign ^ y.sign;
        if (x.kind == y.kind && x.kind != Float80.FINITE) {
            result.setIndefinite();
            return Rounding.IE;
        }
        if (x.kind == Float80.INFINITY || y.kind == Float80.ZERO) {
            result.setInfinity(sign);
            return x.kind == Float80.INFINITY ? 0 : Rounding.ZE;
        }
        if (x.kind == Float80.ZERO || y.kind == Float80.INFINITY) {
            result.setZero(sign);
            return 0;
        }
        int exponent = x.exponent - y.exponent + Float80.BIAS;
        boolean less = Long.compareUnsigned(x.significand, y.significand) < 0;
        long high = less ? x.significand : x.significand >>> 1;
        long low = less ? 0 : x.significand << 63;
        long quotient = WideDivision.divide(high, low, y.significand);
        long rest = low - quotient * y.significand;
        result.setFinite(
                sign, less ? exponent - 1 : exponent, quotient, fraction(rest, y.significand));
        return 0;
    }

    /// `rest / divisor` as far as rounding needs it: which side of a half it is on.
    private static long fraction(long rest, long divisor) {
        if (rest == 0) {
            return 0;
        }
        int order = Long.compareUnsigned(rest, divisor - rest);
        return order < 0 ? 1 : order == 0 ? Float80.INTEGER_BIT : Float80.INTEGER_BIT | 1;
    }

    static int squareRoot(Float80 x, Float80 result) {
        if (x.kind == Float80.ZERO) {
            result.setZero(x.sign);
            return 0;
        }
        if (x.sign != 0) {
            result.setIndefinite();
            return Rounding.IE;
        }
        if (x.kind == Float80.INFINITY) {
            result.setInfinity(0);
            return 0;
        }
        boolean odd = (x.exponent - Float80.BIAS & 1) != 0;
        long high = odd ? x.significand : x.significand >>> 1;
        long low = odd ? 0 : x.significand << 63;
        long root = root(high, low);
        long squareHigh = Math.unsignedMultiplyHigh(root, root);
        long squareLow = root * root;
        long rest = low - squareLow;
        long restHigh = high - squareHigh - (Long.compareUnsigned(low, squareLow) < 0 ? 1 : 0);
        boolean upper = restHigh != 0 || Long.compareUnsigned(rest, root) > 0;
        long fraction = upper ? Float80.INTEGER_BIT | 1 : rest != 0 ? 1 : 0;
        int exponent = (x.exponent - Float80.BIAS >> 1) + Float80.BIAS;
        result.setFinite(0, exponent, root, fraction);
        return 0;
    }

    /// The integer square root of `high:low`, which is at least 2^126: an estimate in double
    /// precision, one step of Newton's method, corrections by one.
    private static long root(long high, long low) {
        double estimate = Math.sqrt((double) (high >>> 1) * 2.0 + (high & 1)) * 0x1p32;
        long root = estimate >= 0x1p64 ? -1L : unsigned(estimate);
        if (Long.compareUnsigned(root, high) > 0) {
            long quotient = WideDivision.divide(high, low, root);
            long carry = Long.compareUnsigned(root + quotient, root) < 0 ? Float80.INTEGER_BIT : 0;
            root = root + quotient >>> 1 | carry;
        }
        while (exceeds(root, high, low)) {
            root--;
        }
        while (root != -1 && !exceeds(root + 1, high, low)) {
            root++;
        }
        return root;
    }

    private static long unsigned(double value) {
        return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) | Float80.INTEGER_BIT;
    }

    private static boolean exceeds(long root, long high, long low) {
        long squareHigh = Math.unsignedMultiplyHigh(root, root);
        int order = Long.compareUnsigned(squareHigh, high);
        return order > 0 || order == 0 && Long.compareUnsigned(root * root, low) > 0;
    }
}
