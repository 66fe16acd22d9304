package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;

/// Something that runs guest code: the own core, KVM.
public interface Backend {
    /// `core` or `kvm`.
    String name();

    /// Makes a VCPU bound to the calling thread.
    ///
    /// @param vm what the VCPU shares with its siblings
    /// @param id 1 to 64; 1 is the boot processor
    /// @param initial copied
    BackendVcpu createVcpu(Vm vm, int id, VcpuState initial);

    /// The way of interrupt messages to the local APICs of a guest of profile [Profile#PC]; the
    /// same object each time. VCPUs made later are reached too.
    InterruptMessages interruptMessages(Vm vm);
}
