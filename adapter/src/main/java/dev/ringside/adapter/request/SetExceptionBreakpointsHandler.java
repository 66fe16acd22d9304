package dev.ringside.adapter.request;

import dev.ringside.adapter.session.Catch;
import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.Breakpoint;
import org.eclipse.lsp4j.debug.BreakpointNotVerifiedReason;
import org.eclipse.lsp4j.debug.ExceptionFilterOptions;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsResponse;

/// Replaces the exceptions and events that stop the machine.
public final class SetExceptionBreakpointsHandler
        implements RequestHandler<
                SetExceptionBreakpointsArguments, SetExceptionBreakpointsResponse> {
    private final DebugSession session;

    public SetExceptionBreakpointsHandler(DebugSession session) {
        this.session = session;
    }

    @Override
    public SetExceptionBreakpointsResponse handle(SetExceptionBreakpointsArguments arguments)
            throws SessionException {
        List<Catch> stops = new ArrayList<>();
        List<Breakpoint> shown = new ArrayList<>();
        String[] filters = arguments.getFilters();
        for (String filter : filters == null ? new String[0] : filters) {
            shown.add(add(filter, "", stops));
        }
        ExceptionFilterOptions[] options = arguments.getFilterOptions();
        for (ExceptionFilterOptions option :
                options == null ? new ExceptionFilterOptions[0] : options) {
            shown.add(
                    add(
                            Arguments.orEmpty(option.getFilterId()),
                            Arguments.orEmpty(option.getCondition()),
                            stops));
        }
        session.setCatches(stops);
        SetExceptionBreakpointsResponse response = new SetExceptionBreakpointsResponse();
        response.setBreakpoints(shown.toArray(Breakpoint[]::new));
        return response;
    }

    private Breakpoint add(String filter, String condition, List<Catch> stops) {
        try {
            Catch wanted = Catch.parse(filter, condition, session.inspect().symbols());
            String refusal = session.refusal(wanted.feature());
            if (!refusal.isEmpty()) {
                return refused(refusal);
            }
            stops.add(wanted);
        } catch (SessionException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        Breakpoint shown = new Breakpoint();
        shown.setVerified(true);
        return shown;
    }

    private static Breakpoint refused(String message) {
        Breakpoint shown = new Breakpoint();
        shown.setVerified(false);
        shown.setMessage(message);
        shown.setReason(BreakpointNotVerifiedReason.FAILED);
        return shown;
    }
}
