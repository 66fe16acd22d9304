package dev.ringside.engine.debug;

/// The machine has stopped.
///
/// @param vcpu the one that stopped first
public record StopEvent(int vcpu, StopReason reason) {}
