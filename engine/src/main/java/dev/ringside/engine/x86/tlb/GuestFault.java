package dev.ringside.engine.x86.tlb;

/// An exception the guest raised, on its way to the run loop.
///
/// Stackless, and one reused instance a VCPU: throwing costs a few nanoseconds and allocates
/// nothing.
public final class GuestFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    public int vector;

    /// 0 where the vector has none.
    public int errorCode;

    /// For `#PF` the linear address, else 0.
    public long address;

    /// One clause for a person; a constant string, so that raising a fault formats nothing.
    public String reason = "";

    public GuestFault() {
        super(null, null, false, false);
    }

    /// Fills this instance in and returns it, to be thrown.
    public GuestFault of(int vector, int errorCode, String reason) {
        this.vector = vector;
        this.errorCode = errorCode;
        this.address = 0;
        this.reason = reason;
        return this;
    }
}
