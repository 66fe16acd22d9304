package dev.ringside.engine.x86.tlb;

/// DR0 to DR3 as far as they watch data (SDM Vol. 3B 18.2).
final class DataBreakpoints {
    private static final int WRITES = 1;
    private static final int ACCESSES = 3;

    private final long[] first = new long[4];
    private final long[] last = new long[4];
    private final int[] kind = new int[4];

    private int pending;

    /// Whether any register watches data.
    boolean active;

    /// Takes over the debug registers.
    void configure(long[] dr, long dr7) {
        active = false;
        for (int i = 0; i < 4; i++) {
            boolean enabled = (dr7 >>> 2 * i & 3) != 0;
            int type = (int) (dr7 >>> 16 + 4 * i) & 3;
            kind[i] = enabled && (type == WRITES || type == ACCESSES) ? type : 0;
            int bytes = lengthOf((int) (dr7 >>> 18 + 4 * i) & 3);
            first[i] = dr[i] & -bytes;
            last[i] = first[i] + bytes - 1;
            active |= kind[i] != 0;
        }
    }

    private static int lengthOf(int encoding) {
        return switch (encoding) {
            case 0 -> 1;
            case 1 -> 2;
            case 2 -> 8;
            default -> 4;
        };
    }

    /// Whether a register watches part of the page.
    boolean onPage(long page) {
        for (int i = 0; i < 4; i++) {
            if (kind[i] != 0 && (first[i] & -4096) == page) {
                return true;
            }
        }
        return false;
    }

    /// DR6.B0 to B3 for an access.
    int hits(long linear, int size, boolean write) {
        int hits = 0;
        for (int i = 0; i < 4; i++) {
            boolean kindMatches = kind[i] == ACCESSES || kind[i] == WRITES && write;
            if (kindMatches && linear <= last[i] && linear + size - 1 >= first[i]) {
                hits |= 1 << i;
            }
        }
        return hits;
    }

    /// Collects the [#hits] of an access.
    ///
    /// @return whether there are any
    boolean note(long linear, int size, boolean write) {
        int hits = hits(linear, size, write);
        pending |= hits;
        return hits != 0;
    }

    /// What has been hit since the last call.
    int take() {
        int hits = pending;
        pending = 0;
        return hits;
    }
}
