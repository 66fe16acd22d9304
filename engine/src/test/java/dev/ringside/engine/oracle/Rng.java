package dev.ringside.engine.oracle;

/// SplitMix64: a seed gives the same cases on every JVM.
final class Rng {
    private long state;

    Rng(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// 0 to `bound` - 1.
    int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /// True `percent` times in a hundred.
    boolean chance(int percent) {
        return below(100) < percent;
    }

    int pick(int... values) {
        return values[below(values.length)];
    }
}
