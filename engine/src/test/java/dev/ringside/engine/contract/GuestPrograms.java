package dev.ringside.engine.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The guest programs of the contract tests, from a listing: `hex bytes | source`.
final class GuestPrograms {
    /// Code and the source it comes from.
    record Program(byte[] code, String source) {}

    static final Map<String, Program> ALL = read();

    private GuestPrograms() {}

    static byte[] code(String name) {
        return Objects.requireNonNull(ALL.get(name), "no program " + name).code();
    }

    private static Map<String, Program> read() {
        Map<String, StringBuilder> hex = new LinkedHashMap<>();
        Map<String, StringBuilder> source = new LinkedHashMap<>();
        String name = "";
        for (String line : text().lines().toList()) {
            int bar = line.indexOf('|');
            if (line.startsWith("program ")) {
                name = line.substring("program ".length()).strip();
                hex.put(name, new StringBuilder());
                source.put(name, new StringBuilder());
            } else if (bar >= 0 && !line.startsWith("#")) {
                hex.get(name).append(line, 0, bar);
                source.get(name).append(line.substring(bar + 1).strip()).append('\n');
            }
        }
        Map<String, Program> programs = new LinkedHashMap<>();
        hex.forEach((key, digits) -> {
            byte[] code = HexFormat.of().parseHex(digits.toString().replaceAll("\\s", ""));
            programs.put(key, new Program(code, source.get(key).toString()));
        });
        return programs;
    }

    private static String text() {
        try (InputStream in =
                Objects.requireNonNull(
                        GuestPrograms.class.getResourceAsStream("/contract/guest-programs.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
