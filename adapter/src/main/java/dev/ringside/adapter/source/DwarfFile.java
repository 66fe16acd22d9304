package dev.ringside.adapter.source;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The units of one file's debug information. One thread at a time.
final class DwarfFile {
    static final List<String> SECTIONS = List.of(".debug_info", ".debug_types");

    private static final int MAXIMUM_UNITS = 200_000;
    private static final long MAXIMUM_LIST_ENTRIES = 200_000_000;

    final DwarfSections sections;

    /// By section, in the order of their offsets.
    private final List<List<DwarfUnit>> units = List.of(new ArrayList<>(), new ArrayList<>());

    private final Map<Long, DwarfUnit> typeUnits = new HashMap<>();
    private final Map<Long, SoftReference<DwarfAbbreviations>> abbreviations = new HashMap<>();
    private final TreeSet<String> troubles = new TreeSet<>();
    private long abbreviationBytes;
    private long listEntries;

    private DwarfFile(DwarfSections sections) {
        this.sections = sections;
    }

    /// Reads the units' headers. What cannot be read is a trouble ([#troubles]), and ends the list.
    static DwarfFile read(DwarfSections sections) throws IOException {
        DwarfFile file = new DwarfFile(sections);
        for (int section = 0; section < SECTIONS.size(); section++) {
            try {
                file.readUnits(section);
            } catch (SymbolFormatException e) {
                file.trouble(e.getMessage() + "; units from there on were left out");
            }
        }
        return file;
    }

    private void readUnits(int section) throws SymbolFormatException, IOException {
        MemorySegment bytes = sections.bytes(SECTIONS.get(section));
        ByteReader in = new ByteReader(bytes, SECTIONS.get(section));
        List<DwarfUnit> list = units.get(section);
        while (in.limit() - in.position() > 4) {
            DwarfUnit unit = DwarfUnit.read(this, section, bytes, in);
            list.add(unit);
            if (unit.signature != 0) {
                typeUnits.putIfAbsent(unit.signature, unit);
            }
            if (list.size() == MAXIMUM_UNITS) {
                throw new SymbolFormatException("more than %d units".formatted(MAXIMUM_UNITS));
            }
        }
    }

    /// Counts an entry of a list that was read. Many entries may share one long list, and then it
    /// is read without end.
    void countListEntry() throws SymbolFormatException {
        if (listEntries++ > MAXIMUM_LIST_ENTRIES) {
            throw new SymbolFormatException("lists of ranges and locations go on without end");
        }
    }

    /// Says once that something was not understood.
    void trouble(@Nullable String text) {
        if (text != null && troubles.size() < 20) {
            troubles.add(text);
        }
    }

    /// What was left out and why, each once.
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /// The units of `.debug_info`.
    List<DwarfUnit> units() {
        return units.get(0);
    }

    /// Those of both sections.
    List<DwarfUnit> allUnits() {
        return units.stream().flatMap(List::stream).toList();
    }

    DwarfAbbreviations abbreviations(long offset) throws SymbolFormatException, IOException {
        SoftReference<DwarfAbbreviations> reference = abbreviations.get(offset);
        DwarfAbbreviations table = reference == null ? null : reference.get();
        if (table == null) {
            ByteReader in = sections.reader(".debug_abbrev");
            in.seek(offset);
            // Tables do not overlap in honest files.
            if (reference == null && abbreviationBytes > 2L * in.limit()) {
                throw new SymbolFormatException(".debug_abbrev: tables overlap");
            }
            table = DwarfAbbreviations.read(in);
            abbreviationBytes += reference == null ? in.position() - offset : 0;
            abbreviations.put(offset, new SoftReference<>(table));
        }
        return table;
    }

    /// The entry a value refers to, or null where it is not in this file.
    @Nullable Die reference(DwarfUnit from, int form, long value)
            throws SymbolFormatException, IOException {
        return switch (form) {
            case DwarfForm.REF1,
                    DwarfForm.REF2,
                    DwarfForm.REF4,
                    DwarfForm.REF8,
                    DwarfForm.REF_UDATA ->
                    from.at(from.start + value);
            case DwarfForm.REF_ADDR -> at(value);
            case DwarfForm.REF_SIG8 -> {
                DwarfUnit unit = typeUnits.get(value);
                if (unit == null) {
                    yield null;
                }
                yield unit.at(unit.start + unit.typeOffset);
            }
            case DwarfForm.REF_SUP4, DwarfForm.REF_SUP8, DwarfForm.GNU_REF_ALT -> {
                trouble("entries in a supplementary file (dwz) are not read");
                yield null;
            }
            default -> null;
        };
    }

    /// The entry at an offset of `.debug_info`.
    private Die at(long offset) throws SymbolFormatException, IOException {
        return at(0, offset);
    }

    /// The entry at an offset of a section, by its number.
    Die at(int section, long offset) throws SymbolFormatException, IOException {
        DwarfUnit unit = unitAt(units.get(section), offset);
        if (unit == null) {
            throw new SymbolFormatException(
                    "%s: no unit at 0x%x".formatted(SECTIONS.get(section), offset));
        }
        return unit.at(offset);
    }

    private static @Nullable DwarfUnit unitAt(List<DwarfUnit> list, long offset) {
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list.get(middle).start <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && offset < list.get(low - 1).end ? list.get(low - 1) : null;
    }
}
