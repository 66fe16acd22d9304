package dev.ringside.engine.kvm;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// Executes the instructions that a host's KVM cannot, one at a time, on another backend over the
/// same memory. Hosts without hardware support end in an internal error at some system and SSE
/// instructions; those with it never come here.
final class Fallback implements AutoCloseable {
    private final @Nullable Backend backend;
    private final Vm vm;
    private final int id;
    private @Nullable BackendVcpu vcpu;

    /// @param backend null: none
    Fallback(@Nullable Backend backend, Vm vm, int id) {
        this.backend = backend;
        this.vm = vm;
        this.id = id;
    }

    /// Executes the instruction at RIP.
    ///
    /// @param physical its guest-physical address
    /// @return false if that was not possible; the state is as before then
    boolean execute(VcpuState state, long physical) {
        BackendVcpu to = vcpu(state);
        if (to == null) {
            return false;
        }
        to.state().copyFrom(state);
        long page = physical & -PhysicalMemory.PAGE_SIZE;
        to.debug().memoryChanged(page, 2 * PhysicalMemory.PAGE_SIZE);
        to.debug().stateChanged();
        to.debug().setSteps(1, true);
        var _ = to.run();
        if (!(to.debug().takeStop() instanceof Stop.Step)) {
            return false;
        }
        long count = state.instructionCount;
        long time = state.time();
        int rate = state.timeRate;
        state.copyFrom(to.state());
        state.instructionCount = count;
        state.setTime(time, rate);
        return true;
    }

    private @Nullable BackendVcpu vcpu(VcpuState state) {
        if (vcpu == null && backend != null) {
            vcpu = backend.createVcpu(vm, id, state);
        }
        return vcpu;
    }

    @Override
    public void close() {
        if (vcpu != null) {
            vcpu.close();
        }
    }
}
