package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.IdAllocator;
import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.hypervisor.PendingVectors;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.state.VcpuState;
import java.util.concurrent.locks.LockSupport;

/// A virtual processor (Zircon: `syscalls/vcpu_create.md` and its neighbours). Bound to the thread
/// that made it, which can have no other; keeps its guest alive.
public final class VcpuDispatcher extends Dispatcher {
    private static final long EVICTION_NANOSECONDS = 100_000;
    private static final int EVICTION_TRIES = 50_000;

    private final Kernel kernel;
    private final GuestDispatcher guest;
    private final int id;
    private final Thread thread;
    private final BackendVcpu backend;

    /// The thread is in [#enter].
    private volatile boolean inside;

    private VcpuDispatcher(Kernel kernel, GuestDispatcher guest, int id, BackendVcpu backend) {
        super(kernel);
        this.kernel = kernel;
        this.guest = guest;
        this.id = id;
        this.thread = Thread.currentThread();
        this.backend = backend;
        guest.retain();
    }

    /// Makes a VCPU for the calling thread; era B's order of checks.
    ///
    /// In a guest of profile [Profile#PC] it starts as a processor does after RESET, and its VMM
    /// sets what it wants through the debug extension.
    ///
    /// @param entry for the boot processor a virtual address, else the real-mode start address
    /// @throws ZxException `INVALID_ARGS` for an entry outside the guest-physical space,
    ///   `NO_RESOURCES` when the guest has 64 VCPUs, `BAD_STATE` when the thread has a VCPU
    public static VcpuDispatcher create(Kernel kernel, GuestDispatcher guest, long entry) {
        if (Long.compareUnsigned(entry, GuestPhysicalAddressSpace.SIZE) >= 0) {
            throw new ZxException(
                    ZxStatus.INVALID_ARGS, "entry 0x%x is outside the guest".formatted(entry));
        }
        int id = guest.vcpuIds().allocate();
        if (id == IdAllocator.NONE) {
            throw new ZxException(ZxStatus.NO_RESOURCES, "the guest has all its VCPUs");
        }
        try {
            kernel.checkThreadFree();
            BackendVcpu backend =
                    kernel.backend().createVcpu(guest.vm(), id, start(guest, id, entry));
            VcpuDispatcher vcpu = new VcpuDispatcher(kernel, guest, id, backend);
            kernel.bindThread(vcpu);
            return vcpu;
        } catch (RuntimeException e) {
            guest.vcpuIds().free(id);
            throw e;
        }
    }

    private static VcpuState start(GuestDispatcher guest, int id, long entry) {
        return guest.vm().profile() == Profile.PC
                ? InitialState.reset(id)
                : InitialState.zircon(id, entry);
    }

    /// Runs the guest until it needs its VMM. Creating thread only.
    ///
    /// @return a packet of type GUEST_MEM, GUEST_IO or GUEST_VCPU (`pc` profile: also HALTED and
    ///   DEADLINE)
    /// @throws ZxException `BAD_STATE` on another thread, `CANCELED` when kicked, or what the exit
    ///   handler says
    public PortPacket enter() {
        checkThread();
        inside = true;
        try {
            if (kernel.isClosing()) {
                throw new ZxException(ZxStatus.CANCELED, "the process ends");
            }
            return packet(backend.run());
        } finally {
            inside = false;
        }
    }

    private static PortPacket packet(Exit exit) {
        return switch (exit) {
            case Exit.Io io -> GuestPackets.of(io);
            case Exit.Memory memory -> GuestPackets.of(memory);
            case Exit.Interrupt interrupt -> GuestPackets.of(interrupt);
            case Exit.Startup startup -> GuestPackets.of(startup);
            case Exit.Halted() -> GuestPackets.packet(0, PortPacket.TYPE_HALTED, 0, 0, 0, 0);
            case Exit.Deadline() -> GuestPackets.packet(0, PortPacket.TYPE_DEADLINE, 0, 0, 0, 0);
            case Exit.Canceled() -> throw new ZxException(ZxStatus.CANCELED);
            case Exit.Failed(ZxStatus status, String reason) ->
                    throw new ZxException(status, reason);
        };
    }

    /// Makes the current or the next [#enter] end in `CANCELED`. Any thread.
    public void kick() {
        backend.kick();
        guest.wakeBells();
    }

    /// The process ends: makes the thread leave its guest and waits until it has, or for five
    /// seconds: a hook may hold it that waits for the caller.
    void evict() {
        for (int i = 0; i < EVICTION_TRIES && inside && Thread.currentThread() != thread; i++) {
            kick();
            LockSupport.parkNanos(EVICTION_NANOSECONDS);
        }
    }

    /// Whether a kick waits to be seen. Any thread.
    public boolean kicked() {
        return backend.kicked();
    }

    /// Marks a vector pending and wakes the VCPU. Any thread.
    ///
    /// @throws ZxException `OUT_OF_RANGE` for a vector above 255
    public void interrupt(int vector) {
        if (Integer.compareUnsigned(vector, PendingVectors.COUNT) >= 0) {
            throw new ZxException(ZxStatus.OUT_OF_RANGE, "there are 256 vectors");
        }
        backend.interrupt(vector);
    }

    /// Creating thread only.
    ///
    /// @throws ZxException `BAD_STATE` on another thread
    public GuestRegisters readState() {
        checkThread();
        return GuestRegisters.of(backend.state());
    }

    /// Creating thread only.
    ///
    /// @throws ZxException `BAD_STATE` on another thread
    public void writeState(GuestRegisters registers) {
        checkThread();
        registers.apply(backend.state());
        backend.debug().stateChanged();
    }

    /// Answers a port input: copies the low bytes of `data` into RAX. Creating thread only.
    ///
    /// @throws ZxException `BAD_STATE` on another thread, `INVALID_ARGS` unless `accessSize` is 1,
    ///   2 or 4
    public void writeIo(int accessSize, int data) {
        checkThread();
        if (accessSize != 1 && accessSize != 2 && accessSize != 4) {
            throw new ZxException(ZxStatus.INVALID_ARGS, "access sizes are 1, 2 and 4");
        }
        backend.completeIo(accessSize, data);
    }

    private void checkThread() {
        if (Thread.currentThread() != thread) {
            throw new ZxException(ZxStatus.BAD_STATE, "the VCPU belongs to another thread");
        }
    }

    /// 1 to 64; 1 is the boot processor, and the local APIC's id is one less.
    public int id() {
        return id;
    }

    /// The guest.
    public GuestDispatcher guest() {
        return guest;
    }

    /// What runs the code, for the debug extension.
    public BackendVcpu backend() {
        return backend;
    }

    @Override
    public ObjectType type() {
        return ObjectType.VCPU;
    }

    @Override
    void onDestroyed() {
        kernel.unmarkThread(thread);
        backend.close();
        guest.vcpuIds().free(id);
        guest.close();
    }
}
