package dev.ringside.engine.memory;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The pages behind a VMO. Lives as long as a handle's dispatcher or a mapping refers to it.
///
/// Thread-safe: like everything that changes mappings it excludes others by the lock of its
/// [PhysicalMemory].
public final class VmObject {
    /// A run of pages: `length` bytes from `start` of the object on lie at `frame`.
    private record Extent(long start, long frame, long length) {}

    private final PhysicalMemory memory;
    private final boolean resizable;
    private final List<Extent> extents = new ArrayList<>();
    private final List<VmMapping> mappings = new ArrayList<>();
    private long size;
    private int references = 1;

    /// Makes an object of zeroed pages, with one reference.
    ///
    /// @param size bytes, rounded up to pages
    /// @throws ZxException `OUT_OF_RANGE` where no such size exists, `NO_MEMORY`
    public VmObject(PhysicalMemory memory, long size, boolean resizable) {
        this.memory = memory;
        this.resizable = resizable;
        long rounded = roundUp(size);
        if (rounded > 0) {
            extents.add(new Extent(0, memory.allocate(rounded), rounded));
        }
        this.size = rounded;
    }

    private static long roundUp(long size) {
        long largest = Long.MAX_VALUE & -PhysicalMemory.PAGE_SIZE;
        if (size < 0 || size > largest) {
            throw new ZxException(ZxStatus.OUT_OF_RANGE, "no VMO can have that size");
        }
        return size + PhysicalMemory.PAGE_SIZE - 1 & -PhysicalMemory.PAGE_SIZE;
    }

    /// Whether [#resize] works.
    public boolean resizable() {
        return resizable;
    }

    /// Bytes, whole pages.
    public long size() {
        synchronized (memory) {
            return size;
        }
    }

    /// Copies bytes out.
    ///
    /// @throws ZxException `OUT_OF_RANGE` where the range is not inside the object
    public void read(long offset, MemorySegment into) {
        synchronized (memory) {
            checkRange(offset, into.byteSize());
            for (Extent e : extents) {
                long from = Math.max(offset, e.start);
                long length = Math.min(offset + into.byteSize(), e.start + e.length) - from;
                if (length > 0) {
                    MemorySegment.copy(
                            memory.segment(),
                            e.frame + (from - e.start),
                            into,
                            from - offset,
                            length);
                }
            }
        }
    }

    /// Copies bytes in.
    ///
    /// @throws ZxException `OUT_OF_RANGE` where the range is not inside the object
    public void write(long offset, MemorySegment from) {
        synchronized (memory) {
            checkRange(offset, from.byteSize());
            for (Extent e : extents) {
                long first = Math.max(offset, e.start);
                long length = Math.min(offset + from.byteSize(), e.start + e.length) - first;
                if (length > 0) {
                    MemorySegment.copy(
                            from,
                            first - offset,
                            memory.segment(),
                            e.frame + (first - e.start),
                            length);
                }
            }
        }
    }

    private void checkRange(long offset, long length) {
        if (offset < 0 || offset > size || length > size - offset) {
            throw new ZxException(
                    ZxStatus.OUT_OF_RANGE,
                    "%d bytes at 0x%x do not lie in a VMO of 0x%x bytes"
                            .formatted(length, offset, size));
        }
    }

    /// Grows by zeroed pages or drops pages from the end; mappings follow.
    ///
    /// @param newSize bytes, rounded up to pages
    /// @throws ZxException `UNAVAILABLE` unless resizable, `OUT_OF_RANGE`, `NO_MEMORY`
    public void resize(long newSize) {
        if (!resizable) {
            throw new ZxException(ZxStatus.UNAVAILABLE, "the VMO is not resizable");
        }
        long rounded = roundUp(newSize);
        synchronized (memory) {
            if (rounded > size) {
                long added = rounded - size;
                extents.add(new Extent(size, memory.allocate(added), added));
                size = rounded;
                mappings.forEach(VmMapping::enter);
            } else {
                long old = size;
                size = rounded;
                mappings.forEach(m -> m.leaveBeyond(rounded, old));
                dropExtentsBeyond(rounded);
            }
        }
    }

    private void dropExtentsBeyond(long end) {
        for (int i = extents.size() - 1; i >= 0; i--) {
            Extent e = extents.get(i);
            if (e.start + e.length <= end) {
                return;
            }
            long kept = Math.max(0, end - e.start);
            memory.free(e.frame + kept, e.length - kept);
            if (kept == 0) {
                extents.remove(i);
            } else {
                extents.set(i, new Extent(e.start, e.frame, kept));
            }
        }
    }

    /// Enters the pages of a part of this object into a page table.
    ///
    /// @param offset into the object; what lies behind its end stays out
    void enter(PageTable table, long address, long offset, long length, int permissions) {
        for (Extent e : extents) {
            long from = Math.max(offset, e.start);
            long bytes = Math.min(offset + length, e.start + e.length) - from;
            if (bytes > 0) {
                table.map(
                        address + (from - offset), e.frame + (from - e.start), bytes, permissions);
            }
        }
    }

    /// The lock that orders changes of mappings.
    Object lock() {
        return memory;
    }

    void attach(VmMapping mapping) {
        mappings.add(mapping);
        references++;
    }

    void detach(VmMapping mapping) {
        mappings.remove(mapping);
        release();
    }

    /// Drops a reference; with the last one the pages go back.
    public void release() {
        synchronized (memory) {
            references--;
            if (references == 0) {
                dropExtentsBeyond(0);
                size = 0;
            }
        }
    }
}
