package dev.ringside.engine.x86;

/// Vectors made pending by [X86Vcpu#interrupt], highest first (zircon-reference 4.2). Thread-safe.
final class PendingVectors {
    static final int NONE = -1;

    private final long[] bits = new long[4];
    private volatile int count;

    /// Whether anything is pending, without a lock.
    boolean any() {
        return count != 0;
    }

    synchronized void add(int vector) {
        long bit = 1L << vector;
        if ((bits[vector >>> 6] & bit) == 0) {
            bits[vector >>> 6] |= bit;
            count++;
        }
    }

    synchronized boolean contains(int vector) {
        return (bits[vector >>> 6] & 1L << vector) != 0;
    }

    /// The highest pending vector, [#NONE] if there is none.
    synchronized int highest() {
        for (int word = 3; word >= 0; word--) {
            if (bits[word] != 0) {
                return word << 6 | 63 - Long.numberOfLeadingZeros(bits[word]);
            }
        }
        return NONE;
    }

    synchronized void remove(int vector) {
        long bit = 1L << vector;
        if ((bits[vector >>> 6] & bit) != 0) {
            bits[vector >>> 6] &= ~bit;
            count--;
        }
    }

    /// Drops the pending exceptions, as Zircon does whenever it injects: 0, 1 and 3 to 20.
    synchronized void dropExceptions() {
        for (int vector = 0; vector <= 20; vector++) {
            if (vector != 2) {
                remove(vector);
            }
        }
    }
}
