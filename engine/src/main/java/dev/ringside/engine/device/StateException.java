package dev.ringside.engine.device;

/// Bytes that are no saved state of this machine; the message says why.
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StateException(String message) {
        super(message, null, false, false);
    }
}
