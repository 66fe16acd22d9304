package dev.ringside.engine.device;

/// One wire from a device to the interrupt controller.
@FunctionalInterface
public interface IrqLine {
    IrqLine NONE = level -> {};

    /// Drives the wire high or low; no effect if it is there already.
    void set(boolean level);

    /// A short high pulse.
    default void pulse() {
        set(true);
        set(false);
    }
}
