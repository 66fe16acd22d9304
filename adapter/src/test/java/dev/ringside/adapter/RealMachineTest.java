package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server in front of the real engine, symbols and Capstone.
class RealMachineTest {
    private static final Path ROOT = Path.of(System.getProperty("ringside.root", ".."));

    @TempDir Path folder;

    private static TestClient client() {
        TestClient client = new TestClient(Production.services(AttachPoint.none()));
        client.body("initialize", "{\"adapterID\":\"ringside\"}");
        return client;
    }

    private static String quoted(Path path) {
        return new JsonPrimitive(path.toString()).toString();
    }

    private static TestClient launched(Path image) {
        TestClient client = client();
        client.body("launch", "{\"program\":%s}".formatted(quoted(image)));
        client.event("initialized");
        client.body("configurationDone", "{}");
        client.event("stopped");
        return client;
    }

    /// A boot sector of these bytes.
    private Path sector(String hex) throws IOException {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] sector = new byte[512];
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        return Files.write(folder.resolve("boot.img"), sector);
    }

    private static JsonObject step(TestClient client, String command) {
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
    void longModeSampleStepsFromRealModeToLongMode() {
        try (TestClient client = launched(ROOT.resolve("samples/long-mode/boot.img"))) {
            List<String> modes = new ArrayList<>();
            for (int i = 0; i < 200 && !modes.contains("long mode, 64-bit, ring 0, paging"); i++) {
                JsonObject frame = client.frame();
                assertTrue(frame.has("source"), frame.toString());
                String mode = repl(client, "regs").lines().reduce((a, b) -> b).orElse("");
                String name = mode.substring(mode.indexOf("  ") + 2);
                if (modes.isEmpty() || !modes.get(modes.size() - 1).equals(name)) {
                    modes.add(name);
                }
                assertSourceMatchesCode(client, frame);
                step(client, "next");
            }
            String seen = modes.toString();
            assertTrue(modes.contains("real mode, 16-bit"), seen);
            assertTrue(seen.contains("protected mode, 32-bit"), seen);
            assertTrue(seen.contains("long mode, 64-bit"), seen);
        }
    }

    /// The mnemonic in the source line is the one Capstone reads at the PC.
    private static void assertSourceMatchesCode(TestClient client, JsonObject frame) {
        String path = frame.getAsJsonObject("source").get("path").getAsString();
        int line = frame.get("line").getAsInt();
        String source = line(path, line).replaceFirst("^\\w+:", "").strip();
        String pc = frame.get("instructionPointerReference").getAsString();
        JsonArray rows =
                client.body(
                                "disassemble",
                                "{\"memoryReference\":\"%s\",\"instructionCount\":1}".formatted(pc))
                        .getAsJsonArray("instructions");
        String code = rows.get(0).getAsJsonObject().get("instruction").getAsString();
        String mnemonic = source.split("[ \t]")[0];
        boolean same =
                code.contains(mnemonic)
                        || (mnemonic.equals("jmp") && code.startsWith("ljmp"))
                        || (mnemonic.matches("j\\w+") && code.startsWith("j"));
        assertTrue(same, "%s:%d has '%s' and the code '%s'".formatted(path, line, source, code));
    }

    private static String line(String path, int line) {
        try {
            return Files.readAllLines(Path.of(path)).get(line - 1);
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    @Test
    void conditionsHitCountsAndLogsWorkInTheEngine() throws IOException {
        // xor ax,ax; again: inc ax; jmp again
        Path image = sector("31c0 40 ebfd");
        try (TestClient client = launched(image)) {
            client.body(
                    "setInstructionBreakpoints",
                    "{\"breakpoints\":[{\"instructionReference\":\"0x7c02\",\"condition\":\"ax == 100\"}]}");
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            assertEquals("0x0064", repl(client, "ax"));
            client.body(
                    "setInstructionBreakpoints",
                    "{\"breakpoints\":[{\"instructionReference\":\"0x7c02\",\"hitCondition\":\"10\"}]}");
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            assertEquals("0x006e", repl(client, "ax"));
        }
    }

    @Test
    void editedRegisterAndMemoryAreWhatTheGuestSees() throws IOException {
        // nop; mov al,[0x600]; add al,bl; mov [0x601],al; jmp $
        Path image = sector("90 a00006 00d8 a20106 ebfe");
        try (TestClient client = launched(image)) {
            repl(client, "bl=3");
            client.body("writeMemory", "{\"memoryReference\":\"0x600\",\"data\":\"KA==\"}");
            for (int i = 0; i < 4; i++) {
                step(client, "next");
            }
            assertEquals("0x2b (43)", repl(client, "byte [0x601]"));
        }
    }

    @Test
    void tripleFaultStopsBeforeTheResetAndExplains() throws IOException {
        // cli; lidt [0x7c20] (zeros: limit 0 at 0); int 3
        Path image = sector("fa 0f011e207c cc");
        try (TestClient client = launched(image)) {
            client.body("continue", "{\"threadId\":1}");
            JsonObject stopped = client.event("stopped");
            assertEquals("exception", stopped.get("reason").getAsString());
            String text = stopped.get("text").getAsString();
            assertTrue(text.startsWith("Triple fault"), text);
            assertTrue(text.contains("  1. "), text);
            assertTrue(text.contains("Registers at the first fault"), text);
            assertEquals(
                    "triple fault",
                    client.body("exceptionInfo", "{\"threadId\":1}")
                            .get("exceptionId")
                            .getAsString());
        }
    }

    @Test
    void exceptionFilterStopsBeforeDelivery() throws IOException {
        // xor cx,cx; div cx
        Path image = sector("31c9 f7f1 ebfe");
        try (TestClient client = launched(image)) {
            client.body("setExceptionBreakpoints", "{\"filters\":[\"DE\"]}");
            client.body("continue", "{\"threadId\":1}");
            JsonObject stopped = client.event("stopped");
            assertTrue(stopped.get("description").getAsString().startsWith("#DE"));
            assertEquals("0x7c02", client.frame().get("instructionPointerReference").getAsString());
        }
    }

    @Test
    void guestExitCodeIsTold() throws IOException {
        // mov al,2; out 0xf4,al
        Path image = sector("b002 e6f4");
        try (TestClient client = launched(image)) {
            client.body("continue", "{\"threadId\":1}");
            assertEquals(5, client.event("exited").get("exitCode").getAsInt());
            client.event("terminated");
        }
    }

    @Test
    void pauseAndDisconnectWorkOnALoop() throws IOException {
        Path image = sector("ebfe");
        try (TestClient client = launched(image)) {
            client.body("continue", "{\"threadId\":1}");
            client.body("pause", "{\"threadId\":1}");
            assertEquals("pause", client.event("stopped").get("reason").getAsString());
            client.body("continue", "{\"threadId\":1}");
            client.body("disconnect", "{\"terminateDebuggee\":true}");
        }
    }

    @Test
    void framesInTheCSampleHaveLines() {
        try (TestClient client = launched(ROOT.resolve("samples/kernel-c/kernel.elf"))) {
            client.body(
                    "setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"console_text\"}]}");
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            JsonArray frames =
                    client.body("stackTrace", "{\"threadId\":1}").getAsJsonArray("stackFrames");
            assertTrue(frames.size() >= 3, frames.toString());
            for (var frame : frames) {
                assertTrue(frame.getAsJsonObject().has("source"), frames.toString());
            }
        }
    }

    @Test
    void badImagesAreOneClearLineAndTheSessionLives() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] noise = new byte[3000];
        random.nextBytes(noise);
        byte[] elf = Files.readAllBytes(ROOT.resolve("samples/kernel-c/kernel.elf"));
        Path missing = folder.resolve("missing.img");
        Path empty = Files.write(folder.resolve("empty.img"), new byte[0]);
        Path cut = Files.write(folder.resolve("cut.elf"), java.util.Arrays.copyOf(elf, 100));
        try (TestClient client = client()) {
            for (Path image : List.of(missing, empty, cut, folder)) {
                assertClear(client.failure("launch", "{\"program\":%s}".formatted(quoted(image))));
            }
            Path random3000 = Files.write(folder.resolve("noise.bin"), noise);
            assertClear(
                    client.failure(
                            "launch",
                            "{\"program\":%s,\"boot\":\"elf\"}".formatted(quoted(random3000))));
            assertClear(
                    client.failure(
                            "launch",
                            "{\"program\":%s,\"boot\":\"multiboot2\"}"
                                    .formatted(quoted(random3000))));
            assertClear(
                    client.failure(
                            "launch",
                            "{\"program\":%s,\"vcpus\":300}".formatted(quoted(sector("ebfe")))));
            client.body("launch", "{\"program\":%s}".formatted(quoted(sector("ebfe"))));
        }
    }

    private static void assertClear(String message) {
        assertFalse(message.contains("Exception"), message);
        assertFalse(message.contains("Internal error"), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.length() > 15, message);
    }

    @Test
    void resetVectorIsExplainedWhereSeabiosIsInstalled() {
        Path rom = Path.of("/usr/share/seabios/bios.bin");
        assumeTrue(Files.exists(rom), "the package seabios is not installed");
        try (TestClient client = launched(rom)) {
            String log = client.log().toString();
            assertTrue(log.contains("f000:fff0 (linear 0xfffffff0)"), log);
            assertTrue(log.contains("hidden base of CS is 0xffff0000"), log);
            JsonArray rows =
                    client.body(
                                    "disassemble",
                                    "{\"memoryReference\":\"0xfffffff0\",\"instructionOffset\":-200,\"instructionCount\":400}")
                            .getAsJsonArray("instructions");
            assertEquals(400, rows.size());
            assertTrue(
                    rows.get(200)
                            .getAsJsonObject()
                            .get("instruction")
                            .getAsString()
                            .contains("jmp 0xf000"));
            boolean protectedMode = false;
            for (int i = 0; i < 40 && !protectedMode; i++) {
                client.body("stepIn", "{\"threadId\":1,\"granularity\":\"instruction\"}");
                client.event("stopped");
                protectedMode = repl(client, "regs").contains("protected mode, 32-bit");
            }
            assertTrue(protectedMode, repl(client, "regs"));
        }
    }
}
