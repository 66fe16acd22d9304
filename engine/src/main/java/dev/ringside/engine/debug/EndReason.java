package dev.ringside.engine.debug;

/// Why a machine came to its end.
public sealed interface EndReason {
    /// The guest powered the machine off.
    record PowerOff() implements EndReason {}

    /// The guest wrote `value` to the isa-debug-exit port; the process exits with `(value << 1) |
    /// 1`.
    record DebugExit(int value) implements EndReason {}

    /// [dev.ringside.engine.vmm] closed it.
    record Closed() implements EndReason {}

    /// A bug of ours.
    record EngineFault(String report) implements EndReason {}
}
