package dev.ringside.engine.x86.tlb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The memory that stands behind a guest's, by offset: little-endian numbers of 1, 2, 4 or 8 bytes
/// at any alignment. The segment checks its bounds.
public final class HostMemory {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    final MemorySegment segment;

    HostMemory(MemorySegment segment) {
        this.segment = segment;
    }

    /// Zero-extended.
    long load(long at, int size) {
        return switch (size) {
            case 1 -> segment.get(ValueLayout.JAVA_BYTE, at) & 0xFFL;
            case 2 -> segment.get(SHORT, at) & 0xFFFFL;
            case 4 -> segment.get(INT, at) & 0xFFFFFFFFL;
            default -> segment.get(LONG, at);
        };
    }

    /// The low bytes of `value`.
    void store(long at, int size, long value) {
        switch (size) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
            case 2 -> segment.set(SHORT, at, (short) value);
            case 4 -> segment.set(INT, at, (int) value);
            default -> segment.set(LONG, at, value);
        }
    }

    /// 1 to 8 bytes.
    long loadBytes(long at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | load(at + i, 1);
        }
        return value;
    }

    /// The low `count` bytes of `value`, 1 to 8.
    void storeBytes(long at, int count, long value) {
        for (int i = 0; i < count; i++) {
            store(at + i, 1, value >>> 8 * i);
        }
    }

    public void copy(long from, long to, long bytes) {
        MemorySegment.copy(segment, from, segment, to, bytes);
    }

    /// Stores `value` `count` times.
    public void fill(long to, int size, long value, long count) {
        for (long at = to; at < to + count * size; at += size) {
            store(at, size, value);
        }
    }
}
