package dev.ringside.adapter.bench;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// The smallest DAP client: one process, one request at a time.
final class DapClient implements AutoCloseable {
    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final Gson gson = new Gson();
    private final Deque<JsonObject> events = new ArrayDeque<>();
    private int sequence;

    DapClient(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = new BufferedInputStream(process.getInputStream());
        out = process.getOutputStream();
    }

    long pid() {
        return process.pid();
    }

    /// Sends a request and waits for its response; events on the way are kept.
    JsonObject request(String command, Map<String, ?> arguments) throws IOException {
        int seq = send(command, arguments);
        while (true) {
            JsonObject message = receive();
            if (message.get("type").getAsString().equals("event")) {
                events.add(message);
            } else if (message.get("request_seq").getAsInt() == seq) {
                if (!message.get("success").getAsBoolean()) {
                    throw new IOException(command + ": " + message);
                }
                return message.has("body") ? message.getAsJsonObject("body") : new JsonObject();
            }
        }
    }

    /// Sends without waiting.
    int send(String command, Map<String, ?> arguments) throws IOException {
        int seq = ++sequence;
        byte[] body =
                gson.toJson(
                                Map.of(
                                        "seq",
                                        seq,
                                        "type",
                                        "request",
                                        "command",
                                        command,
                                        "arguments",
                                        arguments))
                        .getBytes(StandardCharsets.UTF_8);
        out.write(
                ("Content-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return seq;
    }

    /// The body of the next event of that name, from now or before.
    JsonObject await(String event) throws IOException {
        while (true) {
            JsonObject message = events.isEmpty() ? receive() : events.poll();
            if (message.get("type").getAsString().equals("event")
                    && message.get("event").getAsString().equals(event)) {
                return message.has("body") ? message.getAsJsonObject("body") : new JsonObject();
            }
        }
    }

    private JsonObject receive() throws IOException {
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.startsWith("Content-Length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return JsonParser.parseString(new String(in.readNBytes(length), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the adapter closed its output");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
