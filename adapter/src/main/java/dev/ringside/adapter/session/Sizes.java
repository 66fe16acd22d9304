package dev.ringside.adapter.session;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers, sizes, addresses and times as people write them.
public final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kKmMgG]?)(?:[iI]?[bB])?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h)?");

    private Sizes() {}

    /// Bytes: `64M`, `1G`, `512K`, `4096`.
    ///
    /// @throws SessionException names `what`
    public static long parse(String what, String text) throws SessionException {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new SessionException(
                    "%s is '%s'; write a size like 64M or 1G."
                            .formatted(what, Texts.clip(text, 40)));
        }
        int shift =
                switch (Texts.lower(matcher.group(2))) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }

    /// `30s`, `500ms`, `2m`, `1h`, or seconds.
    ///
    /// @throws SessionException names `what`
    public static Duration parseDuration(String what, String text) throws SessionException {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new SessionException(
                    "%s is '%s'; write a time like 30s or 500ms."
                            .formatted(what, Texts.clip(text, 40)));
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return switch (unit == null ? "s" : unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /// A linear address: hexadecimal with `0x`, decimal, or real-mode `sel:off`.
    ///
    /// @throws SessionException names `what`
    public static long address(String what, String text) throws SessionException {
        try {
            return MemoryReference.parse(text).address();
        } catch (SessionException e) {
            throw new SessionException(what + ": " + e.getMessage());
        }
    }

    /// A number, decimal or with `0x`.
    ///
    /// @throws SessionException names `what`
    public static long number(String what, String text) throws SessionException {
        try {
            return Long.decode(text.strip());
        } catch (NumberFormatException e) {
            throw new SessionException(
                    "%s is '%s'; write a number, decimal or with 0x."
                            .formatted(what, Texts.clip(text, 40)));
        }
    }
}
