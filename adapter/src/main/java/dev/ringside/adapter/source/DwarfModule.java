package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One file's debug information, bound at an address. Questions and answers are in linear
/// addresses; what is damaged counts as not there, and is noted.
final class DwarfModule {
    private static final int KEPT_FUNCTIONS = 256;
    private static final int MAXIMUM_GLOBALS = 5_000;
    private static final int KEPT_FILE_TABLES = 32;

    /// Added to the file's addresses.
    final long bias;

    final DwarfTypes types;

    private final DwarfFile file;
    private final DwarfIndex index;
    private final ElfFile elf;
    private final SourceResolver resolver;
    private final Path folder;
    private final int number;
    private @Nullable List<CallFrames> frames;
    private final Map<Long, CodeScope> functions = kept(KEPT_FUNCTIONS);
    private final Map<Long, List<String>> fileTables = kept(KEPT_FILE_TABLES);
    private final Map<DwarfUnit, List<ScopeVariable>> globals = kept(KEPT_FILE_TABLES);

    /// @param number tells modules apart
    /// @param folder where the file is
    DwarfModule(
            ElfFile elf,
            DwarfSections sections,
            long bias,
            SourceResolver resolver,
            Path folder,
            int number)
            throws IOException {
        this.elf = elf;
        this.bias = bias;
        this.resolver = resolver;
        this.folder = folder;
        this.number = number;
        this.file = DwarfFile.read(sections);
        this.index = new DwarfIndex(file);
        this.types = new DwarfTypes(index);
    }

    private static <K, V> Map<K, V> kept(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /// A question about the file.
    private interface Question<T> {
        @Nullable T ask() throws SymbolFormatException, IOException;
    }

    private <T> Optional<T> answer(Question<T> question) {
        synchronized (file) {
            try {
                return Optional.ofNullable(question.ask());
            } catch (SymbolFormatException | IOException e) {
                file.trouble(e.getMessage());
                return Optional.empty();
            }
        }
    }

    List<String> troubles() {
        return file.troubles();
    }

    boolean isEmpty() {
        return file.units().isEmpty() && frames().isEmpty();
    }

    int addressSize() {
        return elf.wide() ? 8 : 4;
    }

    boolean holds(long address) {
        long own = address - bias;
        return elf.segments().stream().anyMatch(s -> s.type() == ElfSegment.LOAD && s.holds(own));
    }

    /// A number no other scope of any module has.
    long key(Die die) {
        return (long) number << 40 | die.key();
    }

    List<CodeScope> scopesAt(long pc) {
        return answer(
                        () -> {
                            Die die = index.functionAt(pc - bias);
                            return die == null ? null : chain(function(die), pc);
                        })
                .orElse(List.of());
    }

    private CodeScope function(Die die) throws SymbolFormatException, IOException {
        CodeScope known = functions.get(die.key());
        if (known == null) {
            known = ScopeReader.read(this, die);
            functions.put(die.key(), known);
        }
        return known;
    }

    private static List<CodeScope> chain(CodeScope function, long pc) {
        List<CodeScope> chain = new ArrayList<>();
        CodeScope scope = function;
        while (scope != null) {
            chain.add(scope);
            scope = scope.parts().stream().filter(p -> p.holds(pc)).findFirst().orElse(null);
        }
        return chain;
    }

    List<ScopeVariable> globalsAt(long pc) {
        return answer(
                        () -> {
                            DwarfUnit unit = index.unitAt(pc - bias);
                            return unit == null ? null : globals(unit);
                        })
                .orElse(List.of());
    }

    private List<ScopeVariable> globals(DwarfUnit unit) throws SymbolFormatException, IOException {
        List<ScopeVariable> known = globals.get(unit);
        if (known == null) {
            known = new ArrayList<>();
            for (Die die : DwarfIndex.variables(unit, MAXIMUM_GLOBALS)) {
                known.add(new ScopeVariable(this, die, null));
            }
            globals.put(unit, known);
        }
        return known;
    }

    Optional<ScopeVariable> global(String name) {
        return answer(() -> {
            Die die = index.named(name, DwarfTag.VARIABLE);
            return die == null ? null : new ScopeVariable(this, die, null);
        });
    }

    /// @param name as C writes it, `struct NAME` or a plain name
    Optional<CType> type(String name) {
        return answer(() -> {
            int space = name.indexOf(' ');
            String word = space < 0 ? "" : name.substring(0, space);
            String rest = name.substring(space + 1);
            Die die =
                    switch (word) {
                        case "struct" -> index.named(rest, DwarfTag.STRUCTURE_TYPE);
                        case "union" -> index.named(rest, DwarfTag.UNION_TYPE);
                        case "enum" -> index.named(rest, DwarfTag.ENUMERATION_TYPE);
                        case "class" ->
                                index.named(rest, DwarfTag.CLASS_TYPE, DwarfTag.STRUCTURE_TYPE);
                        default -> index.named(name, DwarfTag.TYPEDEF, DwarfTag.BASE_TYPE);
                    };
            return die == null ? null : types.of(die);
        });
    }

    Optional<Long> function(String name) {
        return answer(() -> {
            Die die = index.named(name, DwarfTag.SUBPROGRAM);
            if (die == null) {
                return null;
            }
            Long low = die.address(DwarfAttribute.LOW_PC);
            AddressRanges ranges = AddressLists.ranges(die);
            // The first of several ranges is where it begins; the others are its cold parts.
            Long entry = low != null || ranges.isEmpty() ? low : (Long) ranges.bounds()[0];
            return entry == null ? null : entry + bias;
        });
    }

    Optional<Long> enumerator(String name) {
        return answer(() -> {
            Die die = index.named(name, DwarfTag.ENUMERATOR);
            return die == null ? null : die.number(DwarfAttribute.CONST_VALUE, 0);
        });
    }

    Optional<UnwindRow> unwindAt(long pc) {
        return answer(() -> {
            for (CallFrames table : frames()) {
                UnwindRow row = table.at(pc - bias);
                if (row != null) {
                    return row;
                }
            }
            return null;
        });
    }

    private List<CallFrames> frames() {
        List<CallFrames> known = frames;
        if (known == null) {
            known = new ArrayList<>();
            for (String name : List.of(".debug_frame", ".eh_frame")) {
                long address = elf.section(name).map(ElfSection::address).orElse(0L);
                answer(() -> CallFrames.read(file, name, address, addressSize(), bias))
                        .filter(table -> !table.isEmpty())
                        .ifPresent(known::add);
            }
            frames = known;
        }
        return known;
    }

    /// Where a variable is while the PC stands at a linear address.
    ScopeVariable.Place place(Die die, @Nullable Die function, long pc) {
        Optional<ScopeVariable.Place> place = answer(() -> placeOf(die, function, pc));
        return place.orElse(new ScopeVariable.Place(Location.OPTIMIZED_OUT));
    }

    private ScopeVariable.Place placeOf(Die die, @Nullable Die function, long pc)
            throws SymbolFormatException, IOException {
        Die valued = die.with(DwarfAttribute.CONST_VALUE);
        Die placed = die.with(DwarfAttribute.LOCATION);
        if (placed == null) {
            return new ScopeVariable.Place(
                    valued == null ? Location.OPTIMIZED_OUT : constant(valued));
        }
        byte[] bytes = AddressLists.location(placed, DwarfAttribute.LOCATION, pc - bias);
        if (bytes == null || bytes.length == 0) {
            return new ScopeVariable.Place(Location.OPTIMIZED_OUT);
        }
        LocationProgram base = function == null ? null : frameBase(function, pc);
        return new ScopeVariable.Place(decode(bytes, placed.unit, base), unwindAt(pc).orElse(null));
    }

    private @Nullable LocationProgram frameBase(Die function, long pc)
            throws SymbolFormatException, IOException {
        byte[] bytes = AddressLists.location(function, DwarfAttribute.FRAME_BASE, pc - bias);
        return bytes == null ? null : decode(bytes, function.unit, null);
    }

    private LocationProgram decode(byte[] bytes, DwarfUnit unit, @Nullable LocationProgram base)
            throws SymbolFormatException, IOException {
        DwarfForm.Sizes sizes = unit.sizes;
        return LocationDecoder.decode(
                bytes,
                new LocationDecoder.Surroundings(
                        unit, sizes.addressSize(), sizes.offsetSize(), bias),
                base);
    }

    private static Location constant(Die die) throws SymbolFormatException, IOException {
        byte[] block = die.block(DwarfAttribute.CONST_VALUE);
        if (block != null) {
            return new Location.Implicit(block);
        }
        String text = die.text(DwarfAttribute.CONST_VALUE);
        return text == null
                ? new Location.Value(die.number(DwarfAttribute.CONST_VALUE, 0))
                : new Location.Implicit(
                        (text + '\0').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /// Where an inlined function was called.
    Optional<SourceLocation> callOf(Die die) {
        return answer(() -> {
            if (!die.has(DwarfAttribute.CALL_FILE) || !die.has(DwarfAttribute.CALL_LINE)) {
                return null;
            }
            List<String> files = fileTable(die.unit);
            int number = Math.clamp(die.number(DwarfAttribute.CALL_FILE, 0), 0, 1 << 30);
            if (number >= files.size()) {
                return null;
            }
            return new SourceLocation(
                    resolver.resolve(files.get(number), folder),
                    (int) die.number(DwarfAttribute.CALL_LINE, 0),
                    (int) die.number(DwarfAttribute.CALL_COLUMN, 0));
        });
    }

    private List<String> fileTable(DwarfUnit unit) throws SymbolFormatException, IOException {
        Die root = unit.root();
        if (root == null || !root.has(DwarfAttribute.STMT_LIST)) {
            return List.of();
        }
        long at = root.number(DwarfAttribute.STMT_LIST, 0);
        List<String> known = fileTables.get(at);
        if (known == null) {
            ByteReader in = file.sections.reader(".debug_line");
            in.seek(at);
            long length = in.u32();
            int offsetSize = 4;
            if (length == 0xFFFFFFFFL) {
                length = in.u64();
                offsetSize = 8;
            }
            ByteReader lines = in.window(in.position(), in.position() + length);
            String directory = root.text(DwarfAttribute.COMP_DIR);
            known =
                    DwarfLineHeader.read(
                                    lines,
                                    offsetSize,
                                    directory == null ? "" : directory,
                                    file.sections)
                            .files();
            fileTables.put(at, known);
        }
        return known;
    }
}
