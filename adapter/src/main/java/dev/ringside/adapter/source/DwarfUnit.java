package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One unit of `.debug_info` or `.debug_types` (DWARF 5, 7.5.1): its header, and its entries when
/// they are asked for.
final class DwarfUnit {
    private static final int TYPE_UNIT = 2;
    private static final int SKELETON = 4;
    private static final int SPLIT_COMPILE = 5;
    private static final int SPLIT_TYPE = 6;
    private static final long WIDE_LENGTH = 0xFFFFFFFFL;
    private static final long RESERVED_LENGTH = 0xFFFFFFF0L;

    final DwarfFile file;

    /// 0 for `.debug_info`, 1 for `.debug_types`.
    final int section;

    /// Offset of its length in the section.
    final int start;

    /// One past its last byte.
    final int end;

    final DwarfForm.Sizes sizes;

    /// Of a type unit; else 0.
    final long signature;

    /// Of a type unit: where its type is, from [#start].
    final long typeOffset;

    private final MemorySegment bytes;
    private final int first;
    private final long abbreviationsAt;
    private @Nullable Die root;

    private DwarfUnit(DwarfFile file, int section, MemorySegment bytes, int start, ByteReader in)
            throws SymbolFormatException {
        this.file = file;
        this.section = section;
        this.bytes = bytes;
        this.start = start;
        long length = in.u32();
        int offsetSize = 4;
        if (length == WIDE_LENGTH) {
            length = in.u64();
            offsetSize = 8;
        } else if (length >= RESERVED_LENGTH) {
            throw bad("a unit of reserved length");
        }
        if (length < 2 || length > in.limit() - in.position()) {
            throw bad("a unit that reaches beyond the section");
        }
        this.end = in.position() + (int) length;
        int version = in.u16();
        if (version < 2 || version > 5) {
            throw bad("version %d is not supported (2 to 5 are)".formatted(version));
        }
        boolean oldTypes = section == 1;
        int kind = version >= 5 ? in.u8() : oldTypes ? TYPE_UNIT : 1;
        int addressSize = version >= 5 ? in.u8() : 0;
        this.abbreviationsAt = in.unsigned(offsetSize);
        addressSize = version >= 5 ? addressSize : in.u8();
        if (addressSize != 4 && addressSize != 8) {
            throw bad("addresses of %d bytes".formatted(addressSize));
        }
        this.sizes = new DwarfForm.Sizes(version, offsetSize, addressSize);
        boolean types = kind == TYPE_UNIT || kind == SPLIT_TYPE;
        boolean identified = types || kind == SKELETON || kind == SPLIT_COMPILE;
        long identification = identified ? in.u64() : 0;
        this.signature = types ? identification : 0;
        this.typeOffset = types ? in.unsigned(offsetSize) : 0;
        this.first = in.position();
    }

    /// @param in stands at the unit's length, and behind the unit afterwards
    static DwarfUnit read(DwarfFile file, int section, MemorySegment bytes, ByteReader in)
            throws SymbolFormatException {
        DwarfUnit unit = new DwarfUnit(file, section, bytes, in.position(), in);
        in.seek(unit.end);
        return unit;
    }

    private SymbolFormatException bad(String what) {
        return new SymbolFormatException(
                "%s: %s at 0x%x".formatted(DwarfFile.SECTIONS.get(section), what, start));
    }

    /// A reader over the unit that stands at its first entry; offsets are the section's.
    ByteReader reader() throws SymbolFormatException {
        ByteReader whole = new ByteReader(bytes, DwarfFile.SECTIONS.get(section));
        return whole.window(Math.min(first, end), end);
    }

    /// The unit's own entry: what all others stand in.
    ///
    /// @return null where the unit is empty
    @Nullable Die root() throws SymbolFormatException, IOException {
        Die known = root;
        if (known == null) {
            ByteReader in = reader();
            known = next(in);
            root = known;
        }
        return known;
    }

    /// The entry at an offset of the section.
    Die at(long offset) throws SymbolFormatException, IOException {
        if (offset < first || offset >= end) {
            throw bad("an entry outside its unit, 0x%x, is referred to".formatted(offset));
        }
        ByteReader in = reader();
        in.seek(offset);
        Die die = next(in);
        if (die == null) {
            throw bad("there is no entry at 0x%x".formatted(offset));
        }
        return die;
    }

    /// The entry a reader stands at.
    ///
    /// @return null for the end of a list of children, or of the unit
    @Nullable Die next(ByteReader in) throws SymbolFormatException, IOException {
        int at = in.position();
        long code = in.hasRemaining() ? in.uleb() : 0;
        return code == 0 ? null : new Die(this, at, shape(code), in);
    }

    /// The shape of an entry by its code.
    DwarfAbbreviations.Shape shape(long code) throws SymbolFormatException, IOException {
        DwarfAbbreviations.Shape shape = file.abbreviations(abbreviationsAt).shape(code);
        if (shape == null) {
            throw bad("abbreviation %d, which is not there, is used by the unit".formatted(code));
        }
        return shape;
    }

    /// All shapes of this unit.
    DwarfAbbreviations shapes() throws SymbolFormatException, IOException {
        return file.abbreviations(abbreviationsAt);
    }

    private long base(int attribute, int older) throws SymbolFormatException, IOException {
        Die die = root();
        if (die == null) {
            return 0;
        }
        return die.number(attribute, older == 0 ? 0 : die.number(older, 0));
    }

    @Nullable String text(int form, long value) throws SymbolFormatException, IOException {
        DwarfSections sections = file.sections;
        return switch (form) {
            case DwarfForm.STRING -> {
                ByteReader in = reader();
                in.seek(value);
                yield in.text();
            }
            case DwarfForm.STRP -> ElfSymbols.name(sections.bytes(".debug_str"), value);
            case DwarfForm.LINE_STRP -> ElfSymbols.name(sections.bytes(".debug_line_str"), value);
            default -> {
                if (!DwarfForm.isTextIndex(form)) {
                    yield null;
                }
                long base = base(DwarfAttribute.STR_OFFSETS_BASE, 0);
                long at = entry(".debug_str_offsets", base, value, sizes.offsetSize());
                yield ElfSymbols.name(sections.bytes(".debug_str"), at);
            }
        };
    }

    /// An address of the file, or null where the form is none.
    @Nullable Long address(int form, long value) throws SymbolFormatException, IOException {
        if (form == DwarfForm.ADDR) {
            return value;
        }
        return DwarfForm.isAddressIndex(form) ? addressAt(value) : null;
    }

    /// An entry of the unit's table of addresses.
    long addressAt(long index) throws SymbolFormatException, IOException {
        long base = base(DwarfAttribute.ADDR_BASE, DwarfAttribute.GNU_ADDR_BASE);
        return entry(".debug_addr", base, index, sizes.addressSize());
    }

    private long entry(String section, long base, long index, int size)
            throws SymbolFormatException, IOException {
        ByteReader in = file.sections.reader(section);
        if (index < 0 || index > in.limit()) {
            throw new SymbolFormatException("%s: no entry %d".formatted(section, index));
        }
        in.seek(base + index * size);
        return in.unsigned(size);
    }

    /// Where a list of ranges or locations begins in its version 5 section.
    ///
    /// @param indexed whether `value` is a number in the unit's table of offsets
    long listOffset(String section, int baseAttribute, boolean indexed, long value)
            throws SymbolFormatException, IOException {
        if (!indexed) {
            return value;
        }
        long base = base(baseAttribute, 0);
        return base + entry(section, base, value, sizes.offsetSize());
    }

    /// What offsets in lists of ranges start from.
    long lowPc() throws SymbolFormatException, IOException {
        Die die = root();
        Long low = die == null ? null : die.address(DwarfAttribute.LOW_PC);
        return low == null ? 0 : low;
    }
}
