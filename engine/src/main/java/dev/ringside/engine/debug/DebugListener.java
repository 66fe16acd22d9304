package dev.ringside.engine.debug;

/// Hears of stops. Called on a VCPU thread.
public interface DebugListener {
    void stopped(StopEvent event);

    /// The machine runs again.
    void resumed();

    /// A logpoint's line.
    void logged(Breakpoint breakpoint, String line);

    /// The machine is gone; nothing follows.
    void ended(EndReason reason);
}
