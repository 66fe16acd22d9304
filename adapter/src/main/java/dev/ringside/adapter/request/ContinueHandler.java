package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.engine.debug.Resume;
import org.eclipse.lsp4j.debug.ContinueArguments;
import org.eclipse.lsp4j.debug.ContinueResponse;

/// Lets all VCPUs run.
public final class ContinueHandler implements RequestHandler<ContinueArguments, ContinueResponse> {
    private final DebugSession session;

    public ContinueHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public ContinueResponse handle(ContinueArguments arguments) throws SessionException {
        session.run().resume(new Resume.Continue());
        ContinueResponse response = new ContinueResponse();
        response.setAllThreadsContinued(true);
        return response;
    }
}
