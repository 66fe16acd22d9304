package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;

/// One VCPU of a backend. Methods belong to the creating thread unless they say otherwise.
public interface BackendVcpu extends AutoCloseable {
    /// Runs the guest until something leaves it. Bells are rung inside and do not return.
    Exit run();

    /// Makes the current or the next [#run] return [Exit.Canceled]; several kicks before that count
    /// once. Any thread.
    void kick();

    /// Whether a kick, or a stop asked for by the debug extension, waits to be seen. Any thread.
    boolean kicked();

    /// Marks `vector` (0 to 255) pending and wakes a halted VCPU. Any thread.
    void interrupt(int vector);

    /// The live registers, flags included. Only between runs; after a change call
    /// [VcpuDebug#stateChanged].
    VcpuState state();

    /// The object of [#state] for those who look at instruction count, time, activity and local
    /// APIC only: a backend that fetches registers when asked does not fetch the others.
    default VcpuState progress() {
        return state();
    }

    /// Answers the IN whose exit came last: `zx_vcpu_io_t`.
    ///
    /// @param accessSize 1, 2 or 4 bytes
    void completeIo(int accessSize, int data);

    /// The debug extension of this VCPU. Never null: a backend without it is no backend.
    VcpuDebug debug();

    /// Releases what the backend holds. Any thread, while the VCPU does not run.
    @Override
    void close();
}
