package dev.ringside.engine.x86.semantics;

/// Several small numbers in one quadword.
final class Lanes {
    /// The highest bit of each element.
    static final long BYTE_SIGNS = 0x8080808080808080L;

    static final long WORD_SIGNS = 0x8000800080008000L;
    static final long DOUBLEWORD_SIGNS = 0x8000000080000000L;

    private Lanes() {}

    /// Sums element by element: the highest bits apart, so that no carry leaves its element.
    static long add(long first, long second, long signs) {
        return (first & ~signs) + (second & ~signs) ^ (first ^ second) & signs;
    }

    /// Differences element by element.
    static long subtract(long first, long second, long signs) {
        return (first | signs) - (second & ~signs) ^ (first ^ ~second) & signs;
    }

    /// All ones in the elements of `difference` that are zero.
    static long equal(long difference, long signs) {
        long zero = ~((difference & ~signs) + ~signs | difference) & signs;
        return ones(zero, signs);
    }

    /// Spreads the highest bit of each element, the only one set in `bits`, over all of it.
    static long ones(long bits, long signs) {
        int width = Long.numberOfTrailingZeros(signs) + 1;
        return (bits >>> width - 1) * (-1L >>> 64 - width);
    }

    /// Alternates the elements of the low halves of both, `low` first; elements of `1 << log` bytes
    /// (1, 2 or 4).
    static long interleave(long low, long high, int log) {
        return spread(low, log) | spread(high, log) << (8 << log);
    }

    /// The elements of the low half, each followed by a gap of its own size.
    private static long spread(long half, int log) {
        long value = half & 0xFFFFFFFFL;
        if (log < 2) {
            value = (value | value << 16) & 0x0000FFFF0000FFFFL;
        }
        return log < 1 ? (value | value << 8) & 0x00FF00FF00FF00FFL : value;
    }

    /// The sign bits of the eight bytes, that of the lowest in bit 0.
    static long byteSigns(long value) {
        // Each factor moves one of the bits to its place in the highest byte.
        return (value >>> 7 & 0x0101010101010101L) * 0x0102040810204080L >>> 56;
    }

    /// The nearest signed byte.
    static int saturateByte(int value) {
        return Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, value));
    }

    /// The nearest signed word.
    static int saturateWord(int value) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }

    /// Element `index` of `vector`, zero-extended; elements have `1 << log` bytes (1, 2, 4 or 8).
    static long get(long[] vector, int index, int log) {
        long word = vector[index >> 3 - log] >>> ((index & 7 >> log) << 3 + log);
        return log == 3 ? word : word & (1L << (8 << log)) - 1;
    }

    /// Element `index`, sign-extended.
    static long getSigned(long[] vector, int index, int log) {
        int shift = 64 - (8 << log);
        return get(vector, index, log) << shift >> shift;
    }

    /// Sets element `index` to the low bits of `value`.
    static void set(long[] vector, int index, int log, long value) {
        if (log == 3) {
            vector[index] = value;
            return;
        }
        int shift = (index & 7 >> log) << 3 + log;
        long mask = (1L << (8 << log)) - 1 << shift;
        int at = index >> 3 - log;
        vector[at] = vector[at] & ~mask | value << shift & mask;
    }
}
