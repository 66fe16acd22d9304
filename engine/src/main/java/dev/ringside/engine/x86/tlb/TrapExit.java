package dev.ringside.engine.x86.tlb;

/// An access to guest-physical memory that only the VMM can serve, on its way to the run loop:
/// stackless, one reused instance a VCPU.
public final class TrapExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Guest-physical address of the access.
    public long address;

    /// Whether the access reads, a read-modify-write included.
    public boolean read;

    public TrapExit() {
        super(null, null, false, false);
    }
}
