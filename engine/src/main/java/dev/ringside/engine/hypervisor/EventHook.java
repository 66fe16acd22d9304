package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;

/// Machine events somebody waits for. Called on the VCPU's thread.
public interface EventHook {
    /// An exception is about to be delivered; `state` is that of the faulting instruction (for
    /// traps: after it).
    ///
    /// @return true to stop with [Stop.Event] before delivery; the next run delivers it without
    ///   asking again
    boolean exception(VcpuState state, FaultRecord fault);

    /// An interrupt, exception or software interrupt was delivered: `state` is at the handler's
    /// first instruction.
    ///
    /// @param external by INTR or a pending vector rather than an instruction
    /// @param returnRip the RIP that was pushed
    default void delivered(
            VcpuState state, int vector, boolean external, long returnCs, long returnRip) {}

    /// The [EventKind#bit]s of what [#happened] wants to hear. Asked when the hook is set.
    default int interests() {
        return 0;
    }

    /// Something happened inside the current instruction, or in a delivery.
    ///
    /// @param number which vector, register or port; see [EventKind] for all three
    /// @return true to be asked [#completed] at the next instruction boundary
    default boolean happened(EventKind kind, long number, long before, long after) {
        return false;
    }

    /// @param state live, at the boundary behind the event; flags are materialised
    /// @return true to stop with [Stop.Happened]
    default boolean completed(VcpuState state) {
        return false;
    }

    /// IRET, which ends a delivery, has completed.
    default void returned(VcpuState state) {}
}
