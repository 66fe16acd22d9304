package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A C program is debugged by its source, through the protocol and on the real engine, whatever
/// compiler made it: committed images always, and what the compilers here make.
class CKernelTest {
    private static final int INLINED = 67;
    private static final int CALL = 78;
    private static final int STOP = 79;

    @TempDir Path scratch;

    private static Path shapes() {
        URL url = CKernelTest.class.getResource("/source/shapes/shapes.c");
        try {
            Path file = Path.of(Objects.requireNonNull(url).toURI());
            return Objects.requireNonNull(file.getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String quoted(Object text) {
        return new JsonPrimitive(text.toString()).toString();
    }

    /// A session with one image, at its entry.
    private record Session(TestClient client, Path folder) implements AutoCloseable {
        static Session of(Path image) {
            TestClient client = new TestClient(Production.services(AttachPoint.none()));
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            client.body("launch", "{\"program\":%s}".formatted(quoted(image)));
            client.event("initialized");
            client.body("configurationDone", "{}");
            client.event("stopped");
            return new Session(client, Objects.requireNonNull(image.getParent()));
        }

        JsonObject breakAt(int line, String condition) {
            return client.body(
                            "setBreakpoints",
                            "{\"source\":{\"path\":%s},\"breakpoints\":[{\"line\":%d,\"condition\":%s}]}"
                                    .formatted(
                                            quoted(folder.resolve("shapes.c")),
                                            line,
                                            quoted(condition)))
                    .getAsJsonArray("breakpoints")
                    .get(0)
                    .getAsJsonObject();
        }

        void run(String command) {
            client.body(command, "{\"threadId\":1}");
            client.event("stopped");
        }

        List<JsonObject> frames() {
            List<JsonObject> all = new ArrayList<>();
            for (JsonElement frame :
                    client.body("stackTrace", "{\"threadId\":1}").getAsJsonArray("stackFrames")) {
                all.add(frame.getAsJsonObject());
            }
            return all;
        }

        List<String> names() {
            return frames().stream().map(f -> f.get("name").getAsString()).toList();
        }

        JsonArray scope(JsonObject frame, String name) {
            JsonArray scopes =
                    client.body("scopes", "{\"frameId\":%d}".formatted(frame.get("id").getAsInt()))
                            .getAsJsonArray("scopes");
            return client.variables(TestClient.reference(scopes, name));
        }

        JsonObject variable(JsonObject frame, String scope, String name) {
            return TestClient.find(scope(frame, scope), name);
        }

        String evaluate(String expression) {
            return client.body(
                            "evaluate",
                            "{\"expression\":%s,\"context\":\"hover\",\"frameId\":%d}"
                                    .formatted(quoted(expression), id()))
                    .get("result")
                    .getAsString();
        }

        void set(String place, String value) {
            client.body(
                    "setExpression",
                    "{\"expression\":%s,\"value\":%s,\"frameId\":%d}"
                            .formatted(quoted(place), quoted(value), id()));
        }

        private int id() {
            return frames().getFirst().get("id").getAsInt();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcc-O0-m32-d4",
                "gcc-O2-m32-d5",
                "gcc-O2-m64-d5",
                "clang-O0-m64-d4",
                "clang-O2-m64-d5"
            })
    void committedProgramsAreDebuggedBySource(String name) {
        tour(shapes().resolve(name + ".elf"));
    }

    /// Where a compiler is missing, the test's name says so and it is skipped.
    @TestFactory
    Stream<DynamicTest> programsOfTheCompilersHereAreDebuggedBySource() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> sources = Files.list(shapes())) {
            for (Path source : sources.filter(f -> !f.toString().endsWith(".elf")).toList()) {
                Files.copy(source, scratch.resolve(Objects.requireNonNull(source.getFileName())));
            }
        }
        for (String compiler : List.of("gcc", "clang")) {
            boolean here = runs(compiler, "--version");
            for (String variant :
                    List.of(
                            "0 32 4", "0 32 5", "0 64 4", "0 64 5", "2 32 4", "2 32 5", "2 64 4",
                            "2 64 5")) {
                tests.add(built(compiler, variant, here));
            }
        }
        return tests.stream();
    }

    private DynamicTest built(String compiler, String variant, boolean here) {
        String name = "%s with -O, -m and -gdwarf- of %s".formatted(compiler, variant);
        if (!here) {
            String reason = name + " is not tried: no " + compiler + " here";
            return DynamicTest.dynamicTest(reason, () -> abort(reason));
        }
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    Path image = scratch.resolve(compiler + variant.replace(' ', '-') + ".elf");
                    List<String> command = new ArrayList<>(List.of("./build.sh", compiler));
                    command.addAll(List.of(variant.split(" ")));
                    command.add(image.toString());
                    assertTrue(runs(command.toArray(String[]::new)), "build.sh failed");
                    tour(image);
                });
    }

    private boolean runs(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(scratch.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(scratch.resolve("output.log").toFile())
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void tour(Path image) {
        try (Session session = Session.of(image)) {
            inlinedCall(session);
            afterTheCall(session);
            edits(session);
        }
    }

    private static void inlinedCall(Session session) {
        JsonObject breakpoint = session.breakAt(INLINED, "");
        assertTrue(breakpoint.get("verified").getAsBoolean(), breakpoint.toString());
        session.run("continue");
        List<String> names = session.names();
        boolean inScale = names.getFirst().equals("scale [inlined]");
        // At -O2 the line may have come to stand in the caller's code.
        List<String> own = inScale ? names.subList(1, names.size()) : names;
        assertEquals("visit", own.getFirst(), names.toString());
        assertEquals("deeper", own.get(1), names.toString());
        assertTrue(own.contains("start"), names.toString());
        if (inScale) {
            assertEquals(CALL, session.frames().get(1).get("line").getAsInt());
            session.run("stepOut");
            assertEquals("visit", session.names().getFirst());
        }
        JsonObject outer = session.frames().get(own.indexOf("start"));
        assertTrue(outer.has("source"), outer.toString());
    }

    private static void afterTheCall(Session session) {
        JsonObject breakpoint = session.breakAt(STOP, "");
        assertTrue(breakpoint.get("verified").getAsBoolean(), breakpoint.toString());
        JsonObject frame = session.frames().getFirst();
        int line = frame.get("line").getAsInt();
        if (line < STOP) {
            session.run("continue");
            frame = session.frames().getFirst();
        }
        assertEquals("visit", frame.get("name").getAsString());
        String sum = session.variable(frame, "Locals", "sum").get("value").getAsString();
        assertTrue(List.of("300 (0x12c)", "75 (0x4b)", "<optimized out>").contains(sum), sum);
        JsonObject first = session.variable(frame, "Globals", "first");
        assertEquals("struct node", first.get("type").getAsString());
        JsonArray members = session.client.variables(first.get("variablesReference").getAsInt());
        assertTrue(
                TestClient.find(members, "name").get("value").getAsString().endsWith("\"first\""));
        assertEquals("GREEN (5)", TestClient.find(members, "colour").get("value").getAsString());
        assertEquals("32767 (0x7fff)", TestClient.find(members, "low").get("value").getAsString());
        JsonArray next = session.client.variables(TestClient.reference(members, "next"));
        JsonArray bits = session.client.variables(TestClient.reference(next, "bits"));
        assertEquals("-3", TestClient.find(bits, "b").get("value").getAsString());
    }

    private static void edits(Session session) {
        assertEquals("0x123456789a", session.evaluate("first.next->bits.c,x"));
        assertEquals("0x1", session.evaluate("last.name == \"last\""));
        assertEquals("READ | RUN (0x5)", session.evaluate("mode"));
        assertEquals("{2, 3}", session.evaluate("last.grid[0][1..3]"));
        assertEquals("0xbeef", session.evaluate("(unsigned short)last.word.all,x"));
        assertEquals("8", session.evaluate("sizeof(struct point)").replaceFirst("0x", ""));
        assertEquals("0x1", session.evaluate("&last.where in &last..&last + 1"));
        session.set("last.bits.b", "-7");
        assertEquals("-7", session.evaluate("last.bits.b"));
        assertEquals("5", session.evaluate("last.bits.a"));
        assertEquals("0x123456789a", session.evaluate("last.bits.c,x"));
        session.set("last.colour", "RED");
        assertEquals("RED (0)", session.evaluate("last.colour"));
        session.set("precise", "2.75");
        assertEquals("2.75", session.evaluate("precise"));
        session.set("last.grid[1][2]", "last.grid[0][1] * 21");
        assertEquals("42 (0x2a)", session.evaluate("last.grid[1][2]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcc-O0-m32-d4", "clang-O0-m64-d4"})
    void conditionsUseTheVariablesAtTheirPlace(String name) {
        try (Session session = Session.of(shapes().resolve(name + ".elf"))) {
            int loop = 76;
            JsonObject breakpoint =
                    session.breakAt(loop, "at->name == \"last\" && here == 23 && sum == 52");
            assertTrue(breakpoint.get("verified").getAsBoolean(), breakpoint.toString());
            session.run("continue");
            assertEquals("23 (0x17)", session.evaluate("here"));
            JsonObject wrong = session.breakAt(loop, "at->nome == 1");
            assertTrue(
                    wrong.get("message").getAsString().contains("no member 'nome'"),
                    wrong.toString());
        }
    }

    /// `next` does not enter what the compiler inlined, even without optimization.
    @ParameterizedTest
    @ValueSource(strings = {"gcc-O0-m32-d4", "clang-O0-m64-d4"})
    void nextPassesAnInlinedCall(String name) {
        try (Session session = Session.of(shapes().resolve(name + ".elf"))) {
            session.breakAt(CALL, "");
            session.run("continue");
            session.breakAt(CALL, "0 == 1");
            assertEquals(CALL, session.frames().getFirst().get("line").getAsInt());
            session.run("next");
            JsonObject frame = session.frames().getFirst();
            assertEquals("visit", frame.get("name").getAsString());
            assertEquals(STOP, frame.get("line").getAsInt());
            assertEquals(
                    "300 (0x12c)",
                    session.variable(frame, "Locals", "sum").get("value").getAsString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcc-O0-m32-d4", "clang-O0-m64-d4"})
    void aFunctionBreakpointStopsWhereParametersAreGood(String name) {
        try (Session session = Session.of(shapes().resolve(name + ".elf"))) {
            session.client.body(
                    "setFunctionBreakpoints",
                    "{\"breakpoints\":[{\"name\":\"visit\",\"condition\":\"depth == 22\"}]}");
            session.run("continue");
            JsonObject frame = session.frames().getFirst();
            assertEquals(
                    "22 (0x16)",
                    session.variable(frame, "Arguments", "depth").get("value").getAsString());
            JsonObject caller = session.frames().get(1);
            assertEquals("deeper", caller.get("name").getAsString());
            assertEquals(
                    "0", session.variable(caller, "Arguments", "level").get("value").getAsString());
            JsonObject next = session.frames().get(2);
            assertEquals(
                    "1", session.variable(next, "Arguments", "level").get("value").getAsString());
            JsonArray buffer =
                    session.client.variables(
                            TestClient.reference(session.scope(next, "Locals"), "buffer"));
            assertEquals(16, buffer.size());
            assertEquals("15 (0xf)", buffer.get(15).getAsJsonObject().get("value").getAsString());
        }
    }

    /// The variable itself is watched, not what a pointer points to.
    @ParameterizedTest
    @ValueSource(strings = {"gcc-O0-m32-d4", "gcc-O2-m64-d5"})
    void aVariableIsWatchedAtItsOwnAddress(String name) {
        try (Session session = Session.of(shapes().resolve(name + ".elf"))) {
            session.client.body(
                    "setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"visit\"}]}");
            session.run("continue");
            JsonObject frame = session.frames().getFirst();
            JsonArray scopes =
                    session.client
                            .body(
                                    "scopes",
                                    "{\"frameId\":%d}".formatted(frame.get("id").getAsInt()))
                            .getAsJsonArray("scopes");
            int globals = TestClient.reference(scopes, "Globals");
            session.client.variables(globals);
            JsonObject info =
                    session.client.body(
                            "dataBreakpointInfo",
                            "{\"variablesReference\":%d,\"name\":\"seen\"}".formatted(globals));
            session.client.body(
                    "setDataBreakpoints",
                    "{\"breakpoints\":[{\"dataId\":%s,\"accessType\":\"write\"}]}"
                            .formatted(info.get("dataId")));
            session.client.body("continue", "{\"threadId\":1}");
            JsonObject stopped = session.client.event("stopped");
            assertEquals("data breakpoint", stopped.get("reason").getAsString());
            assertEquals("225 (0xe1)", session.evaluate("seen"));
        }
    }

    /// A symbol file at an address where its code is not: the breakpoint waits.
    @ParameterizedTest
    @ValueSource(strings = {"clang-O0-m64-d4"})
    void breakpointsWaitForTheirCode(String name) {
        Path image = shapes().resolve(name + ".elf");
        TestClient client = new TestClient(Production.services(AttachPoint.none()));
        try (client) {
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            client.body(
                    "launch",
                    "{\"program\":%s,\"symbols\":[%s]}"
                            .formatted(quoted(image), quoted(image + "@0xffffffff80100000")));
            client.event("initialized");
            JsonObject breakpoint =
                    client.body(
                                    "setFunctionBreakpoints",
                                    "{\"breakpoints\":[{\"name\":\"visit\"}]}")
                            .getAsJsonArray("breakpoints")
                            .get(0)
                            .getAsJsonObject();
            assertEquals(false, breakpoint.get("verified").getAsBoolean());
            String message = breakpoint.get("message").getAsString();
            assertTrue(message.contains("is not in memory at 0xffffffff801"), message);
        }
    }
}
