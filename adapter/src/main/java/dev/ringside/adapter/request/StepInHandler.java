package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StepKind;
import org.eclipse.lsp4j.debug.StepInArguments;
import org.jspecify.annotations.Nullable;

/// Steps into calls and interrupts; one iteration of `rep`. The `stopped` event follows.
public final class StepInHandler implements RequestHandler<StepInArguments, Void> {
    private final DebugSession session;

    public StepInHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(StepInArguments arguments) throws SessionException {
        Stepping.step(session, StepKind.INTO, arguments.getThreadId(), arguments.getGranularity());
        return null;
    }
}
