package dev.ringside.engine.hypervisor;

/// What some backends cannot do for a debugger: [VcpuDebug#refusal].
public enum DebugFeature {
    /// [EventHook#exception].
    EXCEPTION_STOPS,
    /// [EventHook#happened].
    EVENT_STOPS,
    /// [VcpuDebug#setDataHook].
    DATA_BREAKPOINTS
}
