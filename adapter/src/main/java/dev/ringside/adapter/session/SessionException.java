package dev.ringside.adapter.session;

/// A request that cannot be done. The message is for a person: what, why, what to do. The session
/// goes on.
public final class SessionException extends Exception {
    private static final long serialVersionUID = 1;

    public SessionException(String message) {
        super(message, null, false, false);
    }
}
