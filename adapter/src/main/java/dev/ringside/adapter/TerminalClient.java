package dev.ringside.adapter;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringside.adapter.server.LocalTransport;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The terminal's end of the protocol. One request at a time; events come in between.
final class TerminalClient {
    private final LocalTransport transport;
    private final PrintStream out;
    private final Gson gson = new Gson();
    private final Map<Integer, JsonObject> responses = new HashMap<>();
    private int sequence;
    private boolean initialized;
    private boolean running;
    private boolean resumed;
    private boolean over;
    private int exitCode;

    TerminalClient(LocalTransport transport, PrintStream out) {
        this.transport = transport;
        this.out = out;
    }

    /// Begins to read.
    void start() {
        Thread reader = new Thread(this::read, "ringside-terminal");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        String message = transport.read();
        while (message != null) {
            receive(JsonParser.parseString(message).getAsJsonObject());
            message = transport.read();
        }
    }

    private synchronized void receive(JsonObject message) {
        if (message.get("type").getAsString().equals("response")) {
            responses.put(message.get("request_seq").getAsInt(), message);
        } else {
            event(message.get("event").getAsString(), message.get("body"));
        }
        notifyAll();
    }

    private void event(String event, @Nullable JsonElement body) {
        JsonObject values = body == null ? new JsonObject() : body.getAsJsonObject();
        switch (event) {
            case "initialized" -> initialized = true;
            case "continued" -> {
                running = true;
                resumed = true;
            }
            case "stopped" -> running = false;
            case "output" -> {
                out.print(values.get("output").getAsString());
                out.flush();
            }
            case "exited" -> exitCode = values.get("exitCode").getAsInt();
            case "terminated" -> {
                running = false;
                over = true;
            }
            default -> {}
        }
    }

    /// Launches, and waits for the first stop.
    ///
    /// @return why that failed, or null
    @Nullable String launch(Map<String, Object> attributes) {
        request("initialize", Map.of("adapterID", "ringside", "clientID", "terminal"));
        JsonObject launched = request("launch", attributes);
        if (!launched.get("success").getAsBoolean()) {
            return launched.get("message").getAsString();
        }
        awaitInitialized();
        setRunning();
        JsonObject configured = request("configurationDone", Map.of());
        if (!configured.get("success").getAsBoolean()) {
            return configured.get("message").getAsString();
        }
        awaitStop();
        return null;
    }

    private synchronized void setRunning() {
        running = true;
        resumed = true;
    }

    private synchronized void awaitInitialized() {
        while (!initialized && !over) {
            pauseThread();
        }
    }

    /// Waits while the machine runs.
    ///
    /// @return whether it ran at all
    synchronized boolean awaitStop() {
        boolean ran = resumed;
        resumed = false;
        while (running && !over) {
            pauseThread();
        }
        return ran;
    }

    /// Waits for the next message; callers look at what they wait for in a loop.
    @SuppressWarnings("WaitNotInLoop")
    private void pauseThread() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }

    /// Sends a line to the console.
    JsonObject evaluate(String line) {
        return request("evaluate", Map.of("expression", line, "context", "repl"));
    }

    /// Asks a running machine to stop; does not wait.
    void pause() {
        send("pause", Map.of("threadId", 1));
    }

    void disconnect() {
        if (!ended()) {
            request("disconnect", Map.of("terminateDebuggee", true));
        }
        transport.end();
    }

    synchronized boolean ended() {
        return over;
    }

    /// The guest's, 0 if it did not end by itself.
    synchronized int exitCode() {
        return exitCode;
    }

    private synchronized int send(String command, Map<String, Object> arguments) {
        int seq = ++sequence;
        transport.write(
                gson.toJson(
                        Map.of(
                                "seq",
                                seq,
                                "type",
                                "request",
                                "command",
                                command,
                                "arguments",
                                arguments)));
        return seq;
    }

    private JsonObject request(String command, Map<String, Object> arguments) {
        int seq = send(command, arguments);
        synchronized (this) {
            while (true) {
                JsonObject response = responses.remove(seq);
                if (response != null) {
                    return response;
                }
                pauseThread();
            }
        }
    }
}
