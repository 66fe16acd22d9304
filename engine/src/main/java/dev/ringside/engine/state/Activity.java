package dev.ringside.engine.state;

/// What a VCPU does between instructions (SDM Vol. 3C 25.4.2).
public enum Activity {
    ACTIVE,
    HALTED,
    /// After a triple fault (SDM Vol. 3A 6.15, "Interrupt 8").
    SHUTDOWN,
    WAIT_FOR_SIPI
}
