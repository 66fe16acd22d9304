package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import org.eclipse.lsp4j.debug.BreakpointLocation;
import org.eclipse.lsp4j.debug.BreakpointLocationsArguments;
import org.eclipse.lsp4j.debug.BreakpointLocationsResponse;

/// Lines of a file where a breakpoint may stand.
public final class BreakpointLocationsHandler
        implements RequestHandler<BreakpointLocationsArguments, BreakpointLocationsResponse> {
    private final DebugSession session;
    private final Sources sources;

    BreakpointLocationsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public BreakpointLocationsResponse handle(BreakpointLocationsArguments arguments)
            throws SessionException {
        String path = sources.path(arguments.getSource());
        int first = sources.ownLine(arguments.getLine());
        Integer end = arguments.getEndLine();
        int last = end == null ? first : sources.ownLine(end);
        BreakpointLocationsResponse response = new BreakpointLocationsResponse();
        response.setBreakpoints(
                session.inspect().symbols().linesWithCode(path).stream()
                        .filter(line -> line >= first && line <= last)
                        .map(this::location)
                        .toArray(BreakpointLocation[]::new));
        return response;
    }

    private BreakpointLocation location(int line) {
        BreakpointLocation location = new BreakpointLocation();
        location.setLine(sources.line(line));
        return location;
    }
}
