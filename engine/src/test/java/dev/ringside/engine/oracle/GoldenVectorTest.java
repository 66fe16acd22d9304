package dev.ringside.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What an AMD family 19h processor answered once, replayed without one.
class GoldenVectorTest {
    private static final int LEAST = 600;

    @Test
    void coreAnswersEveryGoldenVectorAsTheHostDid() throws IOException {
        List<String> differences = new ArrayList<>();
        Map<Long, Template> templates = new HashMap<>();
        Map<Long, Template> mediaTemplates = new HashMap<>();
        List<String> lines = lines();
        assertTrue(lines.size() >= LEAST, () -> "only " + lines.size() + " golden vectors found");
        try (CoreRunner core = new CoreRunner()) {
            for (String line : lines) {
                GoldenVector vector = GoldenVector.parse(line);
                Template template =
                        vector.test.media == null
                                ? templates.computeIfAbsent(vector.template, Template::new)
                                : mediaTemplates.computeIfAbsent(vector.template, Template::media);
                vector.complete(template);
                core.use(template);
                Outcome actual = core.run(vector.test, template);
                String difference =
                        Comparison.difference(vector.test, vector.expected, actual, 0, true);
                if (difference != null) {
                    differences.add(difference + "\n    " + line);
                }
            }
        }
        assertEquals(List.of(), differences);
    }

    static Path folder() {
        return Path.of(
                System.getProperty("ringside.root", "."),
                "engine/src/test/resources/oracle/golden");
    }

    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("template="))
                        .forEach(lines::add);
            }
        }
        return lines;
    }
}
