package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.tlb.GuestFault;

/// The processor that the semantics act on: registers, memory, the instruction being executed.
///
/// SKELETON: see the interface notes. Belongs to one VCPU thread.
public final class Cpu {
    public final VcpuState state;
    public final GuestFault fault = new GuestFault();

    public Cpu(VcpuState state) {
        this.state = state;
    }
}
