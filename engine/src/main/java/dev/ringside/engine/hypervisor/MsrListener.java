package dev.ringside.engine.hypervisor;

/// Hears of RDMSR and WRMSR to model-specific registers that do not exist, which raise `#GP`.
/// Called on the VCPU's thread in the middle of the instruction.
@FunctionalInterface
public interface MsrListener {
    void unknown(int number);
}
