package dev.ringside.engine.device;

/// A split virtqueue in guest memory (OASIS Virtual I/O Device 1.2, 2.7): addresses, positions, and
/// the chain that is being served.
///
/// Nothing in it is trusted: a chain ends after as many descriptors as the queue has, an index
/// outside the table ends it, and one notification serves at most a queue full.
final class VirtioQueue {
    /// The most descriptors there are.
    static final int SIZE = 128;

    private static final int DESCRIPTOR = 16;
    private static final int NEXT = 1;
    private static final int WRITABLE = 2;
    private static final int NO_INTERRUPT = 1;

    private final DmaMemory memory;
    int size = SIZE;
    boolean enabled;
    long descriptors;
    long available;
    long used;
    private int taken;
    private int given;

    /// The chain: segments the device reads come first, then those it writes.
    private final long[] address = new long[SIZE];

    private final long[] length = new long[SIZE];
    private int readable;
    private int segments;
    private int head;

    VirtioQueue(DmaMemory memory) {
        this.memory = memory;
    }

    void reset() {
        size = SIZE;
        enabled = false;
        descriptors = 0;
        available = 0;
        used = 0;
        taken = 0;
        given = 0;
    }

    /// Takes the next chain, if the driver has offered one.
    boolean take() {
        int index = (int) memory.readNumber(available + 2, 2);
        if (!enabled || index == taken) {
            return false;
        }
        head = (int) memory.readNumber(available + 4 + 2L * (taken % size), 2);
        taken = taken + 1 & 0xFFFF;
        follow();
        return true;
    }

    private void follow() {
        readable = 0;
        segments = 0;
        int at = head;
        for (int i = 0; i < size && at < size; i++) {
            long descriptor = descriptors + (long) at * DESCRIPTOR;
            int flags = (int) memory.readNumber(descriptor + 12, 2);
            address[segments] = memory.readNumber(descriptor, 8);
            length[segments] = memory.readNumber(descriptor + 8, 4);
            segments++;
            if ((flags & WRITABLE) == 0 && readable == segments - 1) {
                readable = segments;
            }
            if ((flags & NEXT) == 0) {
                return;
            }
            at = (int) memory.readNumber(descriptor + 14, 2);
        }
    }

    /// Bytes the driver sent.
    long readableLength() {
        return sum(0, readable);
    }

    /// Bytes the driver has room for.
    long writableLength() {
        return sum(readable, segments);
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += length[i];
        }
        return sum;
    }

    /// Copies what the driver sent, from its byte `offset` on.
    void read(long offset, byte[] into, int count) {
        move(0, readable, offset, into, count, false);
    }

    /// Fills the driver's room, from its byte `offset` on.
    void write(long offset, byte[] from, int count) {
        move(readable, segments, offset, from, count, true);
    }

    private void move(int first, int end, long offset, byte[] bytes, int count, boolean write) {
        long skip = offset;
        int done = 0;
        for (int i = first; i < end && done < count; i++) {
            if (skip >= length[i]) {
                skip -= length[i];
                continue;
            }
            int part = (int) Math.min(count - done, length[i] - skip);
            if (write) {
                memory.write(address[i] + skip, bytes, done, part);
            } else {
                memory.read(address[i] + skip, bytes, done, part);
            }
            done += part;
            skip = 0;
        }
    }

    /// Gives the chain back.
    ///
    /// @param written bytes of its room that were filled
    void give(long written) {
        long entry = used + 4 + 8L * (given % size);
        memory.writeNumber(entry, 4, head);
        memory.writeNumber(entry + 4, 4, written);
        given = given + 1 & 0xFFFF;
        memory.writeNumber(used + 2, 2, given);
    }

    /// Whether the driver wants to hear of it.
    boolean wantsInterrupt() {
        return (memory.readNumber(available, 2) & NO_INTERRUPT) == 0;
    }

    /// The layout of old drivers (2.7.2): all three parts from one page on.
    void setLegacyPage(long page) {
        descriptors = page << 12;
        available = descriptors + (long) DESCRIPTOR * size;
        used = available + 6 + 2L * size + 4095 & -4096;
        enabled = page != 0;
        taken = 0;
        given = 0;
    }

    void save(StateWriter out) {
        out.putInt(size);
        out.putBoolean(enabled);
        out.putLong(descriptors);
        out.putLong(available);
        out.putLong(used);
        out.putInt(taken);
        out.putInt(given);
    }

    void restore(StateReader in) {
        size = Math.clamp(in.getInt(), 1, SIZE);
        enabled = in.getBoolean();
        descriptors = in.getLong();
        available = in.getLong();
        used = in.getLong();
        taken = in.getInt() & 0xFFFF;
        given = in.getInt() & 0xFFFF;
    }
}
