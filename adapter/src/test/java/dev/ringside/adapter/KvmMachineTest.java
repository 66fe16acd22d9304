package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import dev.ringside.engine.vmm.RunResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The samples on `--backend kvm`, run and debugged. Aborted with the reason where there is no KVM.
class KvmMachineTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("ringside.root", "..")).resolve("samples");

    @BeforeAll
    static void needsKvm() {
        try (Machine machine = machine("kvm", "hello-boot/boot.img", new Output())) {
            assertFalse(machine.debugger().running());
        } catch (ImageException e) {
            abort(e.getMessage());
        }
    }

    /// What a guest wrote.
    private static final class Output implements MachineConsole {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<String> log = new ArrayList<>();

        @Override
        public void serial(int port, byte b) {
            bytes.write(b);
        }

        @Override
        public void debugcon(byte b) {
            bytes.write(b);
        }

        @Override
        public void log(String line) {
            log.add(line);
        }

        String text() {
            return bytes.toString(StandardCharsets.US_ASCII);
        }
    }

    private static Machine machine(String backend, String image, Output output)
            throws ImageException {
        MachineConfig config =
                MachineConfig.builder()
                        .image(SAMPLES.resolve(image))
                        .backend(backend)
                        .timeout(Duration.ofSeconds(60))
                        .build();
        return Machine.create(config, output);
    }

    private record Ran(int exitCode, String text, String screen) {
        static Ran on(String backend, String image) throws ImageException {
            Output output = new Output();
            Machine machine = machine(backend, image, output);
            RunResult result = machine.run();
            return new Ran(result.exitCode(), output.text(), machine.screen().text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello-boot/boot.img",
                "long-mode/boot.img",
                "paging/boot.img",
                "kernel-c/kernel.elf"
            })
    void sampleSaysOnKvmWhatItSaysOnTheCore(String image) throws ImageException {
        assertEquals(Ran.on("core", image), Ran.on("kvm", image));
    }

    @Test
    void autoTakesKvmAndSaysSo() throws ImageException {
        Output output = new Output();
        RunResult result = machine("auto", "hello-boot/boot.img", output).run();
        assertEquals(0, result.exitCode());
        assertTrue(output.log.contains("--backend auto: KVM runs the guest."), "" + output.log);
    }

    @Test
    void optionThatNeedsCountedInstructionsSaysToUseTheCore() {
        MachineConfig config =
                MachineConfig.builder()
                        .image("x", new byte[512])
                        .backend("kvm")
                        .maxInstructions(5)
                        .build();
        ImageException e =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ImageException.class, () -> Machine.create(config, MachineConsole.NONE));
        assertTrue(String.valueOf(e.getMessage()).contains("use --backend core"), e.getMessage());
    }

    private static TestClient launched(String image) {
        TestClient client = new TestClient(Production.services(AttachPoint.none()));
        client.body("initialize", "{\"adapterID\":\"ringside\"}");
        Path program = SAMPLES.resolve(image);
        client.body(
                "launch",
                "{\"program\":%s,\"backend\":\"kvm\"}"
                        .formatted(new JsonPrimitive(program.toString())));
        client.event("initialized");
        client.body("configurationDone", "{}");
        client.event("stopped");
        return client;
    }

    private static JsonObject stopped(TestClient client, String command) {
        client.body(command, "{\"threadId\":1}");
        return client.event("stopped");
    }

    private static String repl(TestClient client, String line) {
        return client.body(
                        "evaluate",
                        "{\"expression\":%s,\"context\":\"repl\"}"
                                .formatted(new JsonPrimitive(line)))
                .get("result")
                .getAsString();
    }

    @Test
    void longModeSampleStepsLineByLineThroughAllModes() {
        try (TestClient client = launched("long-mode/boot.img")) {
            StringBuilder modes = new StringBuilder();
            for (int i = 0; i < 200 && modes.indexOf("long mode, 64-bit, ring 0") < 0; i++) {
                assertTrue(client.frame().has("source"), client.frame().toString());
                modes.append(repl(client, "regs"));
                stopped(client, "next");
            }
            assertTrue(modes.indexOf("real mode, 16-bit") >= 0);
            assertTrue(modes.indexOf("protected mode, 32-bit") >= 0);
            assertTrue(modes.indexOf("long mode, 64-bit") >= 0);
        }
    }

    @Test
    void timerHandlerOfTheInterruptsSampleStopsAtEachTick() {
        try (TestClient client = launched("interrupts/boot.img")) {
            client.body("setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"timer\"}]}");
            long last = -1;
            for (int tick = 0; tick < 3; tick++) {
                assertEquals(
                        "function breakpoint",
                        stopped(client, "continue").get("reason").getAsString());
                long ticks = Long.decode(repl(client, "dword [ticks]"));
                assertTrue(ticks > last, ticks + " after " + last);
                last = ticks;
            }
            client.body("setFunctionBreakpoints", "{\"breakpoints\":[]}");
            client.body("continue", "{\"threadId\":1}");
            client.body("pause", "{\"threadId\":1}");
            assertEquals("pause", client.event("stopped").get("reason").getAsString());
        }
    }

    @Test
    void registersAndMemoryThatTheDebuggerWritesAreWhatTheGuestGoesOnWith() {
        try (TestClient client = launched("hello-boot/boot.img")) {
            assertInstanceOf(JsonObject.class, client.frame());
            String before = repl(client, "rip");
            client.body("setExpression", "{\"expression\":\"rbx\",\"value\":\"0x1234\"}");
            assertTrue(repl(client, "rbx").endsWith("1234"), repl(client, "rbx"));
            stopped(client, "stepIn");
            assertFalse(repl(client, "rip").equals(before));
        }
    }

    @Test
    void exceptionFiltersAreRefusedWithWhatToDo() {
        try (TestClient client = launched("hello-boot/boot.img")) {
            JsonObject shown =
                    client.body("setExceptionBreakpoints", "{\"filters\":[\"PF\"]}")
                            .getAsJsonArray("breakpoints")
                            .get(0)
                            .getAsJsonObject();
            assertFalse(shown.get("verified").getAsBoolean());
            assertTrue(shown.get("message").getAsString().contains("--backend core"));
        }
    }
}
