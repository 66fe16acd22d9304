package dev.ringside.engine.hypervisor;

/// What [EventHook#happened] tells of, and what its numbers mean.
public enum EventKind {
    /// An interrupt from outside was delivered. Number: vector.
    EXTERNAL_INTERRUPT,

    /// INT n, INT3, INTO or INT1 was delivered. Number: vector.
    SOFTWARE_INTERRUPT,

    /// Before and after: ordinals of [dev.ringside.engine.state.OperatingMode].
    MODE_SWITCH,

    /// A control register was written. Number: 0, 2, 3, 4 or 8.
    CONTROL_REGISTER,

    /// WRMSR. Number: the register's. After: what was written.
    MSR,

    /// IN and INS. Number: port. Before: bytes.
    PORT_IN,

    /// OUT and OUTS. Number: port. Before: bytes. After: the value.
    PORT_OUT,

    /// `xchg bx, bx` is about to run, which does nothing but catch a debugger's eye. Found by the
    /// debugger in the code, told by no backend.
    MAGIC;

    /// Its bit in [EventHook#interests].
    public int bit() {
        return 1 << ordinal();
    }
}
