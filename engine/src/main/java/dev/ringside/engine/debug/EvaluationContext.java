package dev.ringside.engine.debug;

import dev.ringside.engine.state.VcpuState;

/// What an expression is evaluated against.
public interface EvaluationContext {
    VcpuState state();

    /// Number of the VCPU, from 0.
    int vcpu();

    /// Error code of the exception being looked at, else 0.
    int errorCode();

    /// The number of the event being looked at (`vector`, `port`, `msr`, `cr`), else 0.
    default long eventNumber() {
        return 0;
    }

    /// What the event found (`before`), else 0.
    default long eventBefore() {
        return 0;
    }

    /// What the event left (`value`), else 0.
    default long eventValue() {
        return 0;
    }

    /// Zero-extended value of 1, 2, 4 or 8 bytes of memory.
    ///
    /// @throws dev.ringside.engine.base.ZxException `NOT_FOUND`
    long read(AddressKind kind, long address, int size);
}
