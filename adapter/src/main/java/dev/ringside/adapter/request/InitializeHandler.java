package dev.ringside.adapter.request;

import dev.ringside.adapter.session.BreakpointMode;
import dev.ringside.adapter.session.Client;
import dev.ringside.adapter.session.SessionException;
import java.util.Arrays;
import org.eclipse.lsp4j.debug.Capabilities;
import org.eclipse.lsp4j.debug.InitializeRequestArguments;

/// Answers `initialize` with what this adapter can do.
public final class InitializeHandler
        implements RequestHandler<InitializeRequestArguments, Capabilities> {
    private final Client client;

    public InitializeHandler(Client client) {
        this.client = client;
    }

    @Override
    public Capabilities handle(InitializeRequestArguments arguments) throws SessionException {
        client.introduce(
                new Client.Features(
                        !Boolean.FALSE.equals(arguments.getLinesStartAt1()),
                        !Boolean.FALSE.equals(arguments.getColumnsStartAt1()),
                        "uri".equals(arguments.getPathFormat()),
                        Boolean.TRUE.equals(arguments.getSupportsProgressReporting()),
                        Boolean.TRUE.equals(arguments.getSupportsInvalidatedEvent()),
                        Boolean.TRUE.equals(arguments.getSupportsMemoryEvent())));
        return capabilities();
    }

    /// Everything advertised is implemented, and the other way round; a test compares.
    public static Capabilities capabilities() {
        Capabilities c = new Capabilities();
        c.setSupportsConfigurationDoneRequest(true);
        c.setSupportsFunctionBreakpoints(true);
        c.setSupportsConditionalBreakpoints(true);
        c.setSupportsHitConditionalBreakpoints(true);
        c.setSupportsLogPoints(true);
        c.setSupportsInstructionBreakpoints(true);
        c.setSupportsDataBreakpoints(true);
        c.setSupportsDataBreakpointBytes(true);
        c.setSupportsBreakpointLocationsRequest(true);
        c.setBreakpointModes(modes());
        c.setExceptionBreakpointFilters(ExceptionFilters.all());
        c.setSupportsExceptionFilterOptions(true);
        c.setSupportsExceptionInfoRequest(true);
        c.setSupportsEvaluateForHovers(true);
        c.setSupportsClipboardContext(true);
        c.setSupportsSetVariable(true);
        c.setSupportsSetExpression(true);
        c.setSupportsCompletionsRequest(true);
        c.setSupportsGotoTargetsRequest(true);
        c.setSupportsSteppingGranularity(true);
        c.setSupportsReadMemoryRequest(true);
        c.setSupportsWriteMemoryRequest(true);
        c.setSupportsDisassembleRequest(true);
        c.setSupportsModulesRequest(true);
        c.setSupportsLoadedSourcesRequest(true);
        c.setSupportsDelayedStackTraceLoading(true);
        c.setSupportsRestartRequest(true);
        c.setSupportsTerminateRequest(true);
        c.setSupportTerminateDebuggee(true);
        return c;
    }

    private static org.eclipse.lsp4j.debug.BreakpointMode[] modes() {
        return Arrays.stream(BreakpointMode.values())
                .map(InitializeHandler::mode)
                .toArray(org.eclipse.lsp4j.debug.BreakpointMode[]::new);
    }

    private static org.eclipse.lsp4j.debug.BreakpointMode mode(BreakpointMode mode) {
        var shown = new org.eclipse.lsp4j.debug.BreakpointMode();
        shown.setMode(mode.id());
        shown.setLabel(mode.label());
        shown.setDescription(mode.description());
        shown.setAppliesTo(new String[] {"source", "instruction"});
        return shown;
    }
}
