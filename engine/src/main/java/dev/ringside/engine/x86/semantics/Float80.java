package dev.ringside.engine.x86.semantics;

/// A number in the x87's extended format, taken apart (SDM Vol. 1 4.2.2, 8.2), and the place where
/// results are made. Mutable and reused: nothing here allocates.
///
/// A finite value is `significand:low * 2^(exponent - 16383 - 127)` with the top bit of
/// `significand` set; `low` is zero in operands and holds further bits of a result until [Rounding]
/// has had it. Its lowest bit also stands for everything below ("sticky").
public final class Float80 {
    static final int BIAS = 16383;
    static final int MAX_EXPONENT = 0x7FFF;
    static final int SIGN = 0x8000;
    static final long INTEGER_BIT = Long.MIN_VALUE;
    static final long QUIET_BIT = 1L << 62;

    // Kinds, in an order that tests rely on: from QUIET on nothing is a number.
    static final int ZERO = 0;
    static final int FINITE = 1;
    static final int INFINITY = 2;
    static final int QUIET = 3;
    static final int SIGNALING = 4;

    /// Unnormals, pseudo-infinities and pseudo-NaNs (SDM Vol. 1 table 8-3).
    static final int UNSUPPORTED = 5;

    int kind;

    /// The operand was denormal or pseudo-denormal.
    boolean denormal;

    /// 0 or [#SIGN].
    int sign;

    /// Biased, not limited to 15 bits.
    int exponent;

    long significand;
    long low;

    /// Takes apart a register or an operand in memory.
    ///
    /// @param signExponent 16 bits
    void set(int signExponent, long bits) {
        sign = signExponent & SIGN;
        exponent = signExponent & MAX_EXPONENT;
        significand = bits;
        low = 0;
        denormal = false;
        if (exponent == 0) {
            setTiny(bits);
        } else if (bits >= 0) {
            kind = UNSUPPORTED;
        } else if (exponent != MAX_EXPONENT) {
            kind = FINITE;
        } else if (bits << 1 == 0) {
            kind = INFINITY;
        } else {
            kind = (bits & QUIET_BIT) != 0 ? QUIET : SIGNALING;
        }
    }

    private void setTiny(long bits) {
        if (bits == 0) {
            kind = ZERO;
            return;
        }
        int shift = Long.numberOfLeadingZeros(bits);
        kind = FINITE;
        denormal = true;
        significand = bits << shift;
        exponent = 1 - shift;
    }

    /// A single-precision number.
    void setSingle(int bits) {
        setBinary(
                bits >>> 16 & SIGN, bits >>> 23 & 0xFF, 0xFF, (bits & 0x7FFFFFL) << 40, BIAS - 127);
    }

    /// A double-precision number.
    void setDouble(long bits) {
        setBinary(
                (int) (bits >>> 48) & SIGN,
                (int) (bits >>> 52) & 0x7FF,
                0x7FF,
                bits << 12 >>> 1,
                BIAS - 1023);
    }

    /// @param fraction below the integer bit
    private void setBinary(int sign, int exponent, int maximum, long fraction, int bias) {
        this.sign = sign;
        low = 0;
        denormal = false;
        significand = fraction | INTEGER_BIT;
        if (exponent == maximum) {
            this.exponent = MAX_EXPONENT;
            kind = fraction == 0 ? INFINITY : (fraction & QUIET_BIT) != 0 ? QUIET : SIGNALING;
        } else if (exponent != 0) {
            this.exponent = exponent + bias;
            kind = FINITE;
        } else if (fraction == 0) {
            setZero(sign);
        } else {
            int shift = Long.numberOfLeadingZeros(fraction);
            significand = fraction << shift;
            this.exponent = bias + 1 - shift;
            kind = FINITE;
            denormal = true;
        }
    }

    void setInteger(long value) {
        if (value == 0) {
            setZero(0);
            return;
        }
        long magnitude = Math.abs(value);
        int shift = Long.numberOfLeadingZeros(magnitude);
        setFinite(value < 0 ? SIGN : 0, BIAS + 63 - shift, magnitude << shift, 0);
    }

    void setZero(int sign) {
        kind = ZERO;
        this.sign = sign;
        exponent = 0;
        significand = 0;
        low = 0;
        denormal = false;
    }

    void setInfinity(int sign) {
        kind = INFINITY;
        this.sign = sign;
        exponent = MAX_EXPONENT;
        significand = INTEGER_BIT;
        low = 0;
        denormal = false;
    }

    /// The QNaN floating-point indefinite, the answer to masked invalid operations.
    void setIndefinite() {
        kind = QUIET;
        sign = SIGN;
        exponent = MAX_EXPONENT;
        significand = INTEGER_BIT | QUIET_BIT;
        low = 0;
        denormal = false;
    }

    /// A value whose top bit is set.
    void setFinite(int sign, int exponent, long significand, long low) {
        kind = FINITE;
        this.sign = sign;
        this.exponent = exponent;
        this.significand = significand;
        this.low = low;
        denormal = false;
    }

    /// A value whose leading bit may be anywhere, or zero with the sign given.
    void setUnnormalized(int sign, int exponent, long high, long low) {
        if (high == 0 && low == 0) {
            setZero(sign);
        } else if (high == 0) {
            int shift = Long.numberOfLeadingZeros(low);
            setFinite(sign, exponent - 64 - shift, low << shift, 0);
        } else {
            int shift = Long.numberOfLeadingZeros(high);
            long joined = shift == 0 ? high : high << shift | low >>> 64 - shift;
            setFinite(sign, exponent - shift, joined, low << shift);
        }
    }

    void copyFrom(Float80 other) {
        kind = other.kind;
        denormal = other.denormal;
        sign = other.sign;
        exponent = other.exponent;
        significand = other.significand;
        low = other.low;
    }

    boolean isNan() {
        return kind >= QUIET;
    }

    /// SNaN or unsupported: an invalid operand of almost everything.
    boolean isInvalid() {
        return kind >= SIGNALING;
    }

    /// Sign and exponent as a register holds them; the value is rounded.
    int signExponent() {
        return sign | exponent;
    }

    /// Compares two values that are no NaNs: -1, 0 or 1.
    int compare(Float80 other) {
        if (kind == ZERO && other.kind == ZERO) {
            return 0;
        }
        int greater = sign == 0 ? 1 : -1;
        if (kind == ZERO) {
            return other.sign == 0 ? -1 : 1;
        }
        if (other.kind == ZERO || sign != other.sign) {
            return greater;
        }
        if (exponent != other.exponent) {
            return exponent > other.exponent ? greater : -greater;
        }
        return greater * Long.compareUnsigned(significand, other.significand);
    }
}
