package dev.ringside.adapter.source;

import java.nio.charset.StandardCharsets;

/// Bytes as text.
final class Text {
    private Text() {}

    /// UTF-8; bytes that are none become replacement characters.
    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
