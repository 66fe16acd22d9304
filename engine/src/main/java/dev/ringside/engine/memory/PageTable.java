package dev.ringside.engine.memory;

/// Where the pages of an address space are entered: the side of it that mappings see.
public interface PageTable {
    /// Enters pages, replacing what was there.
    ///
    /// @param address first address, page aligned
    /// @param frame byte offset into [PhysicalMemory#segment], page aligned
    /// @param length bytes, whole pages, at least one
    /// @param permissions [VmOptions#PERM_READ], [VmOptions#PERM_WRITE], [VmOptions#PERM_EXECUTE]
    void map(long address, long frame, long length, int permissions);

    /// Removes the pages of a range, mapped or not.
    void unmap(long address, long length);
}
