package dev.ringside.engine.x86.tlb;

import java.util.Arrays;

/// One host page frame that instructions were decoded from.
public final class CodePage {
    /// One bit for each byte that belongs to a decoded instruction.
    private final long[] decoded = new long[64];

    private boolean empty = true;

    /// Grows with every change of decoded bytes; what was decoded under an older version is void.
    int version;

    /// Whether some translation may write here without asking.
    boolean writable = true;

    /// The version instructions decoded now belong to.
    public int version() {
        return version;
    }

    boolean isEmpty() {
        return empty;
    }

    /// Notes decoded bytes; `first` is 0 to 4095, all within the page.
    void mark(int first, int length) {
        empty = false;
        for (int i = first; i < first + length; i++) {
            decoded[i >>> 6] |= 1L << i;
        }
    }

    /// Whether any of the bytes is decoded.
    boolean overlaps(int first, int length) {
        if (empty) {
            return false;
        }
        int last = first + length - 1;
        for (int word = first >>> 6; word <= last >>> 6; word++) {
            long low = word == first >>> 6 ? -1L << first : -1L;
            long high = word == last >>> 6 ? -1L >>> 63 - (last & 63) : -1L;
            if ((decoded[word] & low & high) != 0) {
                return true;
            }
        }
        return false;
    }

    /// Voids everything decoded here.
    void clear() {
        version++;
        empty = true;
        Arrays.fill(decoded, 0);
    }
}
