package dev.ringside.engine.vmm;

import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.Stateful;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk's sectors: a file or bytes below, the guest's writes above them in memory, or in the file
/// where the user said `,rw`.
final class DiskImage implements Stateful, AutoCloseable {
    static final int SECTOR = 512;

    /// Sectors that may be held in memory: 512 MiB.
    private static final int OVERLAY_LIMIT = 1 << 20;

    private final String name;
    private final byte @Nullable [] bytes;
    private final @Nullable FileChannel file;
    private final boolean writable;
    private final long size;
    private final TreeMap<Long, byte[]> overlay = new TreeMap<>();

    private DiskImage(
            String name,
            byte @Nullable [] bytes,
            @Nullable FileChannel file,
            boolean writable,
            long size) {
        this.name = name;
        this.bytes = bytes;
        this.file = file;
        this.writable = writable;
        this.size = size;
    }

    /// A disk in memory.
    static DiskImage of(String name, byte[] bytes) {
        return new DiskImage(name, bytes.clone(), null, false, bytes.length);
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
            return new DiskImage(path.toString(), null, channel, writable, channel.size());
        } catch (IOException e) {
            throw new ImageException(
                    "%s: cannot be opened as a disk (%s); check its permissions."
                            .formatted(path, e.getClass().getSimpleName()));
        }
    }

    /// Whole sectors, a shorter last one included.
    long sectors() {
        return (size + SECTOR - 1) / SECTOR;
    }

    DiskGeometry geometry() {
        return DiskGeometry.of(sectors());
    }

    /// Reads a sector.
    ///
    /// @return false if it does not exist or the host cannot read it
    boolean read(long lba, byte[] into) {
        if (lba < 0 || lba >= sectors()) {
            return false;
        }
        byte[] written = overlay.get(lba);
        if (written != null) {
            System.arraycopy(written, 0, into, 0, SECTOR);
            return true;
        }
        int length = (int) Math.min(SECTOR, size - lba * SECTOR);
        java.util.Arrays.fill(into, 0, SECTOR, (byte) 0);
        if (bytes != null) {
            System.arraycopy(bytes, (int) (lba * SECTOR), into, 0, length);
            return true;
        }
        return readFile(lba, ByteBuffer.wrap(into, 0, length));
    }

    private boolean readFile(long lba, ByteBuffer into) {
        if (file == null) {
            return false;
        }
        try {
            long at = lba * SECTOR;
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

    /// Writes a sector.
    ///
    /// @return false if it does not exist or cannot be written
    boolean write(long lba, byte[] from) {
        if (lba < 0 || lba >= sectors()) {
            return false;
        }
        if (writable && file != null) {
            try {
                int length = (int) Math.min(SECTOR, size - lba * SECTOR);
                file.write(ByteBuffer.wrap(from, 0, length), lba * SECTOR);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        if (overlay.size() >= OVERLAY_LIMIT && !overlay.containsKey(lba)) {
            return false;
        }
        overlay.put(lba, java.util.Arrays.copyOf(from, SECTOR));
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
