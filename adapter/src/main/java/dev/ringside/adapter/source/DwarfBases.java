package dev.ringside.adapter.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Resolves values that are indices into tables of texts and addresses (DWARF 5, 7.26 and 7.27).
/// Where a unit's part of the tables begins stands in its first entry.
final class DwarfBases {
    private final DwarfSections sections;
    private final DwarfForm.Sizes sizes;
    private long textBase;
    private long addressBase;

    DwarfBases(DwarfSections sections, DwarfForm.Sizes sizes) {
        this.sections = sections;
        this.sizes = sizes;
    }

    void set(DwarfEntry root) {
        textBase = root.textBase();
        addressBase = root.addressBase();
    }

    /// @return null for what is no text
    @Nullable String text(DwarfForm.@Nullable Value value)
            throws SymbolFormatException, IOException {
        if (value == null || value.kind() != DwarfForm.Kind.TEXT_INDEX) {
            return value == null ? null : value.text();
        }
        int size = sizes.offsetSize();
        long offset = entry(".debug_str_offsets", textBase, value.number(), size);
        return ElfSymbols.name(sections.bytes(".debug_str"), offset);
    }

    long address(DwarfForm.Value value) throws SymbolFormatException, IOException {
        return value.kind() == DwarfForm.Kind.ADDRESS_INDEX
                ? entry(".debug_addr", addressBase, value.number(), sizes.addressSize())
                : value.number();
    }

    private long entry(String section, long base, long index, int size)
            throws SymbolFormatException, IOException {
        ByteReader in = sections.reader(section);
        if (index < 0 || index > in.limit()) {
            throw new SymbolFormatException("%s: no entry %d".formatted(section, index));
        }
        in.seek(base + index * size);
        return in.unsigned(size);
    }
}
