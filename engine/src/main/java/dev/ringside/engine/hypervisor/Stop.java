package dev.ringside.engine.hypervisor;

/// Why the debug extension stopped a VCPU.
public sealed interface Stop {
    /// The steps of [VcpuDebug#setSteps] are done.
    record Step() implements Stop {}

    /// [CodeHook#reached] said so.
    record Code(long linearAddress, long guestPhysicalAddress) implements Stop {}

    /// [DataHook#completed] said so.
    record Data() implements Stop {}

    /// [EventHook#completed] said so.
    record Happened() implements Stop {}

    /// [EventHook#exception] said so.
    record Event(FaultRecord fault) implements Stop {}

    /// [VcpuDebug#requestStop].
    record Pause() implements Stop {}

    /// The instruction limit.
    record Limit() implements Stop {}
}
