package dev.ringside.engine.memory;

/// Part of a VMO as it appears in an address region. Never changed, only replaced; guarded by the
/// lock of the object's memory.
final class VmMapping implements VmNode {
    private final PageTable table;
    private final long base;
    private final long size;
    private final VmObject object;
    private final long objectOffset;

    /// `PERM_*` bits in force.
    private final int permissions;

    /// `CAN_MAP_*` bits: what protect may ask for.
    private final int allowed;

    VmMapping(
            PageTable table,
            long base,
            long size,
            VmObject object,
            long objectOffset,
            int permissions,
            int allowed) {
        this.table = table;
        this.base = base;
        this.size = size;
        this.object = object;
        this.objectOffset = objectOffset;
        this.permissions = permissions;
        this.allowed = allowed;
        object.attach(this);
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public long size() {
        return size;
    }

    /// Whether the permissions may become `wanted`.
    boolean allows(int wanted) {
        int needed = VmOptions.canMap(wanted);
        return (allowed & needed) == needed;
    }

    /// The part from `first` to `end`, with the permissions given. Attached to the object, not yet
    /// entered.
    VmMapping part(long first, long end, int newPermissions) {
        return new VmMapping(
                table,
                first,
                end - first,
                object,
                objectOffset + (first - base),
                newPermissions,
                allowed);
    }

    /// As [#part], with the permissions kept.
    VmMapping part(long first, long end) {
        return part(first, end, permissions);
    }

    /// Puts the pages into the page table.
    void enter() {
        object.enter(table, base, objectOffset, size, permissions);
    }

    /// The object shrank: takes the pages that went out of the page table.
    void leaveBeyond(long newEnd, long oldEnd) {
        long first = Math.max(newEnd, objectOffset);
        long last = Math.min(oldEnd, objectOffset + size);
        if (first < last) {
            table.unmap(base + (first - objectOffset), last - first);
        }
    }

    /// Lets the object go, the page table untouched.
    void detach() {
        object.detach(this);
    }

    @Override
    public void discard() {
        table.unmap(base, size);
        detach();
    }
}
