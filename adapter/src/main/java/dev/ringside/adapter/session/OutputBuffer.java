package dev.ringside.adapter.session;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Gathers what the guest prints byte by byte, so that a client gets it in pieces, in order.
///
/// Thread-safe: VCPU threads write, the session's thread flushes. Never blocks a VCPU: what a
/// client does not take in time is dropped, and said so.
final class OutputBuffer {
    private static final int LIMIT = 1 << 20;

    private final Runnable scheduleFlush;
    private final BiConsumer<Target.Channel, byte[]> sink;
    private List<Run> runs = new ArrayList<>();
    private int size;
    private boolean scheduled;
    private long dropped;

    /// Bytes in a row from one channel.
    private record Run(Target.Channel channel, ByteArrayOutputStream bytes) {}

    /// @param scheduleFlush has [#flush] called soon
    OutputBuffer(Runnable scheduleFlush, BiConsumer<Target.Channel, byte[]> sink) {
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
            run(channel).bytes.write(value);
            schedule = !scheduled;
            scheduled = true;
        }
        if (schedule) {
            scheduleFlush.run();
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
        List<Run> all;
        long lost;
        synchronized (this) {
            scheduled = false;
            all = runs;
            runs = new ArrayList<>();
            size = 0;
            lost = dropped;
            dropped = 0;
        }
        all.forEach(run -> sink.accept(run.channel, run.bytes.toByteArray()));
        return lost;
    }
}
