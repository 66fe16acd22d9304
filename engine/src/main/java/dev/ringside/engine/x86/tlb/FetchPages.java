package dev.ringside.engine.x86.tlb;

import java.util.Arrays;

/// The pages instructions were fetched from since the last flush, for one privilege: linear page to
/// host page, none forgotten before a flush.
///
/// Translated code fetches nothing, so what this remembers must not depend on how often something
/// is fetched: that keeps the accessed flags the same whoever executes.
final class FetchPages {
    private static final int FRONT = 256;
    private static final int FIRST_CAPACITY = 64;

    /// More pages than this are a flush.
    private static final int MOST = 1 << 16;

    private static final long NEVER = 1;

    /// Direct-mapped: linear page, host page.
    private final long[] front = new long[2 * FRONT];

    private long[] pages = new long[2 * FIRST_CAPACITY];
    private int used;

    /// A number no other set and no other time has.
    private long epoch;

    /// The memory's counter of epochs, which this takes its numbers from.
    private final long[] counter;

    FetchPages(long[] counter) {
        this.counter = counter;
        forget();
    }

    /// Changes with each flush.
    long epoch() {
        return epoch;
    }

    /// Host page, -1 if not known.
    long find(long page) {
        int slot = slot(page);
        if (front[slot] == page) {
            return front[slot + 1];
        }
        int at = index(page);
        if (pages[at] != page || pages[at + 1] < 0) {
            return -1;
        }
        front[slot] = page;
        front[slot + 1] = pages[at + 1];
        return pages[at + 1];
    }

    void put(long page, long hostPage) {
        if (used >= MOST) {
            forget();
        } else if (used * 4 > pages.length) {
            grow();
        }
        int at = index(page);
        if (pages[at] != page) {
            pages[at] = page;
            used++;
        }
        pages[at + 1] = hostPage;
    }

    void flush(long page) {
        int at = index(page);
        if (pages[at] == page) {
            pages[at + 1] = -1;
        }
        front[slot(page)] = NEVER;
        epoch = ++counter[0];
    }

    void flushAll() {
        if (used != 0) {
            forget();
        }
    }

    private void forget() {
        Arrays.fill(front, NEVER);
        Arrays.fill(pages, NEVER);
        used = 0;
        epoch = ++counter[0];
    }

    private static int slot(long page) {
        return (int) (page >>> 11) & 2 * FRONT - 2;
    }

    /// Where a page is, or would be.
    private int index(long page) {
        int mask = pages.length - 2;
        long hash = (page >>> 12) * 0x9E3779B97F4A7C15L;
        int at = (int) (hash >>> 40) & mask;
        while (pages[at] != page && pages[at] != NEVER) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = pages;
        pages = new long[2 * old.length];
        Arrays.fill(pages, NEVER);
        used = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != NEVER && old[i + 1] >= 0) {
                int at = index(old[i]);
                pages[at] = old[i];
                pages[at + 1] = old[i + 1];
                used++;
            }
        }
    }
}
