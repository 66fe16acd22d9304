package dev.ringside.engine.syscall;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.hypervisor.InterruptMessages;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.PendingVectors;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A backend without a guest: each run plays the next scripted exit.
final class FakeBackend implements Backend {
    final List<FakeVcpu> vcpus = new ArrayList<>();

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public FakeVcpu createVcpu(Vm vm, int id, VcpuState initial) {
        FakeVcpu vcpu = new FakeVcpu(vm, id, initial.copy());
        vcpus.add(vcpu);
        return vcpu;
    }

    @Override
    public InterruptMessages interruptMessages(Vm vm) {
        throw new UnsupportedOperationException();
    }

    FakeVcpu last() {
        return vcpus.getLast();
    }

    static final class FakeVcpu implements BackendVcpu, VcpuDebug {
        final Vm vm;
        final int id;
        final VcpuState state;
        final PendingVectors pending = new PendingVectors();
        final Queue<Function<Vm, Exit>> script = new ConcurrentLinkedQueue<>();
        volatile boolean kicked;
        volatile boolean closed;
        int stateChanges;

        FakeVcpu(Vm vm, int id, VcpuState state) {
            this.vm = vm;
            this.id = id;
            this.state = state;
        }

        void plays(Exit exit) {
            script.add(_ -> exit);
        }

        @Override
        public Exit run() {
            if (kicked) {
                kicked = false;
                return new Exit.Canceled();
            }
            Function<Vm, Exit> next = script.remove();
            return next.apply(vm);
        }

        @Override
        public void kick() {
            kicked = true;
        }

        @Override
        public boolean kicked() {
            return kicked;
        }

        @Override
        public void interrupt(int vector) {
            boolean _ = pending.set(vector);
        }

        @Override
        public VcpuState state() {
            return state;
        }

        @Override
        public void completeIo(int accessSize, int data) {
            long mask = (1L << 8 * accessSize) - 1;
            state.gpr[VcpuState.RAX] = state.gpr[VcpuState.RAX] & ~mask | data & mask;
        }

        @Override
        public VcpuDebug debug() {
            return this;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void stateChanged() {
            stateChanges++;
        }

        @Override
        public void memoryChanged(long guestPhysicalAddress, long length) {}

        @Override
        public void setCodeHook(@Nullable CodeHook hook) {}

        @Override
        public void setDataHook(@Nullable DataHook hook) {}

        @Override
        public void setEventHook(@Nullable EventHook hook) {}

        @Override
        public void setSteps(long steps, boolean deferInterrupts) {}

        @Override
        public void setInstructionLimit(long count) {}

        @Override
        public void setDeadline(long count) {}

        @Override
        public void setYield(long count) {}

        @Override
        public boolean runnable() {
            return true;
        }

        @Override
        public void setInterruptController(@Nullable InterruptController controller) {}

        @Override
        public void setMmioHandler(@Nullable MmioHandler handler) {}

        @Override
        public void interruptLineChanged() {}

        @Override
        public void requestStop() {}

        @Override
        public @Nullable Stop takeStop() {
            return null;
        }

        @Override
        public List<FaultRecord> faultChain() {
            return List.of();
        }
    }
}
