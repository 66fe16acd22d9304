package dev.ringside.engine.debug;

/// Text that is no expression; the message says where and what to write instead.
public final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1;

    public ExpressionException(String message) {
        super(message, null, false, false);
    }
}
