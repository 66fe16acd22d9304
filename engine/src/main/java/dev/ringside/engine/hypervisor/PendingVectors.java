package dev.ringside.engine.hypervisor;

import java.util.concurrent.atomic.AtomicLongArray;

/// The pending interrupts of one VCPU: one bit a vector, no counting (Zircon: `interrupt_bitmap`).
///
/// Thread-safe and lock-free. [#takeNext] belongs to the VCPU's thread.
public final class PendingVectors {
    /// Vectors 0 to 255.
    public static final int COUNT = 256;

    /// No vector.
    public static final int NONE = -1;

    private static final int NMI = 2;
    private static final int LAST_EXCEPTION = 20;
    private static final int WORDS = COUNT / 64;

    private final AtomicLongArray words = new AtomicLongArray(WORDS);

    /// Marks a vector pending.
    ///
    /// @param vector 0 to 255
    /// @return false if it was already
    public boolean set(int vector) {
        long bit = 1L << vector;
        return (words.getAndUpdate(word(vector), w -> w | bit) & bit) == 0;
    }

    /// Whether a vector is pending.
    public boolean get(int vector) {
        return (words.get(word(vector)) & 1L << vector) != 0;
    }

    /// Forgets a vector.
    ///
    /// @return whether it was pending
    public boolean clear(int vector) {
        long bit = 1L << vector;
        return (words.getAndUpdate(word(vector), w -> w & ~bit) & bit) != 0;
    }

    /// Forgets the vectors `first` to `last`, both inclusive.
    public void clear(int first, int last) {
        for (int vector = first; vector <= last; vector++) {
            clear(vector);
        }
    }

    /// Whether nothing is pending.
    public boolean isEmpty() {
        for (int i = 0; i < WORDS; i++) {
            if (words.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /// The highest pending vector, or [#NONE].
    public int highest() {
        for (int i = WORDS - 1; i >= 0; i--) {
            long word = words.get(i);
            if (word != 0) {
                return i * 64 + 63 - Long.numberOfLeadingZeros(word);
            }
        }
        return NONE;
    }

    /// The vector to try next: NMI first, else the highest; [#NONE] if there is none. It stays
    /// pending.
    public int next() {
        return get(NMI) ? NMI : highest();
    }

    /// Takes the vector of [#next] out.
    ///
    /// @return the vector, or [#NONE]
    public int takeNext() {
        int vector = next();
        if (vector != NONE) {
            clear(vector);
        }
        return vector;
    }

    /// Something was injected: pending exceptions (0, 1 and 3 to 20) are lost, NMI and interrupts
    /// stay.
    public void discardExceptions() {
        clear(0, NMI - 1);
        clear(NMI + 1, LAST_EXCEPTION);
    }

    private static int word(int vector) {
        if (vector < 0 || vector >= COUNT) {
            throw new IllegalArgumentException("no vector " + vector);
        }
        return vector >> 6;
    }
}
