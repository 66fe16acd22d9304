package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.DataRange;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.engine.debug.DataAccess;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.DataBreakpoint;
import org.eclipse.lsp4j.debug.DataBreakpointAccessType;
import org.eclipse.lsp4j.debug.SetDataBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetDataBreakpointsResponse;
import org.jspecify.annotations.Nullable;

/// Replaces the breakpoints on data.
public final class SetDataBreakpointsHandler
        implements RequestHandler<SetDataBreakpointsArguments, SetDataBreakpointsResponse> {
    private final DebugSession session;
    private final Sources sources;

    SetDataBreakpointsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public SetDataBreakpointsResponse handle(SetDataBreakpointsArguments arguments)
            throws SessionException {
        List<BreakpointRequest> requests = new ArrayList<>();
        for (DataBreakpoint breakpoint :
                Arguments.required("breakpoints", arguments.getBreakpoints())) {
            requests.add(
                    new BreakpointRequest(
                            new BreakpointRequest.Where.Data(
                                    DataRange.parse(orEmpty(breakpoint.getDataId())),
                                    access(breakpoint.getAccessType())),
                            "",
                            orEmpty(breakpoint.getCondition()),
                            orEmpty(breakpoint.getHitCondition()),
                            ""));
        }
        SetDataBreakpointsResponse response = new SetDataBreakpointsResponse();
        response.setBreakpoints(
                new BreakpointView(sources).all(session.setBreakpoints("data", requests)));
        return response;
    }

    private static DataAccess.Kind access(@Nullable DataBreakpointAccessType type) {
        return switch (type) {
            case READ -> DataAccess.Kind.READ;
            case READ_WRITE -> DataAccess.Kind.READ_WRITE;
            case null, default -> DataAccess.Kind.WRITE;
        };
    }
}
