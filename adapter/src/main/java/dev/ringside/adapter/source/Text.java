package dev.ringside.adapter.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/// Bytes as text.
final class Text {
    private Text() {}

    /// UTF-8; bytes that are none become replacement characters.
    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// What stands between any of the `separators`, empty parts left out.
    static List<String> parts(String text, String separators) {
        List<String> parts = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(text, separators);
        while (tokens.hasMoreTokens()) {
            parts.add(tokens.nextToken());
        }
        return parts;
    }

    /// What stands between white space.
    static List<String> words(String text) {
        return parts(text, " \t");
    }
}
