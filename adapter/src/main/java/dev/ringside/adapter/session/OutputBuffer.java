package dev.ringside.adapter.session;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Gathers what the guest prints byte by byte, so that a client gets it in pieces, in order.
///
/// Thread-safe: VCPU threads write, the session's thread flushes. Never blocks a VCPU: what a
/// client does not take in time is dropped, and said so.
public final class OutputBuffer {
    private static final int LIMIT = 1 << 20;

    private final Runnable scheduleFlush;
    private final Sink sink;
    private final EchoFilter echoes = new EchoFilter();
    private List<Run> runs = new ArrayList<>();
    private Map<Target.Channel, ByteArrayOutputStream> ports = new EnumMap<>(Target.Channel.class);
    private int size;
    private boolean scheduled;
    private long dropped;

    /// Bytes in a row from one channel.
    private record Run(Target.Channel channel, ByteArrayOutputStream bytes) {}

    /// Where it goes.
    public interface Sink {
        /// Everything in one place, echoes left out.
        void guestPrinted(Target.Channel channel, byte[] bytes);

        /// What one port sent, complete.
        void portSent(Target.Channel port, byte[] bytes);
    }

    /// @param scheduleFlush has [#flush] called soon
    OutputBuffer(Runnable scheduleFlush, Sink sink) {
        this.scheduleFlush = scheduleFlush;
        this.sink = sink;
    }

    void add(Target.Channel channel, byte value) {
        boolean schedule;
        synchronized (this) {
            if (size >= LIMIT) {
                dropped++;
                return;
            }
            size++;
            keep(channel, value);
            schedule = !scheduled;
            scheduled = true;
        }
        if (schedule) {
            scheduleFlush.run();
        }
    }

    private void keep(Target.Channel channel, byte value) {
        if (channel.port() != 0) {
            ports.computeIfAbsent(channel, c -> new ByteArrayOutputStream()).write(value);
        }
        if (!echoes.isEcho(channel, value)) {
            run(channel).bytes.write(value);
        }
    }

    private Run run(Target.Channel channel) {
        if (runs.isEmpty() || runs.get(runs.size() - 1).channel != channel) {
            runs.add(new Run(channel, new ByteArrayOutputStream()));
        }
        return runs.get(runs.size() - 1);
    }

    /// Hands everything over.
    ///
    /// @return bytes dropped since the last time
    long flush() {
        List<Run> printed;
        Map<Target.Channel, ByteArrayOutputStream> sent;
        long lost;
        synchronized (this) {
            scheduled = false;
            printed = runs;
            runs = new ArrayList<>();
            sent = ports;
            ports = new EnumMap<>(Target.Channel.class);
            size = 0;
            lost = dropped;
            dropped = 0;
        }
        printed.forEach(run -> sink.guestPrinted(run.channel, run.bytes.toByteArray()));
        sent.forEach((port, bytes) -> sink.portSent(port, bytes.toByteArray()));
        return lost;
    }
}
