package dev.ringside.engine.x86.tlb;

import java.util.Arrays;

/// A direct-mapped set of translations for one privilege, as plain longs:
///
/// ```
///  slot = page number mod 1024, 4 longs each
///  read tag | write tag | code tag | addend
/// ```
///
/// A tag is the linear page address, or [#NEVER]; linear address + addend = host offset. The code
/// tag stands where writes are allowed but the page holds code, so that each store has to ask what
/// it hits. Fetches have [#fetch].
final class Translations {
    static final int ENTRIES = 1024;
    static final int SLOT_MASK = ENTRIES - 1 << 2;
    static final int READ = 0;
    static final int WRITE = 1;
    static final int CODE = 2;
    static final int ADDEND = 3;

    /// Matches no page, since it is not page-aligned.
    static final long NEVER = 1;

    final long[] entry = new long[4 * ENTRIES];
    final FetchPages fetch;
    private boolean empty;

    /// @param epochs the memory's counter
    Translations(long[] epochs) {
        fetch = new FetchPages(epochs);
        Arrays.fill(entry, NEVER);
        empty = true;
    }

    static int slot(long linear) {
        return (int) (linear >>> 10) & SLOT_MASK;
    }

    /// Remembers that the kinds of access given are allowed.
    void fill(long linear, long hostPage, boolean read, boolean write, boolean code) {
        empty = false;
        long page = linear & -4096;
        int slot = slot(linear);
        long addend = hostPage - page;
        if (entry[slot + ADDEND] != addend) {
            drop(slot);
            entry[slot + ADDEND] = addend;
        }
        if (read) {
            entry[slot + READ] = page;
        }
        if (write) {
            entry[slot + WRITE] = page;
        }
        if (code) {
            entry[slot + CODE] = page;
        }
    }

    private void drop(int slot) {
        entry[slot + READ] = NEVER;
        entry[slot + WRITE] = NEVER;
        entry[slot + CODE] = NEVER;
    }

    /// Forgets the page of `linear`.
    void flush(long linear) {
        drop(slot(linear));
        fetch.flush(linear & -4096);
    }

    /// Forgets everything.
    void flushAll() {
        fetch.flushAll();
        if (!empty) {
            Arrays.fill(entry, NEVER);
            empty = true;
        }
    }

    /// Makes stores to a host page miss.
    void dropWriteTags(long hostPage) {
        if (empty) {
            return;
        }
        for (int slot = 0; slot < entry.length; slot += 4) {
            if (entry[slot + WRITE] != NEVER
                    && entry[slot + WRITE] + entry[slot + ADDEND] == hostPage) {
                entry[slot + WRITE] = NEVER;
            }
        }
    }
}
