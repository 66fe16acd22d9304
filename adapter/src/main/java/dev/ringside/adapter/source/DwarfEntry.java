package dev.ringside.adapter.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What we ask of one debugging information entry (DWARF 5, 2.2); the rest is passed over.
///
/// @param lines offset of its line program, where `hasLines`
/// @param origin the entry that has the name, if this one has none
/// @param split its entries are in another file
record DwarfEntry(
        int tag,
        DwarfForm.@Nullable Value name,
        DwarfForm.@Nullable Value directory,
        boolean hasLines,
        long lines,
        DwarfForm.@Nullable Value low,
        DwarfForm.@Nullable Value high,
        DwarfForm.@Nullable Value origin,
        long textBase,
        long addressBase,
        boolean split) {
    private static final int NAME = 0x03;
    private static final int STMT_LIST = 0x10;
    private static final int LOW_PC = 0x11;
    private static final int HIGH_PC = 0x12;
    private static final int COMP_DIR = 0x1b;
    private static final int ABSTRACT_ORIGIN = 0x31;
    private static final int SPECIFICATION = 0x47;
    private static final int STR_OFFSETS_BASE = 0x72;
    private static final int ADDR_BASE = 0x73;
    private static final int DWO_NAME = 0x76;
    private static final int GNU_DWO_NAME = 0x2130;
    private static final int GNU_ADDR_BASE = 0x2133;

    static DwarfEntry read(
            ByteReader in,
            DwarfAbbreviations.Shape shape,
            DwarfForm.Sizes sizes,
            DwarfSections sections)
            throws SymbolFormatException, IOException {
        DwarfForm.Value name = null;
        DwarfForm.Value directory = null;
        DwarfForm.Value lines = null;
        DwarfForm.Value low = null;
        DwarfForm.Value high = null;
        DwarfForm.Value origin = null;
        long textBase = 0;
        long addressBase = 0;
        boolean split = false;
        for (int i = 0; i < shape.count(); i++) {
            DwarfForm.Value value = value(in, shape, i, sizes, sections);
            switch (shape.attribute(i)) {
                case NAME -> name = value;
                case COMP_DIR -> directory = value;
                case STMT_LIST -> lines = value;
                case LOW_PC -> low = value;
                case HIGH_PC -> high = value;
                case ABSTRACT_ORIGIN, SPECIFICATION -> origin = value;
                case STR_OFFSETS_BASE -> textBase = value.number();
                case ADDR_BASE, GNU_ADDR_BASE -> addressBase = value.number();
                case DWO_NAME, GNU_DWO_NAME -> split = true;
                default -> {
                    // Types, places, lines of declaration: not asked for.
                }
            }
        }
        return new DwarfEntry(
                shape.tag(),
                name,
                directory,
                lines != null,
                lines == null ? 0 : lines.number(),
                low,
                high,
                origin,
                textBase,
                addressBase,
                split);
    }

    private static DwarfForm.Value value(
            ByteReader in,
            DwarfAbbreviations.Shape shape,
            int index,
            DwarfForm.Sizes sizes,
            DwarfSections sections)
            throws SymbolFormatException, IOException {
        int form = shape.form(index);
        return form == DwarfForm.IMPLICIT_CONST
                ? new DwarfForm.Value(DwarfForm.Kind.NUMBER, shape.constant(index), null)
                : DwarfForm.read(in, form, sizes, sections);
    }
}
