package dev.ringside.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A file holds one concept: over 500 lines there is a second one inside.
class SourceSizeTest {
    private static final int FILE_LIMIT = 500;

    /// Tables of data, by name.
    private static final Set<String> TABLES = Set.of();

    @Test
    void noSourceFileIsLongerThanFiveHundredLines() throws IOException {
        Path root = Path.of(System.getProperty("ringside.root", ".."));
        List<String> tooLong = new ArrayList<>();
        for (String module : List.of("engine", "adapter")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    long lines;
                    try (Stream<String> text = Files.lines(file)) {
                        lines = text.count();
                    }
                    String name = file.getFileName().toString();
                    if (lines > FILE_LIMIT && !TABLES.contains(name)) {
                        tooLong.add("%s: %d lines".formatted(root.relativize(file), lines));
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }
}
