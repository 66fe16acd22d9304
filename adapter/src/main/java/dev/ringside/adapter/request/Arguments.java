package dev.ringside.adapter.request;

import dev.ringside.adapter.session.SessionException;
import org.jspecify.annotations.Nullable;

/// Checks of arguments a client may have left out.
final class Arguments {
    private Arguments() {}

    static <T> T required(String name, @Nullable T value) throws SessionException {
        if (value == null) {
            throw new SessionException("The argument \"%s\" is missing.".formatted(name));
        }
        return value;
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
