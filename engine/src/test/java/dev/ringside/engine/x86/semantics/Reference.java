package dev.ringside.engine.x86.semantics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Elementary functions to 60 decimal digits, by their series, to judge the x87's by.
final class Reference {
    static final MathContext CONTEXT = new MathContext(70);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final int HALVINGS = 8;

    /// The processors' own pi, of 66 bits.
    static final BigDecimal PI_66 =
            new BigDecimal("57952155664616982739").divide(TWO.pow(64), CONTEXT);

    private Reference() {}

    /// Exact.
    static BigDecimal number(Float80 value) {
        BigDecimal significand = new BigDecimal(Long.toUnsignedString(value.significand));
        BigDecimal magnitude = significand.multiply(power(value.exponent - Float80.BIAS - 63));
        return value.sign != 0 ? magnitude.negate() : magnitude;
    }

    static BigDecimal power(int exponent) {
        return exponent >= 0 ? TWO.pow(exponent) : BigDecimal.ONE.divide(TWO.pow(-exponent));
    }

    /// The sine of an angle less quarter turns, which is how processors reduce it.
    static BigDecimal sine(BigDecimal x) {
        return sine(x, 0);
    }

    static BigDecimal cosine(BigDecimal x) {
        return sine(x, 1);
    }

    private static BigDecimal sine(BigDecimal x, int quarter) {
        BigDecimal quarterTurn = PI_66.divide(TWO);
        BigDecimal quarters = x.divide(quarterTurn, 0, RoundingMode.HALF_EVEN);
        BigDecimal angle = x.subtract(quarters.multiply(quarterTurn));
        int quadrant = quarters.toBigInteger().intValue() + quarter & 3;
        BigDecimal square = angle.multiply(angle, CONTEXT).negate();
        BigDecimal term = (quadrant & 1) == 0 ? angle : BigDecimal.ONE;
        BigDecimal sum = term;
        for (int n = (quadrant & 1) == 0 ? 2 : 1; n < 100; n += 2) {
            BigDecimal divisor = BigDecimal.valueOf((long) n * (n + 1));
            term = term.multiply(square, CONTEXT).divide(divisor, CONTEXT);
            sum = sum.add(term, CONTEXT);
        }
        return quadrant < 2 ? sum : sum.negate();
    }

    /// By half angles, then the series.
    static BigDecimal arcTangent(BigDecimal x) {
        BigDecimal small = x;
        for (int i = 0; i < HALVINGS; i++) {
            BigDecimal root = BigDecimal.ONE.add(small.multiply(small, CONTEXT)).sqrt(CONTEXT);
            small = small.divide(BigDecimal.ONE.add(root), CONTEXT);
        }
        BigDecimal square = small.multiply(small, CONTEXT).negate();
        BigDecimal term = small;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; n < 60; n += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(n), CONTEXT), CONTEXT);
            term = term.multiply(square, CONTEXT);
        }
        return sum.multiply(TWO.pow(HALVINGS));
    }

    /// ln((1 + s) / (1 - s)) by 2 atanh(s), `s` small.
    private static BigDecimal logarithmOfRatio(BigDecimal s) {
        BigDecimal square = s.multiply(s, CONTEXT);
        BigDecimal term = s;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; n < 250; n += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(n), CONTEXT), CONTEXT);
            term = term.multiply(square, CONTEXT);
        }
        return sum.multiply(TWO);
    }

    static final BigDecimal LN2 =
            logarithmOfRatio(BigDecimal.ONE.divide(BigDecimal.valueOf(3), CONTEXT));

    /// log2(1 + x), `x` from -0.3 to 1.
    static BigDecimal binaryLogarithmOfSum(BigDecimal x) {
        BigDecimal s = x.divide(x.add(TWO), CONTEXT);
        return logarithmOfRatio(s).divide(LN2, CONTEXT);
    }

    /// 2^x - 1, `x` of magnitude 1 at most.
    static BigDecimal powerLessOne(BigDecimal x) {
        BigDecimal exponent = x.multiply(LN2, CONTEXT);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; n < 60; n++) {
            term = term.multiply(exponent, CONTEXT).divide(BigDecimal.valueOf(n), CONTEXT);
            sum = sum.add(term, CONTEXT);
        }
        return sum;
    }
}
