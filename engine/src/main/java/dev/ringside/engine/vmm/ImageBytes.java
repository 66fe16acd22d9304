package dev.ringside.engine.vmm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// An image in memory, with every access checked: the file is somebody else's.
final class ImageBytes {
    /// No image of the formats here is larger.
    private static final long LIMIT = 1L << 30;

    private final String name;
    private final byte[] bytes;
    private final ByteBuffer buffer;

    ImageBytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads a regular file.
    ///
    /// @param role what the file is for, for messages: `image`, `initrd`
    /// @throws ImageException it is not there, no file, unreadable or too large
    static ImageBytes read(Path path, String role) throws ImageException {
        try {
            if (!Files.exists(path)) {
                throw new ImageException(
                        "%s: no such file; check the path of the %s.".formatted(path, role));
            }
            if (!Files.isRegularFile(path)) {
                throw new ImageException(
                        "%s: not a regular file; give the %s as a file.".formatted(path, role));
            }
            if (Files.size(path) > LIMIT) {
                throw new ImageException(
                        "%s: %d MiB are too much for an %s; the limit is 1024 MiB."
                                .formatted(path, Files.size(path) >> 20, role));
            }
            Path file = path.getFileName();
            return new ImageBytes(
                    file == null ? path.toString() : file.toString(), Files.readAllBytes(path));
        } catch (IOException e) {
            throw new ImageException(
                    "%s: cannot be read (%s); check its permissions."
                            .formatted(path, e.getClass().getSimpleName()));
        }
    }

    String name() {
        return name;
    }

    int size() {
        return bytes.length;
    }

    byte[] array() {
        return bytes;
    }

    /// Whether `length` bytes from `offset` on are in the file.
    boolean holds(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= bytes.length - length;
    }

    int u8(long offset, String what) throws ImageException {
        need(offset, 1, what);
        return bytes[(int) offset] & 0xFF;
    }

    int u16(long offset, String what) throws ImageException {
        need(offset, 2, what);
        return buffer.getShort((int) offset) & 0xFFFF;
    }

    long u32(long offset, String what) throws ImageException {
        need(offset, 4, what);
        return buffer.getInt((int) offset) & 0xFFFFFFFFL;
    }

    long u64(long offset, String what) throws ImageException {
        need(offset, 8, what);
        return buffer.getLong((int) offset);
    }

    byte[] slice(long offset, long length, String what) throws ImageException {
        need(offset, length, what);
        return Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
    }

    void need(long offset, long length, String what) throws ImageException {
        if (!holds(offset, length)) {
            throw error(
                    "%s needs %s bytes at 0x%x, but the file has %d; it is truncated or damaged, build it again."
                            .formatted(what, Long.toUnsignedString(length), offset, bytes.length));
        }
    }

    /// An exception about this image.
    ImageException error(String message) {
        return new ImageException(name + ": " + message);
    }
}
