package dev.ringside.adapter.request;

import dev.ringside.adapter.session.DebugSession;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Symbols;
import dev.ringside.engine.debug.ExceptionStop;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.lsp4j.debug.Breakpoint;
import org.eclipse.lsp4j.debug.BreakpointNotVerifiedReason;
import org.eclipse.lsp4j.debug.ExceptionFilterOptions;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsResponse;

/// Replaces the exceptions that stop the machine.
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
        List<ExceptionStop> stops = new ArrayList<>();
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
        session.setExceptionStops(stops);
        SetExceptionBreakpointsResponse response = new SetExceptionBreakpointsResponse();
        response.setBreakpoints(shown.toArray(Breakpoint[]::new));
        return response;
    }

    private Breakpoint add(String filter, String condition, List<ExceptionStop> stops)
            throws SessionException {
        OptionalInt vector = ExceptionFilters.vector(filter);
        if (vector.isEmpty()) {
            return refused("There is no exception filter '%s'.".formatted(filter));
        }
        Breakpoint shown = new Breakpoint();
        try {
            Expression parsed =
                    condition.isBlank()
                            ? null
                            : Expression.parse(
                                    condition, Symbols.resolver(session.inspect().symbols()));
            stops.add(new ExceptionStop(vector.getAsInt(), parsed));
            shown.setVerified(true);
            return shown;
        } catch (ExpressionException e) {
            return refused("Condition: " + e.getMessage());
        }
    }

    private static Breakpoint refused(String message) {
        Breakpoint shown = new Breakpoint();
        shown.setVerified(false);
        shown.setMessage(message);
        shown.setReason(BreakpointNotVerifiedReason.FAILED);
        return shown;
    }
}
