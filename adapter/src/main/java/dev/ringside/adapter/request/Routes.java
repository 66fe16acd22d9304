package dev.ringside.adapter.request;

import com.google.gson.reflect.TypeToken;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.Client;
import dev.ringside.adapter.session.DebugSession;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Consumer;
import org.eclipse.lsp4j.debug.BreakpointLocationsArguments;
import org.eclipse.lsp4j.debug.CompletionsArguments;
import org.eclipse.lsp4j.debug.ConfigurationDoneArguments;
import org.eclipse.lsp4j.debug.ContinueArguments;
import org.eclipse.lsp4j.debug.DataBreakpointInfoArguments;
import org.eclipse.lsp4j.debug.DisconnectArguments;
import org.eclipse.lsp4j.debug.EvaluateArguments;
import org.eclipse.lsp4j.debug.ExceptionInfoArguments;
import org.eclipse.lsp4j.debug.GotoArguments;
import org.eclipse.lsp4j.debug.GotoTargetsArguments;
import org.eclipse.lsp4j.debug.InitializeRequestArguments;
import org.eclipse.lsp4j.debug.LoadedSourcesArguments;
import org.eclipse.lsp4j.debug.ModulesArguments;
import org.eclipse.lsp4j.debug.NextArguments;
import org.eclipse.lsp4j.debug.PauseArguments;
import org.eclipse.lsp4j.debug.ScopesArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetDataBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetExpressionArguments;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetVariableArguments;
import org.eclipse.lsp4j.debug.SourceArguments;
import org.eclipse.lsp4j.debug.StackTraceArguments;
import org.eclipse.lsp4j.debug.StepInArguments;
import org.eclipse.lsp4j.debug.StepOutArguments;
import org.eclipse.lsp4j.debug.TerminateArguments;
import org.eclipse.lsp4j.debug.VariablesArguments;
import org.jspecify.annotations.Nullable;

/// Every request of the protocol by its command, and the few of our own.
public final class Routes {
    private static final Type ATTRIBUTES = new TypeToken<Map<String, Object>>() {}.getType();

    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final DebugSession session;
    private final Sources sources;

    /// One request.
    ///
    /// @param type what its arguments are read as
    public record Route(String command, Type type, RequestHandler<?, ?> handler) {
        /// Whether the request is built.
        public boolean implemented() {
            return !(handler instanceof RefusedHandler);
        }
    }

    /// @param attach where `attach` finds a machine
    /// @param shownMemory hears what memory the client looks at
    public Routes(
            DebugSession session,
            Client client,
            AttachPoint attach,
            Consumer<Wire.MemoryChanged> shownMemory) {
        this.session = session;
        this.sources = new Sources(client);
        add("initialize", InitializeRequestArguments.class, new InitializeHandler(client));
        add("launch", ATTRIBUTES, new LaunchHandler(session));
        add("attach", ATTRIBUTES, new AttachHandler(session, attach));
        addLife();
        addBreakpoints();
        addRunning();
        addInspection();
        addMemory(shownMemory);
        addOwn();
        addRefused();
    }

    /// The route of a command, or null where the protocol has no such request.
    public @Nullable Route find(String command) {
        return routes.get(command);
    }

    public Collection<Route> all() {
        return routes.values();
    }

    private void add(String command, Type type, RequestHandler<?, ?> handler) {
        routes.put(command, new Route(command, type, handler));
    }

    private void addLife() {
        add(
                "configurationDone",
                ConfigurationDoneArguments.class,
                new ConfigurationDoneHandler(session));
        add("restart", Wire.Restart.class, new RestartHandler(session));
        add("terminate", TerminateArguments.class, new TerminateHandler(session));
        add("disconnect", DisconnectArguments.class, new DisconnectHandler(session));
    }

    private void addBreakpoints() {
        add(
                "setBreakpoints",
                SetBreakpointsArguments.class,
                new SetBreakpointsHandler(session, sources));
        add(
                "setFunctionBreakpoints",
                SetFunctionBreakpointsArguments.class,
                new SetFunctionBreakpointsHandler(session, sources));
        add(
                "setInstructionBreakpoints",
                Wire.SetInstructionBreakpoints.class,
                new SetInstructionBreakpointsHandler(session, sources));
        add(
                "dataBreakpointInfo",
                DataBreakpointInfoArguments.class,
                new DataBreakpointInfoHandler(session));
        add(
                "setDataBreakpoints",
                SetDataBreakpointsArguments.class,
                new SetDataBreakpointsHandler(session, sources));
        add(
                "setExceptionBreakpoints",
                SetExceptionBreakpointsArguments.class,
                new SetExceptionBreakpointsHandler(session));
        add(
                "breakpointLocations",
                BreakpointLocationsArguments.class,
                new BreakpointLocationsHandler(session, sources));
    }

    private void addRunning() {
        add("continue", ContinueArguments.class, new ContinueHandler(session));
        add("next", NextArguments.class, new NextHandler(session));
        add("stepIn", StepInArguments.class, new StepInHandler(session));
        add("stepOut", StepOutArguments.class, new StepOutHandler(session));
        add("pause", PauseArguments.class, new PauseHandler(session));
        add("gotoTargets", GotoTargetsArguments.class, new GotoTargetsHandler(session, sources));
        add("goto", GotoArguments.class, new GotoHandler(session));
    }

    private void addInspection() {
        add("threads", Object.class, new ThreadsHandler(session));
        add("stackTrace", StackTraceArguments.class, new StackTraceHandler(session, sources));
        add("scopes", ScopesArguments.class, new ScopesHandler(session));
        add("variables", VariablesArguments.class, new VariablesHandler(session));
        add("setVariable", SetVariableArguments.class, new SetVariableHandler(session));
        add("setExpression", SetExpressionArguments.class, new SetExpressionHandler(session));
        add("evaluate", EvaluateArguments.class, new EvaluateHandler(session));
        add("completions", CompletionsArguments.class, new CompletionsHandler(session, sources));
        add("exceptionInfo", ExceptionInfoArguments.class, new ExceptionInfoHandler(session));
        add("modules", ModulesArguments.class, new ModulesHandler(session));
        add(
                "loadedSources",
                LoadedSourcesArguments.class,
                new LoadedSourcesHandler(session, sources));
        add("source", SourceArguments.class, new SourceHandler(session, sources));
    }

    private void addMemory(Consumer<Wire.MemoryChanged> shownMemory) {
        add("readMemory", Wire.ReadMemory.class, new ReadMemoryHandler(session, shownMemory));
        add("writeMemory", Wire.WriteMemory.class, new WriteMemoryHandler(session));
        add("disassemble", Wire.Disassemble.class, new DisassembleHandler(session, sources));
    }

    private void addOwn() {
        add("ringside/screen", Object.class, new ScreenHandler(session));
        add("ringside/key", KeyHandler.Text.class, new KeyHandler(session));
        add(
                "ringside/serialInput",
                SerialInputHandler.Bytes.class,
                new SerialInputHandler(session));
    }

    private void addRefused() {
        Map<String, String> refused =
                Map.ofEntries(
                        refusal("stepBack", "Going backwards is not built yet; restart instead."),
                        refusal(
                                "reverseContinue",
                                "Going backwards is not built yet; restart instead."),
                        refusal(
                                "restartFrame",
                                "A frame cannot be restarted; set the instruction pointer with"
                                        + " goto instead."),
                        refusal("stepInTargets", "stepIn has one target: the instruction's own."),
                        refusal("terminateThreads", "A VCPU cannot be ended by itself."),
                        refusal("locations", "No location references are handed out."),
                        refusal("cancel", "Requests are too short to be cancelled."));
        refused.forEach(
                (command, reason) -> add(command, Object.class, new RefusedHandler(reason)));
    }

    private static Entry<String, String> refusal(String command, String reason) {
        return Map.entry(command, "%s: %s".formatted(command, reason));
    }
}
