package dev.ringside.engine.memory;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A VMAR: a range of addresses with mappings and smaller regions in it.
///
/// Zircon: `vm_address_region.cpp`. Addresses are absolute; in a guest's root region they are
/// guest-physical. Thread-safe: the lock of the [PhysicalMemory] guards the whole tree.
///
/// Differs: where Zircon picks an address at random it picks the lowest free one, so that runs
/// repeat.
public final class VmAddressRegion implements VmNode {
    private static final long PAGE = PhysicalMemory.PAGE_SIZE;

    private final Object lock;
    private final PageTable table;
    private final @Nullable VmAddressRegion parent;
    private final long base;
    private final long size;

    /// `CAN_MAP_*` bits.
    private final int allowed;

    private final TreeMap<Long, VmNode> children = new TreeMap<>();
    private boolean destroyed;

    private VmAddressRegion(
            Object lock,
            PageTable table,
            @Nullable VmAddressRegion parent,
            long base,
            long size,
            int allowed) {
        this.lock = lock;
        this.table = table;
        this.parent = parent;
        this.base = base;
        this.size = size;
        this.allowed = allowed;
    }

    /// The region that is a whole address space, from 0 on, and allows everything.
    public static VmAddressRegion root(PhysicalMemory memory, PageTable table, long size) {
        return new VmAddressRegion(memory, table, null, 0, size, VmOptions.CAN_MAP_ALL);
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public long size() {
        return size;
    }

    /// Maps part of an object.
    ///
    /// @param offset from [#base], 0 unless `options` say SPECIFIC
    /// @param length bytes, rounded up to pages
    /// @param options `PERM_*`, SPECIFIC, SPECIFIC_OVERWRITE, and in `CAN_MAP_*` what a later
    ///   protect may ask for
    /// @return the address
    /// @throws ZxException `BAD_STATE`, `INVALID_ARGS`, `ACCESS_DENIED`, `NO_MEMORY`
    public long map(long offset, VmObject object, long objectOffset, long length, int options) {
        synchronized (lock) {
            checkAlive();
            long rounded = roundUp(length);
            require(
                    aligned(objectOffset) && objectOffset >= 0 && rounded >= 0,
                    "the VMO offset or length is not possible");
            require(Long.MAX_VALUE - objectOffset >= rounded, "the VMO range overflows");
            require(rounded != 0, "the length is 0");
            int needed = VmOptions.canMap(options);
            checkAllowed(needed);
            long address = place(offset, rounded, options);
            int mayBe = (options | needed) & allowed & VmOptions.CAN_MAP_ALL;
            VmMapping mapping =
                    new VmMapping(
                            table,
                            address,
                            rounded,
                            object,
                            objectOffset,
                            options & VmOptions.PERM_ALL,
                            mayBe);
            children.put(address, mapping);
            mapping.enter();
            return address;
        }
    }

    /// Makes a region inside this one.
    ///
    /// @param options `CAN_MAP_*` for the child, SPECIFIC, COMPACT
    /// @throws ZxException `BAD_STATE`, `INVALID_ARGS`, `ACCESS_DENIED`, `NO_MEMORY`
    public VmAddressRegion allocate(long offset, long length, int options) {
        synchronized (lock) {
            checkAlive();
            require(length > 0 && aligned(length), "the size is 0 or no whole pages");
            checkAllowed(options & VmOptions.CAN_MAP_ALL & ~VmOptions.CAN_MAP_SPECIFIC);
            long address = place(offset, length, options);
            VmAddressRegion child =
                    new VmAddressRegion(
                            lock, table, this, address, length, options & VmOptions.CAN_MAP_ALL);
            children.put(address, child);
            return child;
        }
    }

    /// Finds room for a new child, making it where SPECIFIC_OVERWRITE says so.
    private long place(long offset, long length, int options) {
        boolean overwrite = (options & VmOptions.SPECIFIC_OVERWRITE) != 0;
        boolean specific = overwrite || (options & VmOptions.SPECIFIC) != 0;
        if (specific) {
            checkAllowed(VmOptions.CAN_MAP_SPECIFIC);
        }
        require(specific || offset == 0, "an offset needs ZX_VM_SPECIFIC");
        require(
                Long.compareUnsigned(offset, size) < 0
                        && Long.compareUnsigned(length, size - offset) <= 0,
                "the range is not inside the region");
        if (!specific) {
            return lowestGap(length);
        }
        long address = base + offset;
        require(aligned(address), "the address is not page aligned");
        if (overwrite) {
            unmapMappings(address, address + length, false);
        } else if (!overlapping(address, address + length).isEmpty()) {
            throw new ZxException(
                    ZxStatus.NO_MEMORY, "something is mapped at 0x%x already".formatted(address));
        }
        return address;
    }

    private long lowestGap(long length) {
        long at = base;
        for (VmNode child : children.values()) {
            if (child.base() - at >= length) {
                return at;
            }
            at = child.end();
        }
        if (end() - at < length) {
            throw new ZxException(ZxStatus.NO_MEMORY, "no gap of that size in the region");
        }
        return at;
    }

    /// `zx_vmar_unmap`: removes mappings and destroys the regions that lie inside the range.
    ///
    /// @throws ZxException `BAD_STATE`; `INVALID_ARGS` for a range that is unaligned, empty, not
    ///   inside this region or holds part of a region
    public void unmap(long address, long length) {
        synchronized (lock) {
            checkAlive();
            long end = checkRange(address, length);
            unmapMappings(address, end, true);
        }
    }

    /// Unmaps a range through all levels; regions in it stay, empty.
    ///
    /// @throws ZxException `BAD_STATE`, `INVALID_ARGS` for a range not inside this region
    public void unmapAllowPartial(long address, long length) {
        synchronized (lock) {
            checkAlive();
            unmapThrough(address, checkRange(address, length));
        }
    }

    private void unmapThrough(long first, long end) {
        for (VmNode child : overlapping(first, end)) {
            switch (child) {
                case VmAddressRegion region ->
                        region.unmapThrough(
                                Math.max(first, region.base), Math.min(end, region.end()));
                case VmMapping mapping -> cut(mapping, first, end);
            }
        }
    }

    private void unmapMappings(long first, long end, boolean destroyRegions) {
        List<VmNode> hit = overlapping(first, end);
        for (VmNode child : hit) {
            if (child instanceof VmAddressRegion) {
                boolean inside = child.base() >= first && child.end() <= end;
                require(inside && destroyRegions, "the range holds part of another region");
            }
        }
        for (VmNode child : hit) {
            switch (child) {
                case VmAddressRegion region -> region.destroy();
                case VmMapping mapping -> cut(mapping, first, end);
            }
        }
    }

    /// Takes `first` to `end` out of a mapping, keeping what stands on either side.
    private void cut(VmMapping mapping, long first, long end) {
        children.remove(mapping.base());
        keep(mapping, mapping.base(), Math.min(first, mapping.end()));
        keep(mapping, Math.max(end, mapping.base()), mapping.end());
        long from = Math.max(first, mapping.base());
        table.unmap(from, Math.min(end, mapping.end()) - from);
        mapping.detach();
    }

    private void keep(VmMapping mapping, long first, long end) {
        if (first < end) {
            children.put(first, mapping.part(first, end));
        }
    }

    /// `zx_vmar_protect`: changes the permissions of mapped pages.
    ///
    /// @param permissions `PERM_*` bits
    /// @throws ZxException `BAD_STATE`; `INVALID_ARGS` for a bad range or one with a region in it;
    ///   `NOT_FOUND` where part is unmapped; `ACCESS_DENIED` where the mapping does not allow it
    public void protect(long address, long length, int permissions) {
        synchronized (lock) {
            checkAlive();
            long end = checkRange(address, length);
            List<VmMapping> hit = mappingsFilling(address, end);
            for (VmMapping mapping : hit) {
                if (!mapping.allows(permissions)) {
                    throw new ZxException(
                            ZxStatus.ACCESS_DENIED, "the mapping does not allow the permission");
                }
            }
            for (VmMapping mapping : hit) {
                reprotect(mapping, address, end, permissions);
            }
        }
    }

    private List<VmMapping> mappingsFilling(long first, long end) {
        List<VmMapping> mappings = new ArrayList<>();
        long reached = first;
        for (VmNode child : overlapping(first, end)) {
            if (!(child instanceof VmMapping mapping)) {
                throw invalid("the range holds another region");
            }
            if (mapping.base() > reached) {
                break;
            }
            reached = mapping.end();
            mappings.add(mapping);
        }
        if (reached < end) {
            throw new ZxException(
                    ZxStatus.NOT_FOUND, "nothing is mapped at 0x%x".formatted(reached));
        }
        return mappings;
    }

    private void reprotect(VmMapping mapping, long first, long end, int permissions) {
        children.remove(mapping.base());
        long from = Math.max(first, mapping.base());
        long to = Math.min(end, mapping.end());
        keep(mapping, mapping.base(), from);
        keep(mapping, to, mapping.end());
        VmMapping changed = mapping.part(from, to, permissions);
        children.put(from, changed);
        changed.enter();
        mapping.detach();
    }

    /// `zx_vmar_destroy`: unmaps everything; this region and all inside it are of no use
    /// afterwards.
    ///
    /// @throws ZxException `BAD_STATE` if it was destroyed before
    public void destroy() {
        synchronized (lock) {
            checkAlive();
            if (parent != null) {
                parent.children.remove(base);
            }
            discard();
        }
    }

    @Override
    public void discard() {
        destroyed = true;
        children.values().forEach(VmNode::discard);
        children.clear();
    }

    private List<VmNode> overlapping(long first, long end) {
        List<VmNode> hit = new ArrayList<>();
        Map.Entry<Long, VmNode> below = children.lowerEntry(first);
        if (below != null && below.getValue().end() > first) {
            hit.add(below.getValue());
        }
        hit.addAll(children.subMap(first, end).values());
        return hit;
    }

    /// @return the first address behind the range
    private long checkRange(long address, long length) {
        long rounded = roundUp(length);
        require(rounded > 0 && aligned(address), "the range is empty or not page aligned");
        require(
                address >= base && address < end() && rounded <= end() - address,
                "the range is not inside the region");
        return address + rounded;
    }

    private void checkAlive() {
        if (destroyed) {
            throw new ZxException(ZxStatus.BAD_STATE, "the VMAR was destroyed");
        }
    }

    private void checkAllowed(int needed) {
        if ((allowed & needed) != needed) {
            throw new ZxException(ZxStatus.ACCESS_DENIED, "the region does not allow that");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw invalid(message);
        }
    }

    private static ZxException invalid(String message) {
        return new ZxException(ZxStatus.INVALID_ARGS, message);
    }

    private static boolean aligned(long address) {
        return (address & PAGE - 1) == 0;
    }

    /// Negative where the bytes are more than any region has.
    private static long roundUp(long bytes) {
        return bytes < 0 ? bytes : bytes + PAGE - 1 & -PAGE;
    }
}
