package dev.ringside.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.server.Connection;
import dev.ringside.adapter.server.LocalTransport;
import dev.ringside.adapter.server.StreamTransport;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.SessionException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir Path folder;

    /// Exit code and standard error of a command.
    private record Result(int code, String error) {}

    private static Result run(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
        try {
            int code = Main.commandLine().execute(arguments);
            return new Result(code, error.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private String sector(String hex) throws IOException {
        byte[] code = HexFormat.of().parseHex(hex);
        byte[] sector = new byte[512];
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        return Files.write(folder.resolve("boot.img"), sector).toString();
    }

    @ParameterizedTest
    @CsvSource({
        // mov al,v; out 0xf4,al
        "b000e6f4, 1",
        "b015e6f4, 43",
        // cli; lidt of zeros; int3
        "fa0f011e207ccc, 70",
        // cli; hlt
        "faf4, 0"
    })
    void runEndsWithTheGuestsCode(String code, int expected) throws IOException {
        Result result = run("run", sector(code), "--serial", "off");
        assertEquals(expected, result.code, result.error);
    }

    @Test
    void runEndsAtTheInstructionLimit() throws IOException {
        Result result = run("run", sector("ebfe"), "--max-instructions", "1000");
        assertEquals(72, result.code, result.error);
    }

    @Test
    void runEndsAtTheTimeout() throws IOException {
        Result result = run("run", sector("ebfe"), "--timeout", "200ms");
        assertEquals(74, result.code, result.error);
    }

    @Test
    void tripleFaultIsExplainedOnStandardError() throws IOException {
        Result result = run("run", sector("fa0f011e207ccc"), "--serial", "off");
        assertTrue(result.error.contains("#"), result.error);
        assertTrue(result.error.lines().count() >= 2, result.error);
    }

    @ParameterizedTest
    @CsvSource({
        "run, --blah, blah",
        "run, --memory=x, 64M",
        "run, --memory=10, 1M",
        "run, --boot=tape, disk",
        "run, --mode=virtual, protected",
        "run, --entry=there, 0x7c00",
        "run, --timeout=soon, 30s",
        "run, --dap=nowhere:x, HOST:PORT",
        "run, --vcpus=0, between",
        "info, --backend=vax, core",
        "debug, --script=/no/such/file, script"
    })
    void badOptionIsOneClearLineAndCode64(String command, String option, String hint)
            throws IOException {
        Result result = run(command, sector("ebfe"), option);
        assertEquals(64, result.code, result.error);
        assertTrue(result.error.contains(hint), result.error);
        assertTrue(!result.error.contains("Exception"), result.error);
    }

    @Test
    void missingImageIsOneClearLineAndCode64() {
        Result result = run("run", folder.resolve("no.img").toString());
        assertEquals(64, result.code);
        assertTrue(result.error.contains("no.img"), result.error);
        assertEquals(1, result.error.lines().count(), result.error);
        assertEquals(64, run("run").code);
        assertEquals(64, run("nonsense").code);
    }

    @Test
    void infoKnowsTheSamples() {
        String samples = System.getProperty("ringside.root", "..") + "/samples/";
        assertEquals(0, run("info", samples + "long-mode/boot.img").code);
        assertEquals(0, run("info", "--json", samples + "kernel-c/kernel.elf").code);
    }

    @ParameterizedTest
    @CsvSource({"4711, true", "127.0.0.1:4711, true", "[::1]:4711, true", "10.1.2.3:1, false"})
    void portsAreOnTheLoopbackInterfaceUnlessAHostIsGiven(String text, boolean loopback)
            throws SessionException {
        assertEquals(loopback, HostPort.parse(text).host().isLoopbackAddress());
    }

    private String terminal(String image, String script) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LocalTransport.Pair pair = LocalTransport.pair();
        Connection connection =
                new Connection(pair.server(), Production.services(AttachPoint.none()));
        Thread server = new Thread(connection::serve);
        server.setDaemon(true);
        server.start();
        new Terminal(pair.client(), new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(
                        Map.of("program", image),
                        new BufferedReader(new StringReader(script)),
                        new BufferedReader(new StringReader("")),
                        false);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void terminalRunsAScript() throws IOException {
        // mov ax,0x1234; nop; jmp $
        String image = sector("b8341290ebfe");
        String out =
                terminal(
                        image,
                        """
                        # a comment
                        stepi
                        r ax
                        break 0x7c04 if ax == 0x1234
                        continue
                        what is this
                        bx=7
                        p bx + 1
                        quit
                        nonsense
                        """);
        assertTrue(out.contains("Stopped before the first instruction at 0000:7c00"), out);
        assertTrue(out.contains("0000:7c03 (linear 0x7c03): nop"), out);
        assertTrue(out.contains("(ringside) r ax\n0x1234"), out);
        assertTrue(out.contains("Breakpoint 1 at 0000:7c04"), out);
        assertTrue(out.contains("Type help for the commands"), out);
        assertTrue(out.contains("bx = 0x0007"), out);
        assertTrue(out.contains("(ringside) p bx + 1\n0x8"), out);
        assertTrue(!out.contains("nonsense"), out);
    }

    @Test
    void terminalEndsWithTheGuest() throws IOException {
        String out = terminal(sector("b002e6f4"), "continue\nregs\n");
        assertTrue(out.contains("port 0xf4"), out);
    }

    @Test
    void debuggerAttachesToARunAndLeavesIt() throws Exception {
        // again: mov al,[0x600]; cmp al,0x2a; jne again; out 0xf4,al
        String image = sector("a00006 3c2a 75f9 e6f4".replace(" ", ""));
        PrintStream before = System.err;
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
        try {
            java.util.concurrent.FutureTask<Integer> run =
                    new java.util.concurrent.FutureTask<>(() ->
                            Main.commandLine()
                                    .execute(
                                            "run",
                                            image,
                                            "--serial",
                                            "off",
                                            "--dap",
                                            "0",
                                            "--timeout",
                                            "60s"));
            Thread.ofPlatform().daemon().start(run);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(error))) {
                TestClient client =
                        new TestClient(
                                new StreamTransport(
                                        socket.getInputStream(), socket.getOutputStream()));
                client.body("initialize", "{\"adapterID\":\"ringside\"}");
                client.body("attach", "{}");
                client.event("initialized");
                client.body("configurationDone", "{}");
                assertEquals("pause", client.event("stopped").get("reason").getAsString());
                client.body("writeMemory", "{\"memoryReference\":\"0x600\",\"data\":\"Kg==\"}");
                client.body("disconnect", "{}");
            }
            assertEquals(85, run.get());
        } finally {
            System.setErr(before);
        }
    }

    private static int port(ByteArrayOutputStream error) throws InterruptedException {
        Pattern pattern = Pattern.compile("attach at \\S+:(\\d+)");
        while (true) {
            Matcher matcher = pattern.matcher(error.toString(StandardCharsets.UTF_8));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            Thread.sleep(10);
        }
    }
}
