package dev.ringside.engine.hypervisor;

/// The processor's INTR pin and its acknowledge cycle in the `pc` profile (8259A datasheet,
/// "Interrupt Sequence").
///
/// Called on the VCPU's thread.
public interface InterruptController {
    /// Whether INTR is raised.
    boolean pending();

    /// Runs the acknowledge cycle.
    ///
    /// @return the vector, 0 to 255
    int acknowledge();
}
