package dev.ringside.engine.x86.tlb;

/// An access to guest-physical memory that the core cannot perform, on its way to the run loop:
/// stackless, one reused instance a VCPU.
public final class TrapExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Guest-physical address of the access.
    public long address;

    /// Whether the access reads, a read-modify-write included.
    public boolean read;

    /// Whether it is a fetch of an instruction or, without an open bus, of a page-table entry.
    public boolean fetch;

    /// Whether memory is mapped there, but not for this access.
    public boolean mapped;

    public TrapExit() {
        super(null, null, false, false);
    }

    /// Makes this instance an access and returns it, to be thrown.
    TrapExit of(long address, boolean read, boolean fetch, boolean mapped) {
        this.address = address;
        this.read = read;
        this.fetch = fetch;
        this.mapped = mapped;
        return this;
    }
}
