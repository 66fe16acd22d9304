package dev.ringside.adapter.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Gathers what the guest prints byte by byte, so that a client gets it in pieces.
///
/// Thread-safe: VCPU threads write, the session's thread flushes. Never blocks a VCPU: what a
/// client does not take in time is dropped, and said so.
final class OutputBuffer {
    private static final int LIMIT = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Runnable scheduleFlush;
    private final Consumer<String> sink;
    private boolean scheduled;
    private long dropped;

    /// @param scheduleFlush has [#flush] called soon
    OutputBuffer(Runnable scheduleFlush, Consumer<String> sink) {
        this.scheduleFlush = scheduleFlush;
        this.sink = sink;
    }

    void add(byte value) {
        boolean schedule = false;
        synchronized (this) {
            if (bytes.size() >= LIMIT) {
                dropped++;
            } else {
                bytes.write(value);
            }
            schedule = !scheduled;
            scheduled = true;
        }
        if (schedule) {
            scheduleFlush.run();
        }
    }

    void flush() {
        String text;
        synchronized (this) {
            scheduled = false;
            text = bytes.toString(StandardCharsets.UTF_8);
            bytes.reset();
            if (dropped > 0) {
                text += "\n[%d bytes of output dropped]\n".formatted(dropped);
                dropped = 0;
            }
        }
        if (!text.isEmpty()) {
            sink.accept(text);
        }
    }
}
