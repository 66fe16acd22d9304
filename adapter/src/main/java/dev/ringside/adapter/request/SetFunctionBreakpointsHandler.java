package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.FunctionBreakpoint;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsResponse;

/// Replaces the breakpoints on functions, which may also be addresses: `0x7c00`, `07c0:000a`, `phys
/// 0x1000`, `entry`.
public final class SetFunctionBreakpointsHandler
        implements RequestHandler<SetFunctionBreakpointsArguments, SetFunctionBreakpointsResponse> {
    private final DebugSession session;
    private final Sources sources;

    SetFunctionBreakpointsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public SetFunctionBreakpointsResponse handle(SetFunctionBreakpointsArguments arguments)
            throws SessionException {
        List<BreakpointRequest> requests = new ArrayList<>();
        for (FunctionBreakpoint breakpoint :
                Arguments.required("breakpoints", arguments.getBreakpoints())) {
            requests.add(
                    new BreakpointRequest(
                            new BreakpointRequest.Where.Function(orEmpty(breakpoint.getName())),
                            "",
                            orEmpty(breakpoint.getCondition()),
                            orEmpty(breakpoint.getHitCondition()),
                            ""));
        }
        SetFunctionBreakpointsResponse response = new SetFunctionBreakpointsResponse();
        response.setBreakpoints(
                new BreakpointView(sources).all(session.setBreakpoints("function", requests)));
        return response;
    }
}
