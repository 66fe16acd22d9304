package dev.ringside.adapter.session;

import java.util.Locale;

/// Small pieces of text.
public final class Texts {
    private Texts() {}

    /// At most `length` characters of a text that came from outside, control characters replaced.
    public static String clip(String text, int length) {
        String shown = text.length() <= length ? text : text.substring(0, length) + "…";
        StringBuilder clean = new StringBuilder(shown.length());
        shown.chars().forEach(c -> clean.append(c < ' ' ? '?' : (char) c));
        return clean.toString();
    }

    /// `digits` hexadecimal digits with `0x`, the value cut to them.
    public static String hex(long value, int digits) {
        long shown = digits >= 16 ? value : value & (1L << digits * 4) - 1;
        return ("0x%0" + digits + "x").formatted(shown);
    }

    /// `fa 31 c0`.
    public static String bytes(byte[] bytes) {
        return java.util.HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /// Lower case for names that people type.
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
