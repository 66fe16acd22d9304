package dev.ringside.adapter.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Attribute values by their forms (DWARF 5, 7.5.6 and table 7.6).
final class DwarfForm {
    static final int ADDR = 0x01;
    static final int BLOCK2 = 0x03;
    static final int BLOCK4 = 0x04;
    static final int DATA2 = 0x05;
    static final int DATA4 = 0x06;
    static final int DATA8 = 0x07;
    static final int STRING = 0x08;
    static final int BLOCK = 0x09;
    static final int BLOCK1 = 0x0a;
    static final int DATA1 = 0x0b;
    static final int FLAG = 0x0c;
    static final int SDATA = 0x0d;
    static final int STRP = 0x0e;
    static final int UDATA = 0x0f;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF2 = 0x12;
    static final int REF4 = 0x13;
    static final int REF8 = 0x14;
    static final int REF_UDATA = 0x15;
    static final int INDIRECT = 0x16;
    static final int SEC_OFFSET = 0x17;
    static final int EXPRLOC = 0x18;
    static final int FLAG_PRESENT = 0x19;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int REF_SUP4 = 0x1c;
    static final int STRP_SUP = 0x1d;
    static final int DATA16 = 0x1e;
    static final int LINE_STRP = 0x1f;
    static final int REF_SIG8 = 0x20;
    static final int IMPLICIT_CONST = 0x21;
    static final int LOCLISTX = 0x22;
    static final int RNGLISTX = 0x23;
    static final int REF_SUP8 = 0x24;
    static final int STRX1 = 0x25;
    static final int STRX2 = 0x26;
    static final int STRX3 = 0x27;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX2 = 0x2a;
    static final int ADDRX3 = 0x2b;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;
    static final int GNU_REF_ALT = 0x1f20;
    static final int GNU_STRP_ALT = 0x1f21;

    /// What the sizes of some forms depend on.
    ///
    /// @param offsetSize 4, or 8 in 64-bit DWARF
    /// @param addressSize bytes, 1 to 8
    record Sizes(int version, int offsetSize, int addressSize) {}

    /// A value: a number, or a text, or an index into a table of either.
    ///
    /// @param number for a text by index: the index; for a block: 0
    /// @param text null where the value is no text, or one by index
    record Value(Kind kind, long number, @Nullable String text) {}

    /// How to understand a value.
    enum Kind {
        NUMBER,
        ADDRESS,
        ADDRESS_INDEX,
        TEXT,
        TEXT_INDEX,
        REFERENCE_IN_UNIT,
        REFERENCE_IN_SECTION,
        OTHER
    }

    /// Whether a value is bytes.
    static boolean isBlock(int form) {
        return switch (form) {
            case BLOCK, BLOCK1, BLOCK2, BLOCK4, EXPRLOC, DATA16 -> true;
            default -> false;
        };
    }

    static boolean isTextIndex(int form) {
        return form == STRX || form == GNU_STR_INDEX || (form >= STRX1 && form <= STRX4);
    }

    static boolean isAddressIndex(int form) {
        return form == ADDRX || form == GNU_ADDR_INDEX || (form >= ADDRX1 && form <= ADDRX4);
    }

    /// Reads one value as it stands and moves past it: a number, an index or an offset; of a block
    /// its place in the section in the upper half and its length in the lower; of a text in place
    /// its place.
    static long raw(ByteReader in, int form, Sizes sizes) throws SymbolFormatException {
        return switch (form) {
            case ADDR -> in.unsigned(sizes.addressSize);
            case DATA1, FLAG, REF1, STRX1, ADDRX1 -> in.u8();
            case DATA2, REF2, STRX2, ADDRX2 -> in.u16();
            case STRX3, ADDRX3 -> in.unsigned(3);
            case DATA4, REF4, STRX4, ADDRX4, REF_SUP4 -> in.u32();
            case DATA8, REF8, REF_SIG8, REF_SUP8 -> in.u64();
            case SDATA -> in.sleb();
            case UDATA, REF_UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX ->
                    in.uleb();
            case SEC_OFFSET, STRP, LINE_STRP, STRP_SUP, GNU_STRP_ALT, GNU_REF_ALT ->
                    in.unsigned(sizes.offsetSize);
            case REF_ADDR -> in.unsigned(sizes.version <= 2 ? sizes.addressSize : sizes.offsetSize);
            case FLAG_PRESENT -> 1;
            case STRING -> {
                int at = in.position();
                in.skipText();
                yield at;
            }
            default -> block(in, form, sizes);
        };
    }

    private static long block(ByteReader in, int form, Sizes sizes) throws SymbolFormatException {
        long length = length(in, form, sizes);
        int at = in.position();
        in.skip(length);
        return (long) at << 32 | length;
    }

    private static final Value NOTHING = new Value(Kind.OTHER, 0, null);

    private DwarfForm() {}

    /// Reads one value and moves past it.
    static Value read(ByteReader in, int form, Sizes sizes, DwarfSections sections)
            throws SymbolFormatException, IOException {
        return switch (form) {
            case ADDR -> new Value(Kind.ADDRESS, in.unsigned(sizes.addressSize), null);
            case DATA1, FLAG -> number(in.u8());
            case DATA2 -> number(in.u16());
            case DATA4 -> number(in.u32());
            case DATA8 -> number(in.u64());
            case SDATA -> number(in.sleb());
            case UDATA, LOCLISTX, RNGLISTX -> number(in.uleb());
            case SEC_OFFSET -> number(in.unsigned(sizes.offsetSize));
            case FLAG_PRESENT -> number(1);
            case STRING -> text(in.text());
            case STRP -> indirect(in, sizes, sections, ".debug_str");
            case LINE_STRP -> indirect(in, sizes, sections, ".debug_line_str");
            case STRX, GNU_STR_INDEX -> new Value(Kind.TEXT_INDEX, in.uleb(), null);
            case ADDRX, GNU_ADDR_INDEX -> new Value(Kind.ADDRESS_INDEX, in.uleb(), null);
            default -> readOther(in, form, sizes, sections);
        };
    }

    private static Value readOther(ByteReader in, int form, Sizes sizes, DwarfSections sections)
            throws SymbolFormatException, IOException {
        if (form >= STRX1 && form <= STRX4) {
            return new Value(Kind.TEXT_INDEX, in.unsigned(form - STRX1 + 1), null);
        }
        if (form >= ADDRX1 && form <= ADDRX4) {
            return new Value(Kind.ADDRESS_INDEX, in.unsigned(form - ADDRX1 + 1), null);
        }
        return switch (form) {
            case REF1 -> reference(in.u8());
            case REF2 -> reference(in.u16());
            case REF4 -> reference(in.u32());
            case REF8 -> reference(in.u64());
            case REF_UDATA -> reference(in.uleb());
            case REF_ADDR -> {
                int size = sizes.version <= 2 ? sizes.addressSize : sizes.offsetSize;
                yield new Value(Kind.REFERENCE_IN_SECTION, in.unsigned(size), null);
            }
            case INDIRECT -> {
                int actual = (int) in.uleb();
                if (actual == INDIRECT) {
                    throw new SymbolFormatException("DWARF: an indirect form names itself");
                }
                yield read(in, actual, sizes, sections);
            }
            default -> {
                in.skip(length(in, form, sizes));
                yield NOTHING;
            }
        };
    }

    /// The length of a value that nobody here asks for.
    private static long length(ByteReader in, int form, Sizes sizes) throws SymbolFormatException {
        return switch (form) {
            case BLOCK1 -> in.u8();
            case BLOCK2 -> in.u16();
            case BLOCK4 -> in.u32();
            case BLOCK, EXPRLOC -> in.uleb();
            case DATA16 -> 16;
            case REF_SIG8, REF_SUP8 -> 8;
            case REF_SUP4 -> 4;
            case STRP_SUP, GNU_STRP_ALT, GNU_REF_ALT -> sizes.offsetSize;
            default ->
                    throw new SymbolFormatException("DWARF: form 0x%x is unknown".formatted(form));
        };
    }

    private static Value number(long value) {
        return new Value(Kind.NUMBER, value, null);
    }

    private static Value text(String value) {
        return new Value(Kind.TEXT, 0, value);
    }

    private static Value reference(long value) {
        return new Value(Kind.REFERENCE_IN_UNIT, value, null);
    }

    private static Value indirect(
            ByteReader in, Sizes sizes, DwarfSections sections, String section)
            throws SymbolFormatException, IOException {
        long offset = in.unsigned(sizes.offsetSize);
        return text(ElfSymbols.name(sections.bytes(section), offset));
    }
}
