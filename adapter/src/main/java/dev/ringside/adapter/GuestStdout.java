package dev.ringside.adapter;

import dev.ringside.adapter.session.EchoFilter;
import dev.ringside.adapter.session.GuestText;
import dev.ringside.adapter.session.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The guest's text on standard output. Serial bytes pass unchanged, BIOS text becomes UTF-8.
///
/// Bytes gather in a buffer that goes out at line ends, and after a moment of quiet. Thread-safe.
final class GuestStdout implements Target.GuestOutput, AutoCloseable {
    private static final int SIZE = 8192;
    private static final int QUIET_MILLIS = 30;

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private final EchoFilter echoes = new EchoFilter();
    private int size;
    private boolean closed;

    GuestStdout(OutputStream out) {
        this.out = out;
        Thread flusher = new Thread(this::flushNowAndThen, "ringside-stdout");
        flusher.setDaemon(true);
        flusher.start();
    }

    @Override
    public synchronized void write(Target.Channel channel, byte value) {
        if (echoes.isEcho(channel, value)) {
            return;
        }
        if (channel == Target.Channel.BIOS_TEXT && (value < ' ' || value == 0x7F)) {
            String text = GuestText.decode(channel, new byte[] {value});
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                add(b);
            }
        } else {
            add(value);
        }
        if (value == '\n') {
            flush();
        }
    }

    private void add(byte value) {
        buffer[size++] = value;
        if (size == SIZE) {
            flush();
        }
    }

    @Override
    public void note(String line) {
        System.err.println("ringside: " + line);
    }

    synchronized void flush() {
        try {
            out.write(buffer, 0, size);
            out.flush();
        } catch (IOException e) {
            // Nobody reads any more; the guest need not know.
        }
        size = 0;
    }

    private void flushNowAndThen() {
        while (!closed()) {
            try {
                Thread.sleep(QUIET_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            flush();
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        flush();
        closed = true;
    }
}
