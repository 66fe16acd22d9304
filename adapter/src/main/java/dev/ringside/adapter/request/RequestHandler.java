package dev.ringside.adapter.request;

import dev.ringside.adapter.session.SessionException;
import org.jspecify.annotations.Nullable;

/// Answers one DAP request. Called on the session's thread, one request at a time.
///
/// @param <A> its arguments
/// @param <R> the body of its answer, [Void] for none
@FunctionalInterface
public interface RequestHandler<A, R> {
    /// @throws SessionException it cannot be done; the message goes to the user, the session goes
    ///   on
    @Nullable R handle(A arguments) throws SessionException;
}
