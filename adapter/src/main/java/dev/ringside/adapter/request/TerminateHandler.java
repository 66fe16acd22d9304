package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.TerminateArguments;
import org.jspecify.annotations.Nullable;

/// Ends the guest; the `terminated` event follows.
public final class TerminateHandler implements RequestHandler<TerminateArguments, Void> {
    private final DebugSession session;

    public TerminateHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(TerminateArguments arguments) throws SessionException {
        session.terminate();
        return null;
    }
}
