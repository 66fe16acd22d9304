package dev.ringside.engine.hypervisor;

/// VCPU ids of one guest: the lowest free number from 1 to 64 (Zircon: `id_allocator.h`).
public final class IdAllocator {
    /// VCPUs a guest can have.
    public static final int MAX = 64;

    /// Nothing free.
    public static final int NONE = 0;

    private long used;

    /// Takes an id.
    ///
    /// @return 1 to 64, or [#NONE]
    public synchronized int allocate() {
        if (used == -1L) {
            return NONE;
        }
        int bit = Long.numberOfTrailingZeros(~used);
        used |= 1L << bit;
        return bit + 1;
    }

    /// Gives an id back.
    public synchronized void free(int id) {
        used &= ~(1L << id - 1);
    }
}
