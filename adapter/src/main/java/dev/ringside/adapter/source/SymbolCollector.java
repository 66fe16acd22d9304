package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes what the readers find, module by module, and makes the table of it. One thread.
final class SymbolCollector {
    private static final int MAXIMUM_NOTES = 200;
    private static final int MAXIMUM_FILES = 100_000;
    private static final int MAXIMUM_PATH_LENGTHS = 64 << 20;

    private final Map<String, String> sourceMap;
    private final SourceResolver resolver;
    private final LineRows rows = new LineRows();
    private final LineRows aliases = new LineRows();
    private final List<Symbol> symbols = new ArrayList<>();
    private final Set<Symbol> seen = new HashSet<>();
    private final Set<Long> functions = new HashSet<>();
    private final List<String> files = new ArrayList<>();
    private final Map<String, Integer> fileNumbers = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<LoadedModule> modules = new ArrayList<>();

    private final List<DwarfModule> debug = new ArrayList<>();
    private final List<CodeImage> images = new ArrayList<>();

    private int nameLengths;
    private long pathLengths;
    private int moduleSymbols;
    private int moduleRows;
    private long moduleFirst;
    private long moduleLast;

    SymbolCollector(Map<String, String> sourceMap) {
        this.sourceMap = sourceMap;
        this.resolver = new SourceResolver(sourceMap);
    }

    void note(String note) {
        if (notes.size() < MAXIMUM_NOTES && !notes.contains(note)) {
            notes.add(note);
        } else if (notes.size() == MAXIMUM_NOTES) {
            notes.add("more notes were left out");
        }
    }

    /// The number of a source file.
    ///
    /// @param name as the debug information has it
    /// @param folder where the symbol file is
    int file(String name, Path folder) {
        pathLengths += name.length();
        if (files.size() >= MAXIMUM_FILES || pathLengths > MAXIMUM_PATH_LENGTHS) {
            note("more source files than can be held: the others count as the first");
            return 0;
        }
        return fileNumbers.computeIfAbsent(
                resolver.resolve(name, folder),
                path -> {
                    files.add(path);
                    return files.size() - 1;
                });
    }

    /// The path of a source file by its number.
    String path(int file) {
        return files.get(file);
    }

    /// Adds a row; both ends inclusive.
    void row(int file, int line, int column, long first, long last, boolean statement) {
        if (Long.compareUnsigned(first, last) > 0) {
            return;
        }
        if (!rows.add(file, line, column, first, last, statement)) {
            note("more than " + Limits.ROWS + " line rows: the rest was left out");
            return;
        }
        moduleRows++;
        extend(first, last);
    }

    /// Adds a line that begins at an address whose row says another line.
    void alias(int file, int line, long address) {
        if (!aliases.add(file, line, 0, address, address, true)) {
            note("more than " + Limits.ROWS + " line rows: the rest was left out");
        }
    }

    void symbol(String name, long address, long size, boolean function) {
        if (symbols.size() >= Limits.SYMBOLS || nameLengths >= Limits.NAMES) {
            note("more symbols than can be held: the rest was left out");
            return;
        }
        Symbol symbol = new Symbol(name, address, size, function);
        if (seen.add(symbol)) {
            nameLengths += name.length();
            symbols.add(symbol);
            if (function) {
                functions.add(address);
            }
        }
        moduleSymbols++;
    }

    /// Adds a function of the debug information, unless the symbol table has one at its address.
    void function(String name, long address, long size) {
        if (functions.add(address)) {
            symbol(name, address, size, true);
        }
    }

    /// Widens the range of the module being read.
    void extend(long first, long last) {
        boolean empty = Long.compareUnsigned(moduleFirst, moduleLast) > 0;
        if (empty || Long.compareUnsigned(first, moduleFirst) < 0) {
            moduleFirst = first;
        }
        if (empty || Long.compareUnsigned(last, moduleLast) > 0) {
            moduleLast = last;
        }
    }

    void beginModule() {
        moduleSymbols = 0;
        moduleRows = 0;
        moduleFirst = -1;
        moduleLast = 0;
    }

    void endModule(Path path, String format) {
        Path name = path.getFileName();
        boolean empty = Long.compareUnsigned(moduleFirst, moduleLast) > 0;
        modules.add(
                new LoadedModule(
                        name == null ? path.toString() : name.toString(),
                        PathNames.of(path),
                        format,
                        moduleSymbols,
                        moduleRows,
                        empty ? 0 : moduleFirst,
                        empty ? 0 : moduleLast));
    }

    /// Whether the module being read has given line rows so far.
    boolean hasRows() {
        return moduleRows > 0;
    }

    /// Whether any module has.
    boolean anyRows() {
        return rows.count > 0;
    }

    /// No module and no reason why.
    boolean foundNothing() {
        return modules.isEmpty() && notes.isEmpty();
    }

    private BitSet files() {
        BitSet used = rows.files();
        used.or(aliases.files());
        return used;
    }

    SymbolTable finish() {
        return new LoadedSymbols(
                new LineTable(rows, aliases),
                new SymbolIndex(symbols),
                new SourcePaths(files, files(), sourceMap),
                List.copyOf(notes),
                List.copyOf(modules),
                new LoadedDebugInformation(debug),
                List.copyOf(images));
    }

    /// Keeps where a program's code is, for what is asked later.
    void image(CodeImage image) {
        images.add(image);
    }

    /// Keeps a file's debug information for what is asked later.
    ///
    /// @param folder where the file is
    void debug(ElfFile elf, DwarfSections sections, long bias, Path folder) throws IOException {
        DwarfModule module =
                new DwarfModule(elf, sections, bias, resolver, folder, debug.size() + 1);
        module.troubles().forEach(this::note);
        if (!module.isEmpty()) {
            debug.add(module);
        }
    }
}
