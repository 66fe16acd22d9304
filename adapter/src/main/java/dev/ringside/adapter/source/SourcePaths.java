package dev.ringside.adapter.source;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The source files of all line rows, found by the names an editor uses. Immutable.
final class SourcePaths {
    private static final int COMPARED_LENGTH = 64;

    private final List<String> paths;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, String> sourceMap;

    /// @param paths by file number, normalized
    /// @param used numbers of those that have line rows; the others are as if they were not there
    SourcePaths(List<String> paths, BitSet used, Map<String, String> sourceMap) {
        this.paths = List.copyOf(paths);
        this.sourceMap = Map.copyOf(sourceMap);
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
            numbers.putIfAbsent(paths.get(i), i);
        }
    }

    String path(int file) {
        return paths.get(file);
    }

    List<String> all() {
        return numbers.keySet().stream().sorted().toList();
    }

    /// The file an editor's path means.
    ///
    /// @return its number, or -1: no file, or several fit equally well
    int find(String editorPath) {
        String path = PathNames.normalize(editorPath);
        Integer exact = numbers.get(path);
        if (exact == null) {
            exact = numbers.get(PathNames.mapped(path, sourceMap));
        }
        if (exact == null) {
            exact = numbers.get(realPath(path));
        }
        return exact != null ? exact : bySuffix(path);
    }

    /// An editor may have come by a symbolic link.
    private static @Nullable String realPath(String path) {
        try {
            return PathNames.of(Path.of(path).toRealPath());
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private int bySuffix(String path) {
        int best = 0;
        List<Integer> found = new ArrayList<>();
        for (int i : numbers.values()) {
            int common = PathNames.commonSuffix(paths.get(i), path);
            if (common > best) {
                best = common;
                found.clear();
            }
            if (common == best && common > 0) {
                found.add(i);
            }
        }
        return found.size() == 1 ? found.getFirst() : -1;
    }

    /// The path that comes nearest to one that `find` did not find.
    Optional<String> nearest(String editorPath) {
        String path = PathNames.normalize(editorPath);
        String name = cut(PathNames.lastPart(path));
        String best = null;
        int bestScore = Integer.MIN_VALUE;
        for (String candidate : all()) {
            int score =
                    2 * COMPARED_LENGTH * PathNames.commonSuffix(candidate, path)
                            - distance(name, cut(PathNames.lastPart(candidate)));
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String cut(String name) {
        return name.length() > COMPARED_LENGTH ? name.substring(0, COMPARED_LENGTH) : name;
    }

    /// Letters to insert, remove or change to make one name of the other (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
