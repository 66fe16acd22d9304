package dev.ringside.engine.x86.apic;

/// Sets of vectors as four quadwords: IRR, ISR, TMR.
final class VectorBits {
    /// No vector.
    static final int NONE = -1;

    private VectorBits() {}

    static void set(long[] words, int vector) {
        words[vector >> 6] |= 1L << vector;
    }

    static void clear(long[] words, int vector) {
        words[vector >> 6] &= ~(1L << vector);
    }

    static boolean get(long[] words, int vector) {
        return (words[vector >> 6] & 1L << vector) != 0;
    }

    /// The highest vector, or [#NONE].
    static int highest(long[] words) {
        for (int i = 3; i >= 0; i--) {
            if (words[i] != 0) {
                return i * 64 + 63 - Long.numberOfLeadingZeros(words[i]);
            }
        }
        return NONE;
    }

    /// 32-bit register `index` (0 to 7).
    static int word(long[] words, int index) {
        return (int) (words[index >> 1] >>> 32 * (index & 1));
    }
}
