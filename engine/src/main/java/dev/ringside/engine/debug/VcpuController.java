package dev.ringside.engine.debug;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.memory.PhysicalMemory;

/// What the VMM's VCPU threads ask of the debugger. All calls come on the VCPU's own thread.
public interface VcpuController {
    /// A VCPU exists and stands before its first instruction.
    void created(
            int vcpu, BackendVcpu backend, PhysicalMemory memory, GuestPhysicalAddressSpace space);

    /// Blocks until the VCPU may run.
    ///
    /// @return false to end the thread
    boolean awaitRun(int vcpu);

    /// The run ended in a debug stop.
    void stopped(int vcpu, Stop stop);

    /// The run ended for good for a reason the user should see with the machine still there (triple
    /// fault, HLT with interrupts off, something unsupported): the next [#awaitRun] blocks.
    void stuck(int vcpu, StopReason reason);

    /// The machine is gone.
    void ended(EndReason reason);
}
