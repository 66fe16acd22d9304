package dev.ringside.engine.debug;

/// The machine runs, and the call needs it stopped.
public final class NotStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotStoppedException() {
        super("The machine is running; pause it first.", null, false, false);
    }
}
