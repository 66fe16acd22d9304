package dev.ringside.adapter.session;

/// Where a session stands.
public enum RunState {
    /// Before `launch` or `attach`.
    NEW,
    /// Loaded; breakpoints arrive; the first instruction has not run.
    CONFIGURING,
    STOPPED,
    RUNNING,
    /// The guest is over.
    ENDED
}
