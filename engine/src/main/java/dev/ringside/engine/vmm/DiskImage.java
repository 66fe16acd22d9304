package dev.ringside.engine.vmm;

import dev.ringside.engine.device.BlockMedium;
import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.Stateful;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk's sectors: a file or bytes below, the guest's writes above them in memory, or in the file
/// where the user said `,rw`.
final class DiskImage implements BlockMedium, Stateful, AutoCloseable {
    /// Sectors that may be held in memory: 512 MiB.
    private static final int OVERLAY_LIMIT = 1 << 20;

    private final String name;
    private final byte @Nullable [] bytes;
    private final @Nullable FileChannel file;
    private final boolean writable;
    private final long start;
    private final long size;
    private final TreeMap<Long, byte[]> overlay = new TreeMap<>();

    private DiskImage(
            String name,
            byte @Nullable [] bytes,
            @Nullable FileChannel file,
            boolean writable,
            long start,
            long size) {
        this.name = name;
        this.bytes = bytes;
        this.file = file;
        this.writable = writable;
        this.start = start;
        this.size = size;
    }

    /// A disk in memory.
    static DiskImage of(String name, byte[] bytes) {
        return new DiskImage(name, bytes.clone(), null, false, 0, bytes.length);
    }

    /// A file; a last, shorter sector is filled with zeroes.
    ///
    /// @param writable whether the guest's writes reach the file
    /// @throws ImageException it cannot be opened
    static DiskImage open(Path path, boolean writable) throws ImageException {
        try {
            if (!Files.isRegularFile(path)) {
                throw new ImageException(
                        "%s: no such disk image file; check the path.".formatted(path));
            }
            FileChannel channel =
                    writable
                            ? FileChannel.open(
                                    path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                            : FileChannel.open(path, StandardOpenOption.READ);
            if (channel.size() == 0) {
                channel.close();
                throw new ImageException(
                        "%s: the disk image is empty; give a file with sectors in it."
                                .formatted(path));
            }
            return new DiskImage(path.toString(), null, channel, writable, 0, channel.size());
        } catch (IOException e) {
            throw new ImageException(
                    "%s: cannot be opened as a disk (%s); check its permissions."
                            .formatted(path, e.getClass().getSimpleName()));
        }
    }

    /// Part of this disk as a disk of its own, with writes of its own. It is good until this one is
    /// closed.
    ///
    /// @param first its first sector
    /// @param count sectors; those beyond this disk's end cannot be read
    DiskImage part(String partName, long first, long count) {
        long from = Math.clamp(first * SECTOR, 0, size);
        long length = Math.clamp(count * SECTOR, 0, size - from);
        return new DiskImage(partName, bytes, file, false, start + from, length);
    }

    /// Whether there is an ISO 9660 file system in it (ECMA-119, 8.1).
    boolean isIso() {
        byte[] descriptor = new byte[SECTOR];
        return read(64, descriptor)
                && new String(descriptor, 1, 5, StandardCharsets.US_ASCII).equals("CD001");
    }

    /// Whole sectors, a shorter last one included.
    @Override
    public long sectors() {
        return (size + SECTOR - 1) / SECTOR;
    }

    DiskGeometry geometry() {
        return DiskGeometry.of(sectors());
    }

    /// Reads a sector to the start of `into`; see [#read(long, byte[], int)].
    boolean read(long lba, byte[] into) {
        return read(lba, into, 0);
    }

    @Override
    public boolean read(long lba, byte[] into, int offset) {
        if (lba < 0 || lba >= sectors()) {
            return false;
        }
        byte[] written = overlay.get(lba);
        if (written != null) {
            System.arraycopy(written, 0, into, offset, SECTOR);
            return true;
        }
        int length = (int) Math.min(SECTOR, size - lba * SECTOR);
        Arrays.fill(into, offset, offset + SECTOR, (byte) 0);
        if (bytes != null) {
            System.arraycopy(bytes, (int) (start + lba * SECTOR), into, offset, length);
            return true;
        }
        return readFile(lba, ByteBuffer.wrap(into, offset, length));
    }

    private boolean readFile(long lba, ByteBuffer into) {
        if (file == null) {
            return false;
        }
        try {
            long at = start + lba * SECTOR;
            while (into.hasRemaining()) {
                int got = file.read(into, at);
                if (got <= 0) {
                    return false;
                }
                at += got;
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Writes a sector from the start of `from`; see [#write(long, byte[], int)].
    boolean write(long lba, byte[] from) {
        return write(lba, from, 0);
    }

    @Override
    public boolean write(long lba, byte[] from, int offset) {
        if (lba < 0 || lba >= sectors()) {
            return false;
        }
        if (writable && file != null) {
            try {
                int length = (int) Math.min(SECTOR, size - lba * SECTOR);
                ByteBuffer bytesOut = ByteBuffer.wrap(from, offset, length);
                while (bytesOut.hasRemaining()) {
                    int done = bytesOut.position() - offset;
                    file.write(bytesOut, lba * SECTOR + done);
                }
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        if (overlay.size() >= OVERLAY_LIMIT && !overlay.containsKey(lba)) {
            return false;
        }
        overlay.put(lba, Arrays.copyOfRange(from, offset, offset + SECTOR));
        return true;
    }

    @Override
    public String stateName() {
        return "disk " + name;
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(overlay.size());
        overlay.forEach((lba, data) -> {
            out.putLong(lba);
            out.putBytes(data);
        });
    }

    @Override
    public void restore(StateReader in) {
        overlay.clear();
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            long lba = in.getLong();
            byte[] data = new byte[SECTOR];
            in.getBytes(data);
            overlay.put(lba, data);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // Only read from, or written through already: nothing is lost.
            }
        }
    }
}
