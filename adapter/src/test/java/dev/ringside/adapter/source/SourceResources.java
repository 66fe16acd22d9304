package dev.ringside.adapter.source;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The small programs in the test resources, and how to load them.
final class SourceResources {
    private SourceResources() {}

    static Path path(String name) {
        URL url = SourceResources.class.getResource("/source/" + name);
        try {
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }

    static SymbolTable load(String image) {
        return SymbolTables.load(List.of(), path(image), Map.of());
    }

    /// Only files that are named, as for an image of another kind.
    static SymbolTable loadOnly(String... files) {
        List<SymbolFile> named =
                java.util.stream.Stream.of(files)
                        .map(file -> SymbolFile.parse(path(file).toString()))
                        .toList();
        return SymbolTables.load(named, null, Map.of());
    }

    /// The line at an address, or 0.
    static int line(SymbolTable table, long address) {
        return table.lineAt(address).map(range -> range.location().line()).orElse(0);
    }
}
