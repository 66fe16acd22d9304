package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import org.junit.jupiter.api.Test;

/// Speaks in the order and with the limits of Eclipse's LSP4E: `launch` right after `initialize`,
/// breakpoints with deprecated lines and no look at the answer, twenty frames, a text console, no
/// contexts for watches.
class EclipseOrderTest {
    private static final int[] CODE = {0xB8, 0x34, 0x12, 0x90, 0x90, 0xEB, 0xFE};

    private static TestClient configured() {
        FakeSymbols symbols = new FakeSymbols().row(3, 0x7C00, 0x7C02).row(4, 0x7C03, 0x7C03);
        TestClient client = new TestClient(symbols, CODE);
        client.body(
                "initialize",
                "{\"clientID\":\"lsp4e.debug\",\"adapterID\":\"ringside\",\"pathFormat\":\"path\",\"linesStartAt1\":true,\"columnsStartAt1\":true,\"supportsVariableType\":true,\"supportsVariablePaging\":true,\"supportsRunInTerminalRequest\":true}");
        int launch =
                client.send(
                        "launch",
                        "{\"type\":\"ringside\",\"request\":\"launch\",\"program\":\"/lab/boot.img\",\"noDebug\":false}");
        client.event("initialized");
        client.send(
                "setBreakpoints",
                "{\"source\":{\"name\":\"boot.asm\",\"path\":\"/lab/boot.asm\"},\"lines\":[4],\"breakpoints\":[{\"line\":4}],\"sourceModified\":false}");
        client.send("configurationDone", "{}");
        assertTrue(client.responseTo(launch).get("success").getAsBoolean());
        return client;
    }

    private static JsonObject top(TestClient client) {
        return client.body("stackTrace", "{\"threadId\":1,\"startFrame\":0,\"levels\":20}")
                .getAsJsonArray("stackFrames")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void theConsoleExistsBeforeTheFirstStop() {
        try (TestClient client = configured()) {
            client.event("process");
            String text = client.event("output").get("output").getAsString();
            assertTrue(text.contains("boot.img"), text);
            client.event("stopped");
        }
    }

    @Test
    void stopReasonsAreConsoleText() {
        try (TestClient client = configured()) {
            JsonObject stopped = client.event("stopped");
            assertEquals("entry", stopped.get("reason").getAsString());
            assertEquals(1, client.body("threads", "{}").getAsJsonArray("threads").size());
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            String log = client.log().toString();
            assertTrue(log.contains("Stopped before the first instruction"), log);
            assertTrue(log.contains("Breakpoint 1 at"), log);
            for (JsonObject message : client.log()) {
                if (message.has("event") && message.get("event").getAsString().equals("output")) {
                    String category = message.getAsJsonObject("body").get("category").getAsString();
                    assertTrue(
                            category.equals("console") || category.equals("stdout"),
                            message.toString());
                }
            }
        }
    }

    @Test
    void scopesAndVariablesComeWithoutPaging() {
        try (TestClient client = configured()) {
            client.event("stopped");
            int frame = top(client).get("id").getAsInt();
            JsonArray scopes =
                    client.body("scopes", "{\"frameId\":%d}".formatted(frame))
                            .getAsJsonArray("scopes");
            for (var scope : scopes) {
                int reference = scope.getAsJsonObject().get("variablesReference").getAsInt();
                JsonArray variables = client.variables(reference);
                assertTrue(variables.size() > 0 && variables.size() < 100, variables.toString());
            }
        }
    }

    @Test
    void bigTablesComeInGroups() {
        try (TestClient client = configured()) {
            client.event("stopped");
            int machine = TestClient.reference(client.scopes(), "Machine");
            JsonArray vectors =
                    client.variables(TestClient.reference(client.variables(machine), "IVT"));
            assertEquals(8, vectors.size());
            JsonArray first =
                    client.variables(
                            vectors.get(0).getAsJsonObject().get("variablesReference").getAsInt());
            assertEquals(32, first.size());
        }
    }

    @Test
    void failedWatchIsAnOrdinaryValue() {
        try (TestClient client = configured()) {
            client.event("stopped");
            int frame = top(client).get("id").getAsInt();
            String value =
                    client.body(
                                    "evaluate",
                                    "{\"expression\":\"noSuchName\",\"frameId\":%d}"
                                            .formatted(frame))
                            .get("result")
                            .getAsString();
            assertTrue(value.startsWith("<") && value.endsWith(">"), value);
            assertEquals(
                    "0x0000",
                    client.body(
                                    "evaluate",
                                    "{\"expression\":\"ax\",\"frameId\":%d}".formatted(frame))
                            .get("result")
                            .getAsString());
        }
    }

    @Test
    void everythingIsAConsoleCommand() {
        try (TestClient client = configured()) {
            client.event("stopped");
            String help = repl(client, "help");
            for (String command :
                    "regs r x dis step next finish continue break tbreak delete info gdt idt page bt write screen"
                            .split(" ")) {
                assertTrue(help.contains(command), command);
            }
            assertTrue(repl(client, "regs").contains("0000:7c00"));
            assertTrue(repl(client, "x/4xb 0x7c00").startsWith("0x7c00:  b8 34 12 90"));
            assertTrue(repl(client, "dis").contains("=> 0000:7c00"));
            assertEquals("ax = 0x0005", repl(client, "r ax=5"));
            assertEquals("", repl(client, "stepi"));
            client.event("continued");
            client.event("stopped");
            assertEquals("Breakpoint 2 at 0x7c05", repl(client, "break 0x7c05"));
            assertEquals("3 bytes written to 0x600.", repl(client, "write 0x600 1 2 ff"));
            assertEquals("ab", repl(client, "screen"));
            assertTrue(repl(client, "page 0x600").contains("paging is off"));
            assertTrue(repl(client, "idt").contains("[0x00]"));
        }
    }

    private static String repl(TestClient client, String line) {
        return client.body(
                        "evaluate", "{\"expression\":\"%s\",\"context\":\"repl\"}".formatted(line))
                .get("result")
                .getAsString();
    }

    @Test
    void terminateIsAnsweredAndTold() {
        try (TestClient client = configured()) {
            client.event("stopped");
            client.body("terminate", "{}");
            client.event("terminated");
            assertTrue(client.machine().closed());
            client.body("disconnect", "{}");
        }
    }
}
