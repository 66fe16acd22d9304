package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole conversations as text files: `>` sends a request and waits for its answer, `!` waits for
/// an event, `<` is what must come. `-Dringside.golden=rewrite` writes what comes instead.
class GoldenTest {
    private static final Path FOLDER =
            Path.of(
                    System.getProperty("ringside.root", ".."),
                    "adapter",
                    "src",
                    "test",
                    "resources",
                    "golden");

    /// 7c00 mov ax,1234; 7c03 nop; 7c04 call 7c0a; 7c07 jmp 7c07; 7c09 nop; 7c0a nop; 7c0b ret
    private static final int[] CODE = {
        0xB8, 0x34, 0x12, 0x90, 0xE8, 3, 0, 0xEB, 0xFE, 0x90, 0x90, 0xC3
    };

    static Stream<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void conversationIsAsWritten(Path file) throws IOException {
        List<String> expected = Files.readAllLines(file);
        List<String> actual = replay(expected);
        if ("rewrite".equals(System.getProperty("ringside.golden"))) {
            Files.write(file, actual);
        } else {
            assertEquals(String.join("\n", expected), String.join("\n", actual));
        }
    }

    private static List<String> replay(List<String> script) {
        FakeSymbols symbols =
                new FakeSymbols()
                        .row(3, 0x7C00, 0x7C02)
                        .row(4, 0x7C03, 0x7C03)
                        .row(5, 0x7C04, 0x7C06)
                        .row(6, 0x7C07, 0x7C08)
                        .row(9, 0x7C0A, 0x7C0A)
                        .row(10, 0x7C0B, 0x7C0B)
                        .function("start", 0x7C00, 9)
                        .function("callee", 0x7C0A, 2);
        List<String> lines = new ArrayList<>();
        try (TestClient client = new TestClient(symbols, CODE)) {
            int shown = 0;
            for (String line : script) {
                if (line.startsWith("< ")) {
                    continue;
                }
                lines.add(line);
                if (line.startsWith("> ")) {
                    String[] parts = line.substring(2).split(" ", 2);
                    client.response(parts[0], parts.length > 1 ? parts[1] : "{}");
                } else if (line.startsWith("! ")) {
                    client.event(line.substring(2).strip());
                }
                for (; shown < client.log().size(); shown++) {
                    lines.add("< " + normalised(client.log().get(shown)));
                }
            }
        }
        return lines;
    }

    private static String normalised(JsonObject message) {
        JsonObject copy = message.deepCopy();
        copy.remove("seq");
        copy.remove("request_seq");
        return copy.toString();
    }
}
