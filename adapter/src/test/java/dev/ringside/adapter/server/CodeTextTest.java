package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import org.junit.jupiter.api.Test;

class CodeTextTest {
    private static final int[] CODE = {
        0xB8, 0x34, 0x12, 0x90, 0xE8, 3, 0, 0xEB, 0xFE, 0x90, 0x90, 0xC3
    };

    @Test
    void codeWithoutSourceIsATextOfItsOwn() {
        try (TestClient client = new TestClient(new FakeSymbols(), CODE).launched()) {
            JsonObject frame = client.frame();
            JsonObject source = frame.getAsJsonObject("source");
            int reference = source.get("sourceReference").getAsInt();
            assertEquals(1, frame.get("line").getAsInt());
            String text =
                    client.body("source", "{\"sourceReference\":%d}".formatted(reference))
                            .get("content")
                            .getAsString();
            assertTrue(text.startsWith("0000:7c00 (linear 0x7c00)"), text);
            assertTrue(text.lines().toList().get(2).contains("call 0x7c0a"), text);
            client.body("stepIn", "{\"threadId\":1,\"granularity\":\"instruction\"}");
            client.event("stopped");
            assertEquals(2, client.frame().get("line").getAsInt());
            JsonObject set =
                    client.body(
                            "setBreakpoints",
                            "{\"source\":{\"sourceReference\":%d},\"breakpoints\":[{\"line\":4},{\"line\":999}]}"
                                    .formatted(reference));
            JsonArray shown = set.getAsJsonArray("breakpoints");
            assertTrue(shown.get(0).getAsJsonObject().get("verified").getAsBoolean());
            assertFalse(shown.get(1).getAsJsonObject().get("verified").getAsBoolean());
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            assertEquals(
                    0x7C07,
                    Long.decode(client.frame().get("instructionPointerReference").getAsString()));
            assertEquals(4, client.frame().get("line").getAsInt());
            String none = client.failure("source", "{\"sourceReference\":99}");
            assertTrue(none.contains("99"), none);
        }
    }
}
