package dev.ringside.engine.vmm;

/// An image or option that cannot be used. The message is one line for a person: what, where, what
/// to do.
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    public ImageException(String message) {
        super(message, null, false, false);
    }
}
