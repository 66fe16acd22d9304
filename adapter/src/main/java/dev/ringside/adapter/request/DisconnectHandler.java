package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.DisconnectArguments;
import org.jspecify.annotations.Nullable;

/// Ends the session: a launched machine ends with it, an attached one runs on unless
/// `terminateDebuggee` says otherwise.
public final class DisconnectHandler implements RequestHandler<DisconnectArguments, Void> {
    private final DebugSession session;

    public DisconnectHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(DisconnectArguments arguments) throws SessionException {
        session.disconnect(Boolean.TRUE.equals(arguments.getTerminateDebuggee()));
        return null;
    }
}
