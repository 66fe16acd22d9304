package dev.ringside.engine.memory;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/// The host memory all VMOs of one kernel are cut from: one segment, page frames at byte offsets.
///
/// One segment, so that a cached translation is one addition and every access is bounds-checked by
/// Java: a guest never reaches host memory outside it. Pages read zero until written and cost
/// nothing until touched. Allocation is thread-safe; access to the bytes is not ordered between
/// threads.
public final class PhysicalMemory implements AutoCloseable {
    public static final long PAGE_SIZE = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    /// Free runs: first byte to length, never touching each other.
    private final TreeMap<Long, Long> free = new TreeMap<>();

    /// @param capacity bytes, rounded up to whole pages
    public PhysicalMemory(long capacity) {
        long size = roundUp(capacity);
        this.segment = map(size, arena);
        free.put(0L, size);
    }

    /// A private mapping of a sparse, already unlinked file is the one lazily committed memory
    /// plain Java has.
    private static MemorySegment map(long size, Arena arena) {
        try {
            Path file = Files.createTempFile("ringside", ".ram");
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(MapMode.PRIVATE, 0, size, arena);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot map %d bytes of guest memory".formatted(size), e);
        }
    }

    private static long roundUp(long bytes) {
        return Math.addExact(bytes, PAGE_SIZE - 1) & -PAGE_SIZE;
    }

    /// The whole memory; offsets from [#allocate] index it.
    public MemorySegment segment() {
        return segment;
    }

    /// Takes `bytes` (rounded up to pages) of zeroed memory.
    ///
    /// @return byte offset into [#segment], page aligned
    /// @throws ZxException `NO_MEMORY`
    public synchronized long allocate(long bytes) {
        long size = roundUp(bytes);
        Map.Entry<Long, Long> run = free.firstEntry();
        while (run != null && run.getValue() < size) {
            run = free.higherEntry(run.getKey());
        }
        if (run != null) {
            free.remove(run.getKey());
            if (run.getValue() > size) {
                free.put(run.getKey() + size, run.getValue() - size);
            }
            return run.getKey();
        }
        throw new ZxException(
                ZxStatus.NO_MEMORY, "no %d bytes of guest memory left".formatted(size));
    }

    /// Returns an allocation; its bytes are zeroed for the next owner. No effect after [#close].
    public synchronized void free(long offset, long bytes) {
        long first = offset;
        long size = roundUp(bytes);
        if (size == 0 || !arena.scope().isAlive()) {
            return;
        }
        segment.asSlice(first, size).fill((byte) 0);
        Map.Entry<Long, Long> below = free.floorEntry(first);
        if (below != null && below.getKey() + below.getValue() == first) {
            first = below.getKey();
            size += below.getValue();
            free.remove(first);
        }
        Long above = free.remove(first + size);
        free.put(first, above == null ? size : size + above);
    }

    /// Gives the memory back to the host; whoever touches it afterwards gets an exception.
    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
