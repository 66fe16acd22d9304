package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StepKind;
import org.eclipse.lsp4j.debug.NextArguments;
import org.jspecify.annotations.Nullable;

/// Steps over calls, interrupts, `rep` and `loop`. The `stopped` event follows.
public final class NextHandler implements RequestHandler<NextArguments, Void> {
    private final DebugSession session;

    public NextHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(NextArguments arguments) throws SessionException {
        Stepping.step(session, StepKind.OVER, arguments.getThreadId(), arguments.getGranularity());
        return null;
    }
}
