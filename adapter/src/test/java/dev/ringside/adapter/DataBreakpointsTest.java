package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Data breakpoints as VS Code sets them, and as the console does, on the interrupts sample.
class DataBreakpointsTest {
    private static final Path IMAGE =
            Path.of(System.getProperty("ringside.root", ".."), "samples/interrupts/boot.img");

    private TestClient client = new TestClient(Production.services(AttachPoint.none()));

    @BeforeEach
    void launch() {
        client.body("initialize", "{\"adapterID\":\"ringside\"}");
        client.body("launch", "{\"program\":\"%s\"}".formatted(IMAGE));
        client.event("initialized");
        client.body("configurationDone", "{}");
        client.event("stopped");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private JsonObject continued() {
        client.body("continue", "{\"threadId\":1}");
        return client.event("stopped");
    }

    private String dataId(String arguments) {
        return client.body("dataBreakpointInfo", arguments).get("dataId").getAsString();
    }

    private String description(String arguments) {
        JsonObject body = client.body("dataBreakpointInfo", arguments);
        assertTrue(!body.has("dataId") || body.get("dataId").isJsonNull(), body.toString());
        return body.get("description").getAsString();
    }

    private String repl(String line) {
        return client.body(
                        "evaluate", "{\"expression\":\"%s\",\"context\":\"repl\"}".formatted(line))
                .get("result")
                .getAsString();
    }

    @Test
    void writeToAVariableStopsAndNamesWriterAndValues() {
        String id = dataId("{\"name\":\"dword [ticks]\"}");
        client.body(
                "setDataBreakpoints",
                "{\"breakpoints\":[{\"dataId\":\"%s\",\"accessType\":\"write\"}]}".formatted(id));
        JsonObject stop = continued();
        assertEquals("data breakpoint", stop.get("reason").getAsString());
        String text = stop.get("text").getAsString();
        assertTrue(text.contains("<ticks> written by timer+0x1"), text);
        assertTrue(text.contains("0x0 -> 0x1"), text);
        assertTrue(continued().get("text").getAsString().contains("0x1 -> 0x2"));
    }

    @Test
    void addressAndSizeAreWatchedAsAsked() {
        String id = dataId("{\"name\":\"0xb8000\",\"asAddress\":true,\"bytes\":4000}");
        assertEquals("0xb8000/4000", id);
        client.body(
                "setDataBreakpoints",
                "{\"breakpoints\":[{\"dataId\":\"%s\",\"accessType\":\"write\"}]}".formatted(id));
        String text = continued().get("text").getAsString();
        assertTrue(text.contains("written by"), text);
    }

    @Test
    void registerCannotBeWatchedAndTheAnswerSaysWhatCan() {
        String text = description("{\"name\":\"rax\"}");
        assertTrue(text.contains("condition"), text);
    }

    @Test
    void badDataIdIsRefusedWithTheFormToWrite() {
        String refusal =
                client.failure(
                        "setDataBreakpoints", "{\"breakpoints\":[{\"dataId\":\"nonsense\"}]}");
        assertTrue(refusal.contains("ADDRESS/BYTES"), refusal);
    }

    @Test
    void consoleWatchesWithACondition() {
        String answer = repl("watch ticks/4 if dword [ticks] == 3");
        assertTrue(answer.startsWith("Data breakpoint 1: 4 bytes at 0x7d"), answer);
        String text = continued().get("text").getAsString();
        assertTrue(text.contains("0x2 -> 0x3"), text);
        assertTrue(repl("breakpoints").contains("if dword [ticks] == 3"));
    }
}
