package dev.ringside.adapter.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Typed reading of attributes that came as JSON. Numbers may arrive as [Double], since Gson makes
/// all of them that.
final class AttributeReader {
    private final Map<String, Object> attributes;

    AttributeReader(Map<String, Object> attributes) {
        this.attributes = attributes;
    }

    String string(String name, String otherwise) throws SessionException {
        Object value = attributes.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", value);
    }

    /// A string, or a number as if it had been written as one.
    String text(String name, String otherwise) throws SessionException {
        Object value = attributes.get(name);
        if (value instanceof Number number) {
            return Long.toString(whole(name, number));
        }
        String text = string(name, otherwise);
        return text.isBlank() ? otherwise : text;
    }

    boolean flag(String name, boolean otherwise) throws SessionException {
        Object value = attributes.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false", value);
    }

    String choice(String name, List<String> choices, String otherwise) throws SessionException {
        String value = string(name, otherwise);
        if (value.isEmpty() || choices.contains(value)) {
            return value.isEmpty() ? otherwise : value;
        }
        throw new SessionException(
                "%s is '%s'; it must be one of %s."
                        .formatted(name, Texts.clip(value, 40), String.join(", ", choices)));
    }

    long number(String name, long otherwise, long min, long max) throws SessionException {
        String text = text(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        long value = Sizes.number(name, text);
        if (value < min || value > max) {
            throw new SessionException(
                    "%s is %s; it must lie between %d and %d.".formatted(name, text, min, max));
        }
        return value;
    }

    OptionalLong address(String name) throws SessionException {
        String text = text(name, "");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Sizes.address(name, text));
    }

    /// One string, or a list of strings.
    List<String> strings(String name) throws SessionException {
        Object value = attributes.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text);
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "a string or a list of strings", value);
        }
        List<String> strings = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw wrong(name, "a list of strings", element);
            }
            strings.add(text);
        }
        return strings;
    }

    Map<?, ?> map(String name) throws SessionException {
        Object value = attributes.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(name, "an object", value);
    }

    private static long whole(String name, Number number) throws SessionException {
        double value = number.doubleValue();
        if (number instanceof Double && (value != Math.rint(value) || Math.abs(value) > 1L << 53)) {
            throw new SessionException(
                    "%s is %s; write a whole number, and large ones as a string like \"0x100000\"."
                            .formatted(name, number));
        }
        return number.longValue();
    }

    private static SessionException wrong(String name, String wanted, @Nullable Object value) {
        return new SessionException(
                "%s must be %s, and is %s."
                        .formatted(name, wanted, Texts.clip(String.valueOf(value), 60)));
    }
}
