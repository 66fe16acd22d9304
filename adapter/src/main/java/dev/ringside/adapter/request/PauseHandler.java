package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.PauseArguments;
import org.jspecify.annotations.Nullable;

/// Asks the machine to stop; the `stopped` event follows.
public final class PauseHandler implements RequestHandler<PauseArguments, Void> {
    private final DebugSession session;

    public PauseHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(PauseArguments arguments) throws SessionException {
        session.run().pause();
        return null;
    }
}
