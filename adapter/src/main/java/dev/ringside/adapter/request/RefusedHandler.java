package dev.ringside.adapter.request;

import dev.ringside.adapter.session.SessionException;
import org.jspecify.annotations.Nullable;

/// Answers a request that is not built, and so not advertised either.
public final class RefusedHandler implements RequestHandler<Object, Void> {
    private final String reason;

    /// @param reason what is missing, and what to use instead
    public RefusedHandler(String reason) {
        this.reason = reason;
    }

    @Override
    public @Nullable Void handle(Object arguments) throws SessionException {
        throw new SessionException(reason);
    }
}
