package dev.ringside.engine.memory;

/// What may stand in an address region: another region or a mapping.
sealed interface VmNode permits VmAddressRegion, VmMapping {
    /// First address.
    long base();

    /// Bytes, at least a page.
    long size();

    /// First address behind it.
    default long end() {
        return base() + size();
    }

    /// Takes it out of the page table, for good.
    void discard();
}
