package dev.ringside.engine.kvm;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.InterruptMessages;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.VcpuState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// KVM as a backend. Thread-safe. Holds no file descriptor itself: a guest's go with its last VCPU.
public final class KvmBackend implements Backend {
    private static final InterruptMessages NO_MESSAGES =
            new InterruptMessages() {
                @Override
                public void deliver(
                        int destination, boolean logical, int mode, int vector, boolean level) {
                    // Nobody is there to take it.
                }

                @Override
                public void setEndOfInterruptListener(@Nullable IntConsumer listener) {
                    // No interrupt, no end of it.
                }
            };

    private final KvmCalls calls;
    private final KvmHost host;
    private final @Nullable Backend fallback;
    private final Consumer<String> log;

    /// The guests that have VCPUs; the map's own lock guards their making and unmaking.
    private final Map<Vm, KvmVm> guests = new HashMap<>();

    private KvmBackend(KvmCalls calls, @Nullable Backend fallback, Consumer<String> log) {
        this.calls = calls;
        this.host = KvmHost.probe(calls);
        this.fallback = fallback;
        this.log = log;
    }

    /// Looks at the host's KVM.
    ///
    /// @param fallback executes single instructions that the host's KVM cannot; null: they end the
    ///   run
    /// @param log hears what a user should know: slow ways taken, instructions given to `fallback`
    /// @throws KvmException it cannot be used: why, and what to do
    public static KvmBackend open(@Nullable Backend fallback, Consumer<String> log) {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        return open(NativeCalls.open(system, architecture), fallback, log);
    }

    static KvmBackend open(KvmCalls calls, @Nullable Backend fallback, Consumer<String> log) {
        return new KvmBackend(calls, fallback, log);
    }

    @Override
    public String name() {
        return "kvm";
    }

    @Override
    public BackendVcpu createVcpu(Vm vm, int id, VcpuState initial) {
        synchronized (guests) {
            KvmVm guest = guests.get(vm);
            if (guest == null) {
                guest = new KvmVm(calls, host, vm);
                guests.put(vm, guest);
            }
            try {
                Fallback other = new Fallback(fallback, vm, id);
                return new KvmVcpu(calls, host, guest, id, initial, other, log, this::closed);
            } catch (RuntimeException e) {
                dropIfUnused(guest);
                throw e;
            }
        }
    }

    /// Goes nowhere: the guest's processors have no local APIC here.
    @Override
    public InterruptMessages interruptMessages(Vm vm) {
        return NO_MESSAGES;
    }

    private void closed(KvmVcpu vcpu) {
        synchronized (guests) {
            KvmVm guest = vcpu.guest();
            guest.remove(vcpu);
            dropIfUnused(guest);
        }
    }

    private void dropIfUnused(KvmVm guest) {
        if (guest.unused()) {
            guests.remove(guest.vm());
            guest.close();
        }
    }
}
