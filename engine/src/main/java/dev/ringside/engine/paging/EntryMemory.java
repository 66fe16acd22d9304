package dev.ringside.engine.paging;

/// Guest-physical memory as the page walk sees it.
public interface EntryMemory {
    /// Reads a paging-structure entry.
    ///
    /// @param guestPhysicalAddress aligned to `size`
    /// @param size 4 or 8 bytes
    /// @return the entry, zero-extended; all ones where nothing is mapped
    long readEntry(long guestPhysicalAddress, int size);

    /// Writes an entry back with its accessed or dirty flag set.
    void writeEntry(long guestPhysicalAddress, int size, long value);
}
