package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.adapter.fake.FakeDisassembler;
import dev.ringside.adapter.fake.FakeMachine;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.Symbols;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpServerTest {
    @TempDir Path folder;

    private static Services services(Symbols.Loader symbols) {
        return new Services(
                (options, output) -> new FakeMachine(output, 0x90, 0x90, 0xEB, 0xFE),
                symbols,
                FakeDisassembler::new,
                () -> {},
                AttachPoint.none());
    }

    private static TcpServer server() throws IOException {
        TcpServer server =
                new TcpServer(
                        InetAddress.getLoopbackAddress(),
                        0,
                        services(options -> new FakeSymbols()));
        Thread thread = new Thread(server::run);
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static TestClient client(Socket socket) throws IOException {
        return new TestClient(
                new StreamTransport(socket.getInputStream(), socket.getOutputStream()));
    }

    @Test
    void sessionsAreIsolated() throws IOException {
        try (TcpServer server = server();
                Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket two = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket bad = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            TestClient first = client(one).launched();
            bad.getOutputStream().write("rubbish\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            TestClient second = client(two).launched();
            first.body("evaluate", "{\"expression\":\"ax=5\",\"context\":\"repl\"}");
            String seen =
                    second.body("evaluate", "{\"expression\":\"ax\",\"context\":\"watch\"}")
                            .get("result")
                            .getAsString();
            assertEquals("0x0000", seen);
            first.body("disconnect", "{}");
            assertEquals(1, second.body("threads", "{}").getAsJsonArray("threads").size());
        }
    }

    @Test
    void attachWithoutAMachineSaysWhatToDo() throws IOException {
        try (TcpServer server = server();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            TestClient client = client(socket);
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            assertTrue(client.failure("attach", "{}").contains("ringside run"));
        }
    }

    @Test
    void slowLaunchShowsProgress() {
        Services slow =
                services(options -> {
                    try {
                        Thread.sleep(1500);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new FakeSymbols();
                });
        try (TestClient client = new TestClient(slow)) {
            client.body(
                    "initialize",
                    "{\"adapterID\":\"ringside\",\"supportsProgressReporting\":true}");
            client.send("launch", "{\"program\":\"x\"}");
            String id = client.event("progressStart").get("progressId").getAsString();
            assertEquals(id, client.event("progressEnd").get("progressId").getAsString());
        }
    }

    @Test
    void messagesAreLoggedWhereTheLaunchSays() throws IOException {
        Path log = folder.resolve("dap.log");
        try (TestClient client = new TestClient(services(options -> new FakeSymbols()))) {
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            client.body("launch", "{\"program\":\"x\",\"log\":\"%s\"}".formatted(log));
            client.body("threads", "{}");
            String text = Files.readString(log);
            assertTrue(text.contains("> {"), text);
            assertTrue(text.contains("\"command\":\"threads\""), text);
        }
    }
}
