package dev.ringside.engine.x86.tlb;

/// Memory by linear address: translated, permission-checked, cached.
///
/// Belongs to the VCPU's thread. Every access throws [GuestFault] (`#PF`) or [TrapExit].
public final class LinearMemory {
    /// Reads 1, 2, 4 or 8 bytes, zero-extended, at the current privilege level.
    public long read(long linear, int size) {
        throw new UnsupportedOperationException();
    }

    /// The read of a read-modify-write: faults as the write would.
    public long readForWrite(long linear, int size) {
        throw new UnsupportedOperationException();
    }

    /// Writes the low `size` bytes of `value`; nothing is written if any byte faults.
    public void write(long linear, int size, long value) {
        throw new UnsupportedOperationException();
    }
}
