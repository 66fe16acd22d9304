package dev.ringside.adapter.source;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// Bytes of a file that may be too large to hold.
interface ByteSource {
    /// Bytes of one read.
    int SMALL = 1 << 20;

    long size();

    /// @param offset from 0
    /// @param length bytes; the range must lie inside the file
    byte[] read(long offset, int length) throws IOException;

    /// The same for any length below 2 GB: large ranges do not lie on the heap, which is small.
    default MemorySegment segment(long offset, long length) throws IOException {
        if (length <= SMALL) {
            return MemorySegment.ofArray(read(offset, (int) length));
        }
        MemorySegment all = Arena.ofAuto().allocate(length);
        for (long done = 0; done < length; done += SMALL) {
            int part = (int) Math.min(SMALL, length - done);
            MemorySegment.copy(
                    MemorySegment.ofArray(read(offset + done, part)), 0, all, done, part);
        }
        return all;
    }

    /// A source over an open file.
    static ByteSource of(FileChannel channel) throws IOException {
        long size = channel.size();
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public byte[] read(long offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.allocate(length);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, offset + buffer.position()) < 0) {
                        throw new EOFException("the file became shorter while it was read");
                    }
                }
                return buffer.array();
            }
        };
    }

    /// A source over bytes in memory.
    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] read(long offset, int length) {
                return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
            }
        };
    }
}
