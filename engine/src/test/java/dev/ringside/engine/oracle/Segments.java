package dev.ringside.engine.oracle;

import java.util.List;

/// The segments both sides have: Linux's own user segments in the GDT, and an LDT made for the
/// cases.
final class Segments {
    /// Linux's flat user segments.
    static final int CODE_32 = 0x23;

    static final int DATA_FLAT = 0x2B;
    static final int CODE_64 = 0x33;

    /// One LDT entry, in the terms of `modify_ldt`.
    ///
    /// @param contents 0 data, 1 data that expands down, 2 code, 3 conforming code
    /// @param restricted read-only data, execute-only code
    record Entry(
            long base,
            int limit,
            boolean big,
            int contents,
            boolean restricted,
            boolean pages,
            boolean present) {
        /// The flags word of `struct user_desc`.
        int userFlags() {
            return (big ? 1 : 0)
                    | contents << 1
                    | (restricted ? 8 : 0)
                    | (pages ? 16 : 0)
                    | (present ? 0 : 32)
                    | 64;
        }

        /// The descriptor as the processor reads it (SDM Vol. 3A 3.4.5). Linux sets the accessed
        /// bit and AVL (`useable`).
        long descriptor() {
            long access =
                    1 | (restricted ? 0 : 2) | contents << 2 | 0x10 | 3 << 5 | (present ? 0x80 : 0);
            long high = 1 | (big ? 4 : 0) | (pages ? 8 : 0);
            return limit & 0xFFFFL
                    | (base & 0xFFFFFF) << 16
                    | access << 40
                    | (limit >> 16 & 0xFL) << 48
                    | high << 52
                    | (base >> 24 & 0xFF) << 56;
        }
    }

    static final List<Entry> LDT =
            List.of(
                    new Entry(Window.BASE, 0xFFFF, false, 2, false, false, true),
                    new Entry(Window.BASE, 0xFFFFF, true, 2, false, false, true),
                    new Entry(Window.BASE, 0xFFFF, false, 0, false, false, true),
                    new Entry(Window.BASE, 0xFFFFF, true, 0, false, false, true),
                    new Entry(Window.BASE, 0x2FFF, false, 0, false, false, true),
                    new Entry(Window.BASE, 0x27FF, true, 1, false, false, true),
                    new Entry(Window.BASE, 0x27FF, false, 1, false, false, true),
                    new Entry(Window.BASE, 0xFFFF, true, 0, true, false, true),
                    new Entry(Window.BASE, 0xFFFF, true, 2, true, false, true),
                    new Entry(Window.BASE, 0xFFFF, true, 0, false, false, false),
                    new Entry(Window.BASE + 0x37, 0xFFFF, true, 0, false, false, true),
                    new Entry(Window.BASE, 0xFFFF, true, 2, false, false, false),
                    new Entry(Window.BASE - 0x1000, 0xFFFFF, true, 0, false, true, true));

    static final int CODE_16 = selector(0);
    static final int CODE_32_BASED = selector(1);
    static final int STACK_16 = selector(2);
    static final int STACK_32 = selector(3);

    private Segments() {}

    /// The selector of LDT entry `index` with RPL 3.
    static int selector(int index) {
        return index << 3 | 7;
    }
}
