package dev.ringside.adapter.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Another transport with a log: every message from the moment a file is named, one a line.
final class LoggedTransport implements Transport {
    private final Transport transport;
    private @Nullable Writer log;

    LoggedTransport(Transport transport) {
        this.transport = transport;
    }

    /// Begins to log.
    synchronized void logTo(Path file) throws IOException {
        close();
        log = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String read() throws IOException, FrameException {
        String message = transport.read();
        if (message != null) {
            log("> ", message);
        }
        return message;
    }

    @Override
    public void write(String json) throws IOException {
        log("< ", json);
        transport.write(json);
    }

    private synchronized void log(String direction, String message) {
        Writer to = log;
        if (to == null) {
            return;
        }
        try {
            to.write(direction + message + "\n");
            to.flush();
        } catch (IOException e) {
            log = null;
        }
    }

    synchronized void close() {
        Writer to = log;
        log = null;
        try {
            if (to != null) {
                to.close();
            }
        } catch (IOException e) {
            // What was written is there.
        }
    }
}
