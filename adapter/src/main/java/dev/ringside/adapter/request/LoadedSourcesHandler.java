package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.LoadedSourcesArguments;
import org.eclipse.lsp4j.debug.LoadedSourcesResponse;
import org.eclipse.lsp4j.debug.Source;

/// Every source file the debug information names.
public final class LoadedSourcesHandler
        implements RequestHandler<LoadedSourcesArguments, LoadedSourcesResponse> {
    private final DebugSession session;
    private final Sources sources;

    LoadedSourcesHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public LoadedSourcesResponse handle(LoadedSourcesArguments arguments) throws SessionException {
        LoadedSourcesResponse response = new LoadedSourcesResponse();
        response.setSources(
                session.inspect().symbols().sources().stream()
                        .map(sources::source)
                        .toArray(Source[]::new));
        return response;
    }
}
