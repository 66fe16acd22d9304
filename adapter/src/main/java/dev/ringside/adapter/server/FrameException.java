package dev.ringside.adapter.server;

/// Bytes that are no frame of the protocol.
public final class FrameException extends Exception {
    private static final long serialVersionUID = 1;

    public FrameException(String message) {
        super(message, null, false, false);
    }
}
