package dev.ringside.adapter.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the source files that debug information names. Programs are often built elsewhere, so a
/// file that is not where it should be is looked for around the symbol file, by as many of its last
/// path parts as possible. Only asks whether files exist; opens none.
final class SourceResolver {
    /// Searches that found nothing before we take it that the sources are not here at all.
    private static final int PATIENCE = 200;

    private static final int MAXIMUM_PARTS = 32;

    private final Map<String, String> sourceMap;
    private final Map<String, String> known = new HashMap<>();
    private int misses;

    SourceResolver(Map<String, String> sourceMap) {
        this.sourceMap = Map.copyOf(sourceMap);
    }

    /// @param name as the debug information has it, joined with its directories
    /// @param folder where the symbol file is
    /// @return the absolute path of an existing file, or `name` itself
    String resolve(String name, Path folder) {
        return known.computeIfAbsent(name + '\0' + folder, key -> search(name, folder));
    }

    private String search(String name, Path folder) {
        String normal = PathNames.normalize(name);
        String mapped = PathNames.mapped(normal, sourceMap);
        String direct = existing(folder, mapped);
        if (direct != null) {
            return direct;
        }
        if (!mapped.equals(normal)) {
            return mapped;
        }
        String nearby = misses < PATIENCE ? nearby(folder, PathNames.parts(normal)) : null;
        if (nearby == null) {
            misses++;
            return normal;
        }
        return nearby;
    }

    private static @Nullable String nearby(Path folder, List<String> parts) {
        Path parent = folder.getParent();
        List<Path> places =
                parent == null
                        ? List.of(folder, folder.resolve("src"))
                        : List.of(folder, folder.resolve("src"), parent, parent.resolve("src"));
        int from = Math.max(0, parts.size() - MAXIMUM_PARTS);
        for (int i = from; i < parts.size(); i++) {
            String suffix = String.join("/", parts.subList(i, parts.size()));
            for (Path place : places) {
                String found = existing(place, suffix);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable String existing(Path folder, String name) {
        try {
            Path path = folder.resolve(name);
            return Files.isRegularFile(path) ? PathNames.of(path) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
