package dev.ringside.engine.hypervisor;

import org.jspecify.annotations.Nullable;

/// The traps of one guest: one tree for memory (BELL and MEM), one for ports. Traps are never
/// removed. Thread-safe.
public interface TrapMap {
    /// The MEM or BELL trap at a guest-physical address: the one with the greatest start at or
    /// below it, if it reaches that far.
    @Nullable Trap findMemory(long guestPhysicalAddress);

    /// The IO trap at a port, found alike. Must not allocate.
    @Nullable Trap findIo(int port);

    /// Adds a trap by era A's rule.
    ///
    /// @throws dev.ringside.engine.base.ZxException `ALREADY_EXISTS` for a trap with this start in
    ///   the same tree
    void add(Trap trap);
}
