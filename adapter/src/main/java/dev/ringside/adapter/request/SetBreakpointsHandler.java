package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsResponse;
import org.eclipse.lsp4j.debug.SourceBreakpoint;

/// Replaces the breakpoints of one source file.
public final class SetBreakpointsHandler
        implements RequestHandler<SetBreakpointsArguments, SetBreakpointsResponse> {
    private final DebugSession session;
    private final Sources sources;

    SetBreakpointsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    // Eclipse sends the deprecated lines beside the breakpoints, older clients only them.
    @SuppressWarnings("deprecation")
    @Override
    public SetBreakpointsResponse handle(SetBreakpointsArguments arguments)
            throws SessionException {
        String path = sources.path(arguments.getSource());
        List<BreakpointRequest> requests = new ArrayList<>();
        SourceBreakpoint[] given = arguments.getBreakpoints();
        int[] lines = arguments.getLines();
        if (given != null) {
            for (SourceBreakpoint breakpoint : given) {
                requests.add(request(path, breakpoint));
            }
        } else if (lines != null) {
            for (int line : lines) {
                requests.add(new BreakpointRequest(where(path, line), "", "", "", ""));
            }
        }
        SetBreakpointsResponse response = new SetBreakpointsResponse();
        response.setBreakpoints(
                new BreakpointView(sources)
                        .all(session.setBreakpoints("source:" + path, requests)));
        return response;
    }

    private BreakpointRequest request(String path, SourceBreakpoint breakpoint) {
        return new BreakpointRequest(
                where(path, breakpoint.getLine()),
                orEmpty(breakpoint.getMode()),
                orEmpty(breakpoint.getCondition()),
                orEmpty(breakpoint.getHitCondition()),
                orEmpty(breakpoint.getLogMessage()));
    }

    private BreakpointRequest.Where where(String path, int line) {
        return new BreakpointRequest.Where.Line(path, sources.ownLine(line));
    }
}
