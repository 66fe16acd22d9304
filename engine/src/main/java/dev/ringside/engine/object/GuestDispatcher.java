package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.IdAllocator;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.memory.VmAddressRegion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A virtual machine: address space, traps and VCPU ids (Zircon: `syscalls/guest_create.md`,
/// `guest_set_trap.md`). Its VCPUs keep it alive.
public final class GuestDispatcher extends Dispatcher {
    private static final long LAST_PORT = 0xFFFF;

    private final Kernel kernel;
    private final GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
    private final TrapMap traps = new TrapMap();
    private final List<BellTrap> bells = new CopyOnWriteArrayList<>();
    private final IdAllocator vcpuIds = new IdAllocator();
    private final VmAddressRegion root;
    private final Vm vm;

    private GuestDispatcher(Kernel kernel, Profile profile) {
        super(kernel);
        this.kernel = kernel;
        PhysicalMemory memory = kernel.memory();
        this.root = VmAddressRegion.root(memory, space, GuestPhysicalAddressSpace.SIZE);
        this.vm = new Vm(memory, space, traps, profile);
    }

    /// @param profile [Profile#ZIRCON] for what Zircon makes
    public static GuestDispatcher create(Kernel kernel, Profile profile) {
        return new GuestDispatcher(kernel, profile);
    }

    /// A dispatcher for the region that is the whole guest-physical address space.
    public VmarDispatcher rootVmar() {
        return new VmarDispatcher(kernel, root);
    }

    /// What the guest's VCPUs share.
    public Vm vm() {
        return vm;
    }

    /// Adds a trap, unmapping the range of a BELL or MEM trap first, even where the trap is then
    /// refused.
    ///
    /// @param kind number of a [Trap.Kind]
    /// @param address guest-physical address or port
    /// @param size bytes or ports
    /// @param port for BELL
    /// @throws ZxException `INVALID_ARGS`, `OUT_OF_RANGE`, `ALREADY_EXISTS`, in era A's order
    public void setTrap(
            int kind, long address, long size, @Nullable PortDispatcher port, long key) {
        require(size != 0, "the trap's size is 0");
        if (Long.compareUnsigned(-1L - size, address) < 0) {
            throw new ZxException(ZxStatus.OUT_OF_RANGE, "the trap's range overflows");
        }
        require(kind >= 0 && kind < Trap.Kind.values().length, "no such kind of trap");
        Trap.Kind trapKind = Trap.Kind.values()[kind];
        require(
                (trapKind == Trap.Kind.BELL) == (port != null),
                "a BELL trap needs a port, another must not have one");
        if (trapKind == Trap.Kind.IO) {
            checkPorts(address, size);
        } else {
            long pageBits = PhysicalMemory.PAGE_SIZE - 1;
            require(((address | size) & pageBits) == 0, "the range is not page aligned");
            root.unmapAllowPartial(address, size);
        }
        add(trapKind, address, size, port, key);
    }

    /// As in Zircon the exclusive end is compared, so port 0xFFFF cannot be trapped.
    private static void checkPorts(long address, long size) {
        if (Long.compareUnsigned(address + size, LAST_PORT) > 0) {
            throw new ZxException(ZxStatus.OUT_OF_RANGE, "the range ends behind port 0xfffe");
        }
    }

    private void add(
            Trap.Kind kind, long address, long size, @Nullable PortDispatcher port, long key) {
        long last = address + size - 1;
        if (port == null) {
            traps.add(new Trap(kind, address, last, key, null));
            return;
        }
        BellTrap bell = new BellTrap(port);
        try {
            traps.add(new Trap(kind, address, last, key, bell));
        } catch (ZxException e) {
            bell.release();
            throw e;
        }
        bells.add(bell);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new ZxException(ZxStatus.INVALID_ARGS, message);
        }
    }

    IdAllocator vcpuIds() {
        return vcpuIds;
    }

    /// A VCPU was kicked: lets those that wait for a BELL packet look whether it was them.
    void wakeBells() {
        bells.forEach(BellTrap::wake);
    }

    @Override
    public ObjectType type() {
        return ObjectType.GUEST;
    }

    @Override
    void onDestroyed() {
        bells.forEach(BellTrap::release);
        try {
            root.destroy();
        } catch (ZxException alreadyDestroyed) {
            // zx_vmar_destroy on the root: nothing is left to unmap.
        }
    }
}
