package dev.ringside.adapter.source;

/// A symbol file that cannot be read, or a part of it. The message says what and where; the loader
/// turns it into a note and goes on with the next part.
final class SymbolFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    SymbolFormatException(String message) {
        super(message);
    }
}
