package dev.ringside.engine.hypervisor;

/// Guest-physical pages and what backs them. Reads are safe from any thread.
public interface GuestPhysicalAddressSpace {
    /// Size of the space, 2^48 bytes.
    long SIZE = 1L << 48;

    int READ = 1;
    int WRITE = 2;
    int EXECUTE = 4;

    /// Where the page of `guestPhysicalAddress` lies.
    ///
    /// @return page-aligned byte offset into the physical memory's segment with the permissions
    ///   READ, WRITE, EXECUTE in bits 0 to 2, or -1 where nothing is mapped (a trap, or nothing at
    ///   all). Must not allocate.
    long lookup(long guestPhysicalAddress);

    /// Counts changes of the mapping. A cached lookup is good while this stays the same.
    int generation();
}
