package dev.ringside.adapter.fake;

import dev.ringside.adapter.source.LineRange;
import dev.ringside.adapter.source.LoadedModule;
import dev.ringside.adapter.source.SourceLocation;
import dev.ringside.adapter.source.Symbol;
import dev.ringside.adapter.source.SymbolTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Symbols and lines that a test writes down; one file, `/lab/boot.asm`.
public final class FakeSymbols implements SymbolTable {
    public static final String PATH = "/lab/boot.asm";

    private final List<LineRange> rows = new ArrayList<>();
    private final List<Symbol> symbols = new ArrayList<>();

    public FakeSymbols row(int line, long first, long last) {
        rows.add(new LineRange(new SourceLocation(PATH, line, 0), first, last));
        return this;
    }

    public FakeSymbols function(String name, long address, long size) {
        symbols.add(new Symbol(name, address, size, true));
        return this;
    }

    @Override
    public Optional<LineRange> lineAt(long address) {
        return rows.stream().filter(r -> r.first() <= address && address <= r.last()).findFirst();
    }

    @Override
    public List<LineRange> rowsFor(String path, int line) {
        if (!path.equals(PATH)) {
            return List.of();
        }
        int found =
                rows.stream()
                        .mapToInt(r -> r.location().line())
                        .filter(l -> l >= line)
                        .min()
                        .orElse(-1);
        return rows.stream().filter(r -> r.location().line() == found).toList();
    }

    @Override
    public List<Integer> linesWithCode(String path) {
        return path.equals(PATH)
                ? rows.stream().map(r -> r.location().line()).distinct().sorted().toList()
                : List.of();
    }

    @Override
    public List<String> sources() {
        return rows.isEmpty() ? List.of() : List.of(PATH);
    }

    @Override
    public Optional<String> nearestSource(String path) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(PATH);
    }

    @Override
    public Optional<Symbol> symbolAt(long address) {
        return symbols.stream()
                .filter(s -> s.address() <= address && address < s.address() + s.size())
                .findFirst();
    }

    @Override
    public Optional<Symbol> symbol(String name) {
        return symbols.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    @Override
    public List<Symbol> symbolsStartingWith(String prefix, int limit) {
        return symbols.stream().filter(s -> s.name().startsWith(prefix)).limit(limit).toList();
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public List<LoadedModule> modules() {
        return List.of(
                new LoadedModule(
                        "boot.lst",
                        "/lab/boot.lst",
                        "NASM listing",
                        symbols.size(),
                        rows.size(),
                        0x7C00,
                        0x7DFF));
    }
}
