package dev.ringside.adapter.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Messages between a client and a server in one process.
public final class LocalTransport implements Transport {
    private static final String END = "";

    private final BlockingQueue<String> incoming;
    private final BlockingQueue<String> outgoing;

    private LocalTransport(BlockingQueue<String> incoming, BlockingQueue<String> outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /// Two ends of one connection.
    public record Pair(LocalTransport client, LocalTransport server) {}

    public static Pair pair() {
        BlockingQueue<String> up = new LinkedBlockingQueue<>();
        BlockingQueue<String> down = new LinkedBlockingQueue<>();
        return new Pair(new LocalTransport(down, up), new LocalTransport(up, down));
    }

    @Override
    public @Nullable String read() {
        try {
            String message = incoming.take();
            return message.equals(END) ? null : message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void write(String json) {
        outgoing.add(json);
    }

    /// The other end reads no more than what was written.
    public void end() {
        outgoing.add(END);
    }
}
