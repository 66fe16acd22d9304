package dev.ringside.adapter.source;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The table over everything that was read.
record LoadedSymbols(
        LineTable lines,
        SymbolIndex index,
        SourcePaths paths,
        List<String> notes,
        List<LoadedModule> modules,
        DebugInformation debug,
        List<CodeImage> images)
        implements SymbolTable {

    @Override
    public Optional<LineRange> lineAt(long address) {
        int row = lines.indexAt(address);
        return row < 0
                ? Optional.empty()
                : Optional.of(lines.range(row, paths.path(lines.file(row))));
    }

    @Override
    public List<LineRange> rowsFor(String path, int line) {
        int file = paths.find(path);
        return file < 0 ? List.of() : lines.rowsFor(file, line, paths.path(file));
    }

    @Override
    public List<Integer> linesWithCode(String path) {
        TreeSet<Integer> found = new TreeSet<>();
        int file = paths.find(path);
        if (file >= 0) {
            lines.addLines(file, found);
        }
        return List.copyOf(found);
    }

    @Override
    public List<String> sources() {
        return paths.all();
    }

    @Override
    public Optional<String> nearestSource(String path) {
        return paths.nearest(path);
    }

    /// Nothing outside the files' own ranges: the ROM at the top of memory is not the last label of
    /// a boot sector plus 4 GB.
    @Override
    public Optional<Symbol> symbolAt(long address) {
        for (LoadedModule module : modules) {
            boolean inside =
                    Long.compareUnsigned(module.first(), address) <= 0
                            && Long.compareUnsigned(address, module.last()) <= 0;
            if (inside) {
                return index.at(address);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Symbol> symbol(String name) {
        return index.named(name);
    }

    @Override
    public List<Symbol> symbolsStartingWith(String prefix, int limit) {
        return index.startingWith(prefix, limit);
    }

    @Override
    public byte[] code(long address, int length) {
        for (CodeImage image : images) {
            byte[] found = image.read(address, length);
            if (found.length > 0) {
                return found;
            }
        }
        return new byte[0];
    }
}
