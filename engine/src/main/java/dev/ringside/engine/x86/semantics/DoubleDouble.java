package dev.ringside.engine.x86.semantics;

/// A number as the unevaluated sum of two doubles, about 106 bits of precision (Dekker 1971; Knuth,
/// TAOCP Vol. 2, 4.2.2). Mutable, for x87 functions: nothing allocates.
///
/// Results are the same on every host: Java's arithmetic is IEEE 754's, fused multiply-add
/// included.
final class DoubleDouble {
    double high;
    double low;

    void set(double high, double low) {
        this.high = high;
        this.low = low;
    }

    void copyFrom(DoubleDouble other) {
        set(other.high, other.low);
    }

    void negate() {
        set(-high, -low);
    }

    /// Makes `high` the nearest double to the sum; `|a| >= |b|`.
    private void normalize(double a, double b) {
        high = a + b;
        low = b - (high - a);
    }

    void add(DoubleDouble other) {
        add(other.high, other.low);
    }

    void add(double otherHigh, double otherLow) {
        double sum = high + otherHigh;
        double part = sum - high;
        double error = high - (sum - part) + (otherHigh - part);
        double lows = low + otherLow;
        double lowPart = lows - low;
        double lowError = low - (lows - lowPart) + (otherLow - lowPart);
        normalize(sum, error + lows);
        normalize(high, low + lowError);
    }

    void multiply(DoubleDouble other) {
        multiply(other.high, other.low);
    }

    void multiply(double otherHigh, double otherLow) {
        double product = high * otherHigh;
        double error = Math.fma(high, otherHigh, -product);
        error += high * otherLow + low * otherHigh;
        normalize(product, error);
    }

    /// Three quotient digits of 53 bits.
    void divide(DoubleDouble other) {
        double first = high / other.high;
        subtractProduct(first, other);
        double second = high / other.high;
        subtractProduct(second, other);
        double third = high / other.high;
        normalize(first, second);
        add(third, 0);
    }

    private void subtractProduct(double factor, DoubleDouble other) {
        double product = factor * other.high;
        double error = Math.fma(factor, other.high, -product) + factor * other.low;
        add(-product, -error);
    }

    /// Multiplies by a power of two.
    void scale(double power) {
        high *= power;
        low *= power;
    }
}
