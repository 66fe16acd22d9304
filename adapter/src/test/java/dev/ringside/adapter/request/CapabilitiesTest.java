package dev.ringside.adapter.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.lsp4j.debug.services.IDebugProtocolServer;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    /// Requests that depend on a capability, by its name.
    private static final Map<String, String> REQUEST_OF =
            Map.ofEntries(
                    Map.entry("configurationDone", "supportsConfigurationDoneRequest"),
                    Map.entry("setFunctionBreakpoints", "supportsFunctionBreakpoints"),
                    Map.entry("stepBack", "supportsStepBack"),
                    Map.entry("reverseContinue", "supportsStepBack"),
                    Map.entry("setVariable", "supportsSetVariable"),
                    Map.entry("restartFrame", "supportsRestartFrame"),
                    Map.entry("gotoTargets", "supportsGotoTargetsRequest"),
                    Map.entry("goto", "supportsGotoTargetsRequest"),
                    Map.entry("stepInTargets", "supportsStepInTargetsRequest"),
                    Map.entry("completions", "supportsCompletionsRequest"),
                    Map.entry("modules", "supportsModulesRequest"),
                    Map.entry("restart", "supportsRestartRequest"),
                    Map.entry("exceptionInfo", "supportsExceptionInfoRequest"),
                    Map.entry("loadedSources", "supportsLoadedSourcesRequest"),
                    Map.entry("terminateThreads", "supportsTerminateThreadsRequest"),
                    Map.entry("setExpression", "supportsSetExpression"),
                    Map.entry("terminate", "supportsTerminateRequest"),
                    Map.entry("dataBreakpointInfo", "supportsDataBreakpoints"),
                    Map.entry("setDataBreakpoints", "supportsDataBreakpoints"),
                    Map.entry("readMemory", "supportsReadMemoryRequest"),
                    Map.entry("writeMemory", "supportsWriteMemoryRequest"),
                    Map.entry("disassemble", "supportsDisassembleRequest"),
                    Map.entry("cancel", "supportsCancelRequest"),
                    Map.entry("breakpointLocations", "supportsBreakpointLocationsRequest"),
                    Map.entry("setInstructionBreakpoints", "supportsInstructionBreakpoints"));

    private static Routes routes() {
        try (TestClient client = new TestClient(new FakeSymbols())) {
            return client.routes();
        }
    }

    @Test
    void everyRequestOfTheProtocolIsAnswered() {
        Set<String> ours = new TreeSet<>();
        routes().all().stream()
                .map(Routes.Route::command)
                .filter(c -> !c.contains("/"))
                .forEach(ours::add);
        assertEquals(protocolRequests(), ours);
    }

    private static Set<String> protocolRequests() {
        Set<String> all = new TreeSet<>();
        for (Method method : IDebugProtocolServer.class.getMethods()) {
            JsonRequest request = method.getAnnotation(JsonRequest.class);
            if (request != null) {
                all.add(request.value().isEmpty() ? method.getName() : request.value());
            }
        }
        return all;
    }

    @Test
    void whatIsAdvertisedIsImplementedAndTheOtherWayRound() {
        try (TestClient client = new TestClient(new FakeSymbols())) {
            JsonObject capabilities = client.body("initialize", "{\"adapterID\":\"ringside\"}");
            for (Routes.Route route : client.routes().all()) {
                String capability = REQUEST_OF.get(route.command());
                if (capability != null) {
                    boolean advertised =
                            capabilities.has(capability)
                                    && capabilities.get(capability).getAsBoolean();
                    assertEquals(route.implemented(), advertised, route.command());
                }
            }
        }
    }

    @Test
    void everyRefusedRequestHasItsCapabilityInTheTable() {
        for (Routes.Route route : routes().all()) {
            assertTrue(
                    route.implemented()
                            || REQUEST_OF.containsKey(route.command())
                            || route.command().equals("locations"),
                    route.command());
        }
    }

    @Test
    void refusedRequestsSayWhatToDo() {
        try (TestClient client = new TestClient(new FakeSymbols(), 0x90).launched()) {
            assertTrue(client.failure("stepBack", "{\"threadId\":1}").contains("restart"));
            assertTrue(client.failure("cancel", "{}").contains("cancel"));
        }
    }
}
