package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringside.adapter.fake.FakeDisassembler;
import dev.ringside.adapter.fake.FakeMachine;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.session.AttachPoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static final String INITIALIZE =
            "{\"seq\":1,\"type\":\"request\",\"command\":\"initialize\",\"arguments\":{\"adapterID\":\"x\"}}";

    private static String frame(String json) {
        return "Content-Length: %d\r\n\r\n%s"
                .formatted(json.getBytes(StandardCharsets.UTF_8).length, json);
    }

    /// Everything the server says to this input, which ends in the end of the stream.
    private static JsonArray answers(byte[] input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Services services =
                new Services(
                        (options, output) -> new FakeMachine(output),
                        options -> new FakeSymbols(),
                        FakeDisassembler::new,
                        () -> {},
                        AttachPoint.none());
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () ->
                        new Connection(
                                        new StreamTransport(new ByteArrayInputStream(input), out),
                                        services)
                                .serve());
        return messages(out.toString(StandardCharsets.ISO_8859_1));
    }

    private static JsonArray answers(String input) {
        return answers(input.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonArray messages(String text) {
        JsonArray all = new JsonArray();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf("\r\n\r\n", at);
            int length = Integer.parseInt(text.substring(at + 16, end));
            String body = text.substring(end + 4, end + 4 + length);
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            all.add(JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)));
            at = end + 4 + length;
        }
        return all;
    }

    private static JsonObject only(JsonArray answers) {
        assertEquals(1, answers.size(), answers.toString());
        return answers.get(0).getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: x\r\n\r\n{}",
                "Content-Length: -5\r\n\r\n{}",
                "Content-Length: 99999999999\r\n\r\n{}",
                "Content-Length: 2000000000\r\n\r\n{}",
                "Content-Type: json\r\n\r\n{}",
                "hello\r\n\r\n{}",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void badHeaderIsToldAndEndsTheSession(String input) {
        JsonObject answer = only(answers(input + frame(INITIALIZE)));
        assertEquals(false, answer.get("success").getAsBoolean());
        assertTrue(
                answer.get("message").getAsString().contains("session ends here"),
                answer.toString());
    }

    @Test
    void endlessHeaderEndsTheSession() {
        JsonObject answer = only(answers("A".repeat(1 << 20)));
        assertTrue(answer.get("message").getAsString().contains("4096"), answer.toString());
    }

    @Test
    void endOfStreamInsideAMessageEndsTheSession() {
        assertEquals(0, answers("Content-Length: 100\r\n\r\n{\"seq\":1").size());
        assertEquals(0, answers("Content-Len").size());
        assertEquals(0, answers("").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "not json",
                "[1]",
                "\"text\"",
                "null",
                "{}",
                "{\"type\":\"request\"}",
                "{\"seq\":\"one\",\"type\":\"request\",\"command\":\"threads\"}",
                "{\"seq\":1,\"type\":7,\"command\":\"threads\"}",
                "{\"seq\":1,\"type\":\"request\",\"command\":[]}",
                "{\"seq\":1,\"type\":\"request\",\"command\":\"noSuchThing\"}",
                "{\"seq\":1,\"type\":\"request\",\"command\":\"initialize\",\"arguments\":[]}",
                "{\"seq\":1,\"type\":\"request\",\"command\":\"initialize\",\"arguments\":{\"linesStartAt1\":{}}}"
            })
    void badMessageGetsAnErrorAndTheSessionGoesOn(String json) {
        JsonArray answers = answers(frame(json) + frame(INITIALIZE));
        assertEquals(2, answers.size(), answers.toString());
        JsonObject refused = answers.get(0).getAsJsonObject();
        assertEquals(false, refused.get("success").getAsBoolean(), refused.toString());
        assertTrue(refused.get("message").getAsString().length() > 10, refused.toString());
        assertEquals(
                true,
                answers.get(1).getAsJsonObject().get("success").getAsBoolean(),
                answers.toString());
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(100_000);
        JsonArray answers = answers(frame(deep) + frame(INITIALIZE));
        assertEquals(2, answers.size(), answers.toString());
    }

    @Test
    void wrongTypeNamesTheArgument() {
        JsonArray answers =
                answers(
                        frame(INITIALIZE)
                                + frame(
                                        "{\"seq\":2,\"type\":\"request\",\"command\":\"next\",\"arguments\":{\"threadId\":\"one\"}}"));
        String message = answers.get(1).getAsJsonObject().get("message").getAsString();
        assertTrue(message.contains("threadId"), message);
    }

    @Test
    void headersMayComeInAnyCaseAndOrder() {
        String json = INITIALIZE;
        String input =
                "content-type: application/vscode-jsonrpc\ncontent-length:%d\n\n%s"
                        .formatted(json.length(), json);
        assertEquals(true, only(answers(input)).get("success").getAsBoolean());
    }

    @Test
    void randomBytesNeverHangTheServer() {
        long seed = 20260723;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            byte[] noise = frame(INITIALIZE).getBytes(StandardCharsets.UTF_8);
            for (int flips = 0; flips < 1 + i % 8; flips++) {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
            }
            answers(noise);
        }
    }
}
