package dev.ringside.engine.base;

/// A system call or engine operation that ended in a status other than `ZX_OK`.
///
/// An expected outcome, not a bug: it carries no stack trace.
public final class ZxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ZxStatus status;

    public ZxException(ZxStatus status) {
        this(status, status.name());
    }

    /// @param message what was wrong and where, for a person
    public ZxException(ZxStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /// The status the call answers with; never `OK`.
    public ZxStatus status() {
        return status;
    }
}
