package dev.ringside.adapter.session;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;
import java.util.Arrays;

/// Reads guest memory across holes.
public final class GuestMemory {
    private static final int PAGE = 4096;

    private final Debugger debugger;

    public GuestMemory(Debugger debugger) {
        this.debugger = debugger;
    }

    /// Bytes with those that cannot be read marked.
    ///
    /// @param readable one a byte
    public record Block(byte[] bytes, boolean[] readable) {
        /// How many bytes from `offset` on are readable, up to the end.
        public int run(int offset) {
            int end = offset;
            while (end < bytes.length && readable[end]) {
                end++;
            }
            return end - offset;
        }

        /// How many bytes from `offset` on are not readable, up to the end.
        public int hole(int offset) {
            int end = offset;
            while (end < bytes.length && !readable[end]) {
                end++;
            }
            return end - offset;
        }
    }

    /// Reads `length` bytes, going on behind holes.
    public Block read(AddressKind kind, int vcpu, long address, int length) {
        byte[] bytes = new byte[length];
        boolean[] readable = new boolean[length];
        int done = 0;
        while (done < length) {
            int got = debugger.read(kind, vcpu, address + done, bytes, done, length - done);
            Arrays.fill(readable, done, done + got, true);
            done += got;
            if (done < length) {
                // Translations change at page boundaries only: the rest of this page is a hole.
                done += (int) Math.min(length - done, PAGE - (address + done & PAGE - 1));
            }
        }
        return new Block(bytes, readable);
    }

    /// A little-endian value of 1 to 8 bytes.
    ///
    /// @throws SessionException not readable
    public long value(AddressKind kind, int vcpu, long address, int size) throws SessionException {
        byte[] bytes = new byte[size];
        if (debugger.read(kind, vcpu, address, bytes, 0, size) < size) {
            throw new SessionException(
                    "No memory can be read at %s%s."
                            .formatted(
                                    kind == AddressKind.PHYSICAL ? "physical " : "",
                                    MemoryReference.hex(address)));
        }
        return littleEndian(bytes, 0, size);
    }

    /// The little-endian value of `size` bytes.
    public static long littleEndian(byte[] bytes, int offset, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[offset + i] & 0xFF;
        }
        return value;
    }

    /// Writes the low `size` bytes of `value`.
    ///
    /// @throws SessionException not writable
    public void writeValue(AddressKind kind, int vcpu, long address, int size, long value)
            throws SessionException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        if (debugger.write(kind, vcpu, address, bytes, 0, size) < size) {
            throw new SessionException(
                    "Memory at %s cannot be written: nothing there, or ROM."
                            .formatted(MemoryReference.hex(address)));
        }
    }
}
