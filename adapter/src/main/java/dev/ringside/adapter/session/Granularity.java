package dev.ringside.adapter.session;

/// How far a step goes.
public enum Granularity {
    /// To another source line, where lines are known.
    LINE,
    INSTRUCTION
}
