package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Walks the units of `.debug_info` (DWARF 5, 7.5): for each, where its lines are and what its
/// paths start from, and its functions.
final class DwarfUnits {
    private static final int TAG_COMPILE_UNIT = 0x11;
    private static final int TAG_SUBPROGRAM = 0x2e;
    private static final int TAG_PARTIAL_UNIT = 0x3c;
    private static final int TAG_SKELETON_UNIT = 0x4a;
    private static final long WIDE_LENGTH = 0xFFFFFFFFL;
    private static final long RESERVED_LENGTH = 0xFFFFFFF0L;

    /// Walking every entry of more than this takes seconds; the symbol table names functions too.
    private static final int MAXIMUM_FUNCTIONS = 64 << 20;

    private static final int MAXIMUM_HOPS = 4;

    private final DwarfSections sections;
    private final SymbolCollector out;
    private final long bias;
    private final MemorySegment info;
    private final Map<Long, DwarfAbbreviations> abbreviations = new HashMap<>();
    private long abbreviationBytes;

    /// The compilation directory of the line program at an offset of `.debug_line`.
    final Map<Long, String> directories = new HashMap<>();

    /// Whether some unit's entries are in a file of their own.
    boolean split;

    /// One unit while it is walked.
    ///
    /// @param start offset of its length in the section
    private record Unit(
            int start, DwarfForm.Sizes sizes, DwarfAbbreviations abbreviations, DwarfBases bases) {}

    DwarfUnits(DwarfSections sections, SymbolCollector out, long bias)
            throws SymbolFormatException, IOException {
        this.sections = sections;
        this.out = out;
        this.bias = bias;
        this.info = sections.bytes(".debug_info");
    }

    void read() throws SymbolFormatException, IOException {
        ByteReader in = new ByteReader(info, ".debug_info");
        while (in.hasRemaining()) {
            int start = in.position();
            long length = in.u32();
            int offsetSize = 4;
            if (length == WIDE_LENGTH) {
                length = in.u64();
                offsetSize = 8;
            } else if (length >= RESERVED_LENGTH) {
                throw new SymbolFormatException(
                        ".debug_info: a unit of reserved length at 0x%x".formatted(start));
            }
            long end = in.position() + length;
            if (length < 0 || end > info.byteSize()) {
                throw new SymbolFormatException(
                        ".debug_info: the unit at 0x%x reaches beyond the section"
                                .formatted(start));
            }
            unit(in.window(in.position(), end), start, offsetSize);
            in.seek(end);
        }
    }

    private void unit(ByteReader in, int start, int offsetSize)
            throws SymbolFormatException, IOException {
        int version = in.u16();
        if (version < 2 || version > 5) {
            throw new SymbolFormatException(
                    ".debug_info: version %d is not supported (2 to 5 are)".formatted(version));
        }
        int kind = version >= 5 ? in.u8() : 1;
        int addressSize = version >= 5 ? in.u8() : 0;
        long table = in.unsigned(offsetSize);
        addressSize = version >= 5 ? addressSize : in.u8();
        if (addressSize != 4 && addressSize != 8) {
            throw new SymbolFormatException(
                    ".debug_info: addresses of %d bytes at 0x%x".formatted(addressSize, start));
        }
        // Skeleton and split units carry an identification, type units that and an offset.
        in.skip(kind == 4 || kind == 5 ? 8 : kind == 2 || kind == 6 ? 8 + offsetSize : 0);
        DwarfForm.Sizes sizes = new DwarfForm.Sizes(version, offsetSize, addressSize);
        entries(in, new Unit(start, sizes, table(table), new DwarfBases(sections, sizes)));
    }

    private DwarfAbbreviations table(long offset) throws SymbolFormatException, IOException {
        DwarfAbbreviations table = abbreviations.get(offset);
        if (table == null) {
            ByteReader in = sections.reader(".debug_abbrev");
            in.seek(offset);
            table = DwarfAbbreviations.read(in);
            abbreviations.put(offset, table);
            abbreviationBytes += in.position() - offset;
            // Tables do not overlap in honest files.
            if (abbreviationBytes > 2L * in.limit()) {
                throw new SymbolFormatException(".debug_abbrev: tables overlap");
            }
        }
        return table;
    }

    private void entries(ByteReader in, Unit unit) throws SymbolFormatException, IOException {
        boolean functions = info.byteSize() <= MAXIMUM_FUNCTIONS;
        boolean first = true;
        while (in.hasRemaining() && (first || functions)) {
            long code = in.uleb();
            if (code == 0) {
                continue;
            }
            DwarfAbbreviations.Shape shape = unit.abbreviations.shape(code);
            if (shape == null) {
                throw new SymbolFormatException(
                        ".debug_info: the unit at 0x%x uses abbreviation %d, which is not there"
                                .formatted(unit.start, code));
            }
            DwarfEntry entry = DwarfEntry.read(in, shape, unit.sizes, sections);
            if (first) {
                unit.bases.set(entry);
                root(entry, unit);
            } else if (shape.tag() == TAG_SUBPROGRAM) {
                function(entry, unit);
            }
            first = false;
        }
    }

    private void root(DwarfEntry entry, Unit unit) throws SymbolFormatException, IOException {
        int tag = entry.tag();
        boolean compiled =
                tag == TAG_COMPILE_UNIT || tag == TAG_PARTIAL_UNIT || tag == TAG_SKELETON_UNIT;
        if (compiled && entry.hasLines()) {
            String directory = unit.bases.text(entry.directory());
            directories.put(entry.lines(), directory == null ? "" : directory);
        }
        split |= entry.split();
    }

    private void function(DwarfEntry entry, Unit unit) throws SymbolFormatException, IOException {
        DwarfForm.Value low = entry.low();
        DwarfForm.Value high = entry.high();
        if (low == null || high == null) {
            return;
        }
        long start = unit.bases.address(low);
        // A number as high_pc is a length, an address is one past the end.
        boolean length = high.kind() == DwarfForm.Kind.NUMBER;
        long size = length ? high.number() : unit.bases.address(high) - start;
        String name = name(entry, unit, 0);
        if (start != 0 && size > 0 && name != null && !name.isEmpty()) {
            out.function(name, start + bias, size);
        }
    }

    /// An entry may leave its name to another one: its declaration, or its abstract instance.
    private @Nullable String name(DwarfEntry entry, Unit unit, int hops)
            throws SymbolFormatException, IOException {
        String own = unit.bases.text(entry.name());
        DwarfForm.Value origin = entry.origin();
        if (own != null || origin == null || hops == MAXIMUM_HOPS) {
            return own;
        }
        if (origin.kind() != DwarfForm.Kind.REFERENCE_IN_UNIT) {
            return null;
        }
        ByteReader in = new ByteReader(info, ".debug_info");
        in.seek(unit.start + origin.number());
        DwarfAbbreviations.Shape shape = unit.abbreviations.shape(in.uleb());
        return shape == null
                ? null
                : name(DwarfEntry.read(in, shape, unit.sizes, sections), unit, hops + 1);
    }
}
