package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.StepKind;
import org.eclipse.lsp4j.debug.StepOutArguments;
import org.jspecify.annotations.Nullable;

/// Runs to the instruction after the call or interrupt that led here. The `stopped` event follows.
public final class StepOutHandler implements RequestHandler<StepOutArguments, Void> {
    private final DebugSession session;

    public StepOutHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public @Nullable Void handle(StepOutArguments arguments) throws SessionException {
        Stepping.step(session, StepKind.OUT, arguments.getThreadId(), arguments.getGranularity());
        return null;
    }
}
