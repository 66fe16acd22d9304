package dev.ringside.adapter.request;

import static dev.ringside.adapter.request.Arguments.orEmpty;

import dev.ringside.adapter.session.BreakpointRequest;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.SetInstructionBreakpointsResponse;

/// Replaces the breakpoints on instructions.
public final class SetInstructionBreakpointsHandler
        implements RequestHandler<
                Wire.SetInstructionBreakpoints, SetInstructionBreakpointsResponse> {
    private final DebugSession session;
    private final Sources sources;

    SetInstructionBreakpointsHandler(DebugSession session, Sources sources) {
        this.session = session;
        this.sources = sources;
    }

    @Override
    public SetInstructionBreakpointsResponse handle(Wire.SetInstructionBreakpoints arguments)
            throws SessionException {
        List<BreakpointRequest> requests = new ArrayList<>();
        for (Wire.InstructionBreakpoint breakpoint :
                Arguments.required("breakpoints", arguments.breakpoints())) {
            requests.add(
                    new BreakpointRequest(
                            new BreakpointRequest.Where.Instruction(
                                    orEmpty(breakpoint.instructionReference()),
                                    Wire.orZero(breakpoint.offset())),
                            orEmpty(breakpoint.mode()),
                            orEmpty(breakpoint.condition()),
                            orEmpty(breakpoint.hitCondition()),
                            ""));
        }
        SetInstructionBreakpointsResponse response = new SetInstructionBreakpointsResponse();
        response.setBreakpoints(
                new BreakpointView(sources).all(session.setBreakpoints("instruction", requests)));
        return response;
    }
}
