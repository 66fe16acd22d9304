package dev.ringside.adapter.session;

/// What a step does at a call.
public enum StepKind {
    INTO,
    OVER,
    OUT
}
