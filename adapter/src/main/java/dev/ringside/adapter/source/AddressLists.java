package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lists of address ranges and of locations by address: `.debug_ranges` and `.debug_loc` up to
/// version 4, `.debug_rnglists` and `.debug_loclists` in version 5 (DWARF 5, 2.17.3 and 2.6.2).
final class AddressLists {
    private static final int MAXIMUM_ENTRIES = 100_000;

    private AddressLists() {}

    /// The addresses of an entry's code.
    static AddressRanges ranges(Die die) throws SymbolFormatException, IOException {
        if (die.has(DwarfAttribute.RANGES)) {
            Collector all = new Collector();
            ranges(die, all);
            return all.ranges();
        }
        Long low = die.address(DwarfAttribute.LOW_PC);
        if (low == null || !die.has(DwarfAttribute.HIGH_PC)) {
            return AddressRanges.NONE;
        }
        // A number as high_pc is a length, an address is one past the end.
        Long high = die.address(DwarfAttribute.HIGH_PC);
        long end = high == null ? low + die.number(DwarfAttribute.HIGH_PC, 0) : high;
        return Long.compareUnsigned(low, end) < 0
                ? new AddressRanges(low, end)
                : AddressRanges.NONE;
    }

    private static void ranges(Die die, Collector all) throws SymbolFormatException, IOException {
        DwarfUnit unit = die.unit;
        long value = die.number(DwarfAttribute.RANGES, 0);
        if (unit.sizes.version() < 5) {
            old(unit, ".debug_ranges", value, all, false);
            return;
        }
        boolean indexed = die.form(DwarfAttribute.RANGES) == DwarfForm.RNGLISTX;
        String section = ".debug_rnglists";
        long at = unit.listOffset(section, DwarfAttribute.RNGLISTS_BASE, indexed, value);
        newer(unit, section, at, all, false);
    }

    /// The expression a location attribute means at an address of the file.
    ///
    /// @return null where there is none at that address; empty bytes: optimized out
    static byte @Nullable [] location(Die die, int attribute, long pc)
            throws SymbolFormatException, IOException {
        byte[] block = die.block(attribute);
        if (block != null || !die.has(attribute)) {
            return block;
        }
        DwarfUnit unit = die.unit;
        Finder finder = new Finder(pc);
        long value = die.number(attribute, 0);
        if (unit.sizes.version() < 5) {
            old(unit, ".debug_loc", value, finder, true);
        } else {
            boolean indexed = die.form(attribute) == DwarfForm.LOCLISTX;
            String section = ".debug_loclists";
            long at = unit.listOffset(section, DwarfAttribute.LOCLISTS_BASE, indexed, value);
            newer(unit, section, at, finder, true);
        }
        return finder.found == null ? finder.otherwise : finder.found;
    }

    /// Hears entries.
    private interface Sink {
        /// @param block the location, or null
        /// @return whether to go on
        boolean entry(long first, long end, byte @Nullable [] block);

        /// The location where no other applies.
        default void otherwise(byte[] block) {}
    }

    private static final class Collector implements Sink {
        private long[] bounds = new long[4];
        private int count;

        @Override
        public boolean entry(long first, long end, byte @Nullable [] block) {
            if (Long.compareUnsigned(first, end) < 0) {
                bounds = count == bounds.length ? Arrays.copyOf(bounds, count * 2) : bounds;
                bounds[count++] = first;
                bounds[count++] = end;
            }
            return true;
        }

        AddressRanges ranges() {
            return new AddressRanges(Arrays.copyOf(bounds, count));
        }
    }

    private static final class Finder implements Sink {
        private final long pc;
        private byte @Nullable [] found;
        private byte @Nullable [] otherwise;

        Finder(long pc) {
            this.pc = pc;
        }

        @Override
        public boolean entry(long first, long end, byte @Nullable [] block) {
            boolean holds =
                    Long.compareUnsigned(first, pc) <= 0 && Long.compareUnsigned(pc, end) < 0;
            if (holds) {
                found = block;
            }
            return !holds;
        }

        @Override
        public void otherwise(byte[] block) {
            otherwise = block;
        }
    }

    private static void old(
            DwarfUnit unit, String section, long offset, Sink sink, boolean locations)
            throws SymbolFormatException, IOException {
        ByteReader in = unit.file.sections.reader(section);
        in.seek(offset);
        int size = unit.sizes.addressSize();
        long selection = size == 8 ? -1L : 0xFFFFFFFFL;
        long base = unit.lowPc();
        for (int i = 0; i < MAXIMUM_ENTRIES; i++) {
            unit.file.countListEntry();
            long first = in.unsigned(size);
            long end = in.unsigned(size);
            if (first == 0 && end == 0) {
                return;
            }
            if (first == selection) {
                base = end;
                continue;
            }
            byte[] block = locations ? in.bytes(in.u16()) : null;
            if (!sink.entry(first + base & selection, end + base & selection, block)) {
                return;
            }
        }
    }

    /// Kinds of entries agree in both sections up to 4; locations have one more in between.
    private static void newer(
            DwarfUnit unit, String section, long offset, Sink sink, boolean locations)
            throws SymbolFormatException, IOException {
        ByteReader in = unit.file.sections.reader(section);
        in.seek(offset);
        int size = unit.sizes.addressSize();
        long base = unit.lowPc();
        for (int i = 0; i < MAXIMUM_ENTRIES; i++) {
            unit.file.countListEntry();
            int kind = in.u8();
            if (locations && kind == 5) {
                sink.otherwise(in.bytes(in.uleb()));
                continue;
            }
            if (locations && kind == 9) { // a GNU pair of view numbers
                in.uleb();
                in.uleb();
                continue;
            }
            int common = locations && kind > 5 ? kind - 1 : kind;
            long first = 0;
            long end = 0;
            switch (common) {
                case 0 -> {
                    return;
                }
                case 1 -> base = unit.addressAt(in.uleb());
                case 2 -> {
                    first = unit.addressAt(in.uleb());
                    end = unit.addressAt(in.uleb());
                }
                case 3 -> {
                    first = unit.addressAt(in.uleb());
                    end = first + in.uleb();
                }
                case 4 -> {
                    first = base + in.uleb();
                    end = base + in.uleb();
                }
                case 5 -> base = in.unsigned(size);
                case 6 -> {
                    first = in.unsigned(size);
                    end = in.unsigned(size);
                }
                case 7 -> {
                    first = in.unsigned(size);
                    end = first + in.uleb();
                }
                default ->
                        throw new SymbolFormatException(
                                "%s: an entry of kind %d is unknown".formatted(section, kind));
            }
            boolean range = common != 1 && common != 5;
            byte[] block = range && locations ? in.bytes(in.uleb()) : null;
            if (range && !sink.entry(first, end, block)) {
                return;
            }
        }
    }
}
