package dev.ringside.engine.hypervisor;

import dev.ringside.engine.memory.PageTable;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.paging.Access;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Guest-physical pages and what backs them: what the second-level page tables are to VMX.
///
/// Three levels of 12 bits each. Reads take no lock and are safe from any thread; changes come from
/// the guest's VMAR and exclude each other.
///
/// ```
///  47        36 35        24 23        12 11      0
///  root         middle       leaf         offset
/// ```
///
/// An entry holds the complement of what [#lookup] answers, so that the zero of a fresh array means
/// "nothing mapped".
public final class GuestPhysicalAddressSpace implements PageTable {
    /// Size of the space, 2^48 bytes.
    public static final long SIZE = 1L << 48;

    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    private static final int LEVEL_SIZE = 1 << 12;
    private static final long LEAF_SPAN = 1L << 24;
    private static final long MIDDLE_SPAN = 1L << 36;

    private final AtomicReferenceArray<AtomicReferenceArray<AtomicLongArray>> root =
            new AtomicReferenceArray<>(LEVEL_SIZE);
    private final AtomicInteger generation = new AtomicInteger();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// Takes a stretch of pages.
    public interface Runs {
        /// @param address first guest-physical address, page aligned
        /// @param frame byte offset into the physical memory's segment
        /// @param length bytes, whole pages
        /// @param permissions READ, WRITE, EXECUTE
        void run(long address, long frame, long length, int permissions);
    }

    /// Where the page of `guestPhysicalAddress` lies.
    ///
    /// @return page-aligned byte offset into the physical memory's segment with the permissions
    ///   READ, WRITE, EXECUTE in bits 0 to 2, or -1 where nothing is mapped (a trap, or nothing at
    ///   all) or the address lies outside the space. Allocates nothing.
    public long lookup(long guestPhysicalAddress) {
        if (Long.compareUnsigned(guestPhysicalAddress, SIZE) >= 0) {
            return -1;
        }
        AtomicLongArray leaf = leaf(guestPhysicalAddress);
        return leaf == null ? -1 : ~leaf.getAcquire(leafIndex(guestPhysicalAddress));
    }

    /// Counts changes of the mapping. A cached lookup is good while this stays the same: read it
    /// before the lookup.
    public int generation() {
        return generation.get();
    }

    /// Has `listener` called after each change, by the thread that made it.
    public void addListener(Runnable listener) {
        listeners.add(listener);
    }

    /// Ends [#addListener].
    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    private void changed() {
        int _ = generation.incrementAndGet();
        listeners.forEach(Runnable::run);
    }

    /// Feeds everything mapped to `sink` by rising address: the longest stretches that are
    /// contiguous on both sides and have the same permissions.
    public synchronized void forEachRun(Runs sink) {
        RunCollector collector = new RunCollector(sink);
        for (int i = 0; i < LEVEL_SIZE; i++) {
            AtomicReferenceArray<AtomicLongArray> middle = root.getAcquire(i);
            for (int j = 0; middle != null && j < LEVEL_SIZE; j++) {
                AtomicLongArray leaf = middle.getAcquire(j);
                for (int k = 0; leaf != null && k < LEVEL_SIZE; k++) {
                    long entry = ~leaf.getAcquire(k);
                    if (entry != -1) {
                        long address = i * MIDDLE_SPAN + j * LEAF_SPAN;
                        collector.add(address + k * PhysicalMemory.PAGE_SIZE, entry);
                    }
                }
            }
        }
        collector.flush();
    }

    private static final class RunCollector {
        private final Runs sink;
        private long start;
        private long frame;
        private long length;
        private int permissions;

        RunCollector(Runs sink) {
            this.sink = sink;
        }

        void add(long address, long entry) {
            long entryFrame = entry & -PhysicalMemory.PAGE_SIZE;
            int entryPermissions = (int) entry & (READ | WRITE | EXECUTE);
            boolean continues =
                    length != 0
                            && start + length == address
                            && frame + length == entryFrame
                            && permissions == entryPermissions;
            if (!continues) {
                flush();
                start = address;
                frame = entryFrame;
                permissions = entryPermissions;
                length = 0;
            }
            length += PhysicalMemory.PAGE_SIZE;
        }

        void flush() {
            if (length != 0) {
                sink.run(start, frame, length, permissions);
            }
        }
    }

    /// Enters pages (see [PageTable#map]); the whole range must lie inside the space.
    @Override
    public synchronized void map(long address, long frame, long length, int permissions) {
        checkRange(address, length);
        long end = address + length;
        for (long page = address; page < end; page += PhysicalMemory.PAGE_SIZE) {
            long entry = frame + (page - address) | permissions & (READ | WRITE | EXECUTE);
            makeLeaf(page).setRelease(leafIndex(page), ~entry);
        }
        changed();
    }

    /// Removes the pages of a range, mapped or not; the range must lie inside the space.
    @Override
    public synchronized void unmap(long address, long length) {
        checkRange(address, length);
        long end = address + length;
        long page = address;
        while (page < end) {
            page = unmapSpan(page, end);
        }
        changed();
    }

    /// Clears the entries of the leaf that holds `page`; skips tables that do not exist.
    ///
    /// @return the first address behind what was dealt with
    private long unmapSpan(long page, long end) {
        AtomicReferenceArray<AtomicLongArray> middle = root.getAcquire(rootIndex(page));
        if (middle == null) {
            return Math.min(end, (page | MIDDLE_SPAN - 1) + 1);
        }
        long next = Math.min(end, (page | LEAF_SPAN - 1) + 1);
        AtomicLongArray leaf = middle.getAcquire(middleIndex(page));
        for (long p = page; leaf != null && p < next; p += PhysicalMemory.PAGE_SIZE) {
            leaf.setRelease(leafIndex(p), 0);
        }
        return next;
    }

    private static void checkRange(long address, long length) {
        if (address < 0 || length < 0 || length > SIZE - address) {
            throw new IllegalArgumentException(
                    "guest-physical range 0x%x + 0x%x is outside the space"
                            .formatted(address, length));
        }
    }

    private @Nullable AtomicLongArray leaf(long address) {
        AtomicReferenceArray<AtomicLongArray> middle = root.getAcquire(rootIndex(address));
        return middle == null ? null : middle.getAcquire(middleIndex(address));
    }

    private AtomicLongArray makeLeaf(long address) {
        AtomicReferenceArray<AtomicLongArray> middle = root.getAcquire(rootIndex(address));
        if (middle == null) {
            middle = new AtomicReferenceArray<>(LEVEL_SIZE);
            root.setRelease(rootIndex(address), middle);
        }
        AtomicLongArray leaf = middle.getAcquire(middleIndex(address));
        if (leaf == null) {
            leaf = new AtomicLongArray(LEVEL_SIZE);
            middle.setRelease(middleIndex(address), leaf);
        }
        return leaf;
    }

    private static int rootIndex(long address) {
        return (int) (address >>> 36) & LEVEL_SIZE - 1;
    }

    private static int middleIndex(long address) {
        return (int) (address >>> 24) & LEVEL_SIZE - 1;
    }

    private static int leafIndex(long address) {
        return (int) (address >>> 12) & LEVEL_SIZE - 1;
    }

    /// Which of [#READ], [#WRITE] and [#EXECUTE] an access needs.
    ///
    /// @param access bits of [Access]
    public static int permissionFor(int access) {
        if ((access & Access.FETCH) != 0) {
            return EXECUTE;
        }
        return (access & Access.WRITE) != 0 ? WRITE : READ;
    }
}
