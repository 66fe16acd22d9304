package dev.ringside.adapter.source;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A cursor over little-endian bytes that refuses to leave its window. x86 files only, so there is
/// no other byte order.
final class ByteReader {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final String what;
    private final int limit;
    private int position;

    /// @param what names the bytes in messages, such as `.debug_line`
    ByteReader(byte[] bytes, String what) {
        this(MemorySegment.ofArray(bytes), what);
    }

    /// @param bytes below 2 GB
    ByteReader(MemorySegment bytes, String what) {
        this(bytes, 0, (int) bytes.byteSize(), what);
    }

    private ByteReader(MemorySegment bytes, int position, int limit, String what) {
        this.bytes = bytes;
        this.position = position;
        this.limit = limit;
        this.what = what;
    }

    /// A reader of the same bytes from `start` to `end`, in this reader's own offsets.
    ByteReader window(long start, long end) throws SymbolFormatException {
        if (start < 0 || start > end || end > limit) {
            throw new SymbolFormatException(
                    "%s: range 0x%x to 0x%x lies outside its 0x%x bytes"
                            .formatted(what, start, end, limit));
        }
        return new ByteReader(bytes, (int) start, (int) end, what);
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    boolean hasRemaining() {
        return position < limit;
    }

    void seek(long target) throws SymbolFormatException {
        if (target < 0 || target > limit) {
            throw new SymbolFormatException(
                    "%s: offset 0x%x lies outside its 0x%x bytes".formatted(what, target, limit));
        }
        position = (int) target;
    }

    void skip(long count) throws SymbolFormatException {
        if (count < 0 || count > limit - position) {
            throw endsEarly();
        }
        position += (int) count;
    }

    int u8() throws SymbolFormatException {
        if (position >= limit) {
            throw endsEarly();
        }
        return bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xFF;
    }

    int u16() throws SymbolFormatException {
        int at = position;
        skip(2);
        return bytes.get(SHORT, at) & 0xFFFF;
    }

    long u32() throws SymbolFormatException {
        int at = position;
        skip(4);
        return bytes.get(INT, at) & 0xFFFFFFFFL;
    }

    long u64() throws SymbolFormatException {
        int at = position;
        skip(8);
        return bytes.get(LONG, at);
    }

    /// The next `count` bytes, copied.
    byte[] bytes(long count) throws SymbolFormatException {
        int at = position;
        skip(count);
        return bytes.asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /// @param size bytes, 1 to 8
    long unsigned(int size) throws SymbolFormatException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) u8() << (8 * i);
        }
        return value;
    }

    long uleb() throws SymbolFormatException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u8();
            if (shift < 64) {
                value |= (long) (b & 0x7F) << shift;
            }
            if ((b & 0x80) == 0) {
                return value;
            }
        }
    }

    long sleb() throws SymbolFormatException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = u8();
            if (shift < 64) {
                value |= (long) (b & 0x7F) << shift;
            }
            if ((b & 0x80) == 0) {
                boolean negative = (b & 0x40) != 0 && shift + 7 < 64;
                return negative ? value | -1L << (shift + 7) : value;
            }
        }
    }

    /// Moves behind a text and its zero byte.
    void skipText() throws SymbolFormatException {
        while (u8() != 0) {
            // U8 moves on and ends at the limit.
        }
    }

    /// A text up to its zero byte.
    String text() throws SymbolFormatException {
        int start = position;
        skipText();
        byte[] text = bytes.asSlice(start, position - 1 - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    private SymbolFormatException endsEarly() {
        return new SymbolFormatException("%s ends early, at offset 0x%x".formatted(what, position));
    }
}
