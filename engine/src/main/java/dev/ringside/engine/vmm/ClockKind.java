package dev.ringside.engine.vmm;

/// What drives the machine's time: `--clock`.
public enum ClockKind {
    /// Retired instructions; waiting jumps to the next event. Runs repeat bit for bit.
    VIRTUAL,
    /// The host's clock, for people who play with the guest.
    REAL
}
