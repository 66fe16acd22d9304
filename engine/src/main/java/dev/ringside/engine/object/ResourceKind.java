package dev.ringside.engine.object;

/// What a resource stands for, `ZX_RSRC_KIND_*`.
public enum ResourceKind {
    MMIO,
    IRQ,
    IOPORT,
    HYPERVISOR,
    ROOT,
    VMEX,
    SMC;

    /// The numeric kind.
    public int code() {
        return ordinal();
    }

    /// Whether such a resource covers a range of something.
    public boolean ranged() {
        return this == MMIO || this == IRQ || this == IOPORT || this == SMC;
    }
}
