package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.memory.PhysicalMemory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One simulated kernel with one process in it: the memory, the handle table, the koids.
///
/// Kernels share nothing, so several can live in one JVM. Thread-safe.
public final class Kernel implements AutoCloseable {
    /// The first koid of objects, as `ZX_KOID_FIRST`.
    private static final long FIRST_KOID = 1024;

    private final Backend backend;
    private final PhysicalMemory memory;
    private final HandleTable handles = new HandleTable();
    private final AtomicLong nextKoid = new AtomicLong(FIRST_KOID);
    private final long epoch = System.nanoTime();
    private final int rootResource;
    private volatile boolean closing;

    /// The VCPU of each thread that has one; only a thread itself adds its entry.
    private final Map<Thread, VcpuDispatcher> vcpus = new ConcurrentHashMap<>();

    /// @param memorySize bytes all VMOs together can have
    public Kernel(Backend backend, long memorySize) {
        this.backend = backend;
        this.memory = new PhysicalMemory(memorySize);
        try (ResourceDispatcher root = ResourceDispatcher.create(this, ResourceKind.ROOT, "root")) {
            this.rootResource = handles.add(root);
        }
    }

    /// What runs guest code.
    public Backend backend() {
        return backend;
    }

    /// The memory of all VMOs.
    public PhysicalMemory memory() {
        return memory;
    }

    /// The handles of the process.
    public HandleTable handles() {
        return handles;
    }

    /// The root resource's handle, which a process gets at its start.
    public int rootResource() {
        return rootResource;
    }

    /// Nanoseconds since this kernel was made: `ZX_CLOCK_MONOTONIC`, what deadlines are given in.
    public long monotonicTime() {
        return System.nanoTime() - epoch;
    }

    long newKoid() {
        return nextKoid.getAndIncrement();
    }

    /// Checks that the calling thread has no VCPU, of whatever guest.
    ///
    /// @throws ZxException `BAD_STATE` if it has one
    void checkThreadFree() {
        if (vcpus.containsKey(Thread.currentThread())) {
            throw new ZxException(ZxStatus.BAD_STATE, "the thread has a VCPU already");
        }
    }

    /// Notes which VCPU the calling thread has.
    void bindThread(VcpuDispatcher vcpu) {
        vcpus.put(Thread.currentThread(), vcpu);
    }

    /// The thread's VCPU is gone.
    void unmarkThread(Thread thread) {
        vcpus.remove(thread);
    }

    /// Whether a kick waits for the calling thread's VCPU.
    boolean currentVcpuKicked() {
        VcpuDispatcher vcpu = vcpus.get(Thread.currentThread());
        return vcpu != null && vcpu.kicked();
    }

    /// Whether the process ends: no VCPU is entered any more.
    boolean isClosing() {
        return closing;
    }

    /// The process ends: VCPU threads leave their guests with `CANCELED`, every handle is closed
    /// and the memory given back. Idempotent.
    @Override
    public void close() {
        closing = true;
        vcpus.values().forEach(VcpuDispatcher::evict);
        memory.close();
        handles.closeAll();
    }
}
