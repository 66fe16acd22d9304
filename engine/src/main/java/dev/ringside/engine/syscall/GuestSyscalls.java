package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.object.GuestDispatcher;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.PortDispatcher;
import dev.ringside.engine.object.ResourceDispatcher;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.object.VmarDispatcher;

/// `zx_guest_*`. Any thread.
public final class GuestSyscalls {
    /// `ZX_GUEST_TRAP_BELL`.
    public static final int TRAP_BELL = 0;

    /// `ZX_GUEST_TRAP_MEM`.
    public static final int TRAP_MEM = 1;

    /// `ZX_GUEST_TRAP_IO`.
    public static final int TRAP_IO = 2;

    private final Kernel kernel;
    private final HandleTable handles;

    GuestSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a guest with an empty physical address space of 2^48 bytes.
    ///
    /// Rights: none; the resource must be of kind HYPERVISOR.
    ///
    /// @param options 0
    /// @return handles with the guest and VMAR default rights
    /// @throws ZxException `INVALID_ARGS` for options; `BAD_HANDLE`; `WRONG_TYPE`, also for a
    ///   resource of another kind; `NO_MEMORY`
    /// @see VcpuSyscalls#create
    public GuestHandles create(int resource, int options) {
        return create(resource, options, Profile.ZIRCON);
    }

    /// @see EngineExtension#createGuest
    GuestHandles create(int resource, int options, Profile profile) {
        Checks.options(options, 0);
        try (ResourceDispatcher hypervisor =
                handles.get(resource, ResourceDispatcher.class, Rights.NONE)) {
            hypervisor.validate(ResourceKind.HYPERVISOR);
        }
        try (GuestDispatcher guest = GuestDispatcher.create(kernel, profile);
                VmarDispatcher vmar = guest.rootVmar()) {
            return new GuestHandles(handles.add(guest), handles.add(vmar));
        }
    }

    /// Makes accesses to a range tell somebody: BELL a port, MEM and IO the VCPU's thread. The
    /// range of a BELL or MEM trap is unmapped first, even where the trap is then refused. Traps
    /// stay as long as the guest.
    ///
    /// Rights: WRITE on `guest`, WRITE on `port`.
    ///
    /// @param kind [#TRAP_BELL], [#TRAP_MEM] or [#TRAP_IO]
    /// @param address guest-physical address, page aligned, or port
    /// @param size bytes, whole pages, or ports
    /// @param port for BELL, else 0
    /// @param key comes back in packets
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `INVALID_ARGS`;
    ///   `OUT_OF_RANGE` for a range that overflows or reaches port 0xFFFF; `ALREADY_EXISTS` for a
    ///   trap in the same space that starts at the same address; `NO_MEMORY`
    /// @see VcpuSyscalls#enter
    public void setTrap(int guest, int kind, long address, long size, int port, long key) {
        try (GuestDispatcher object = handles.get(guest, GuestDispatcher.class, Rights.WRITE)) {
            if (port == HandleTable.INVALID) {
                object.setTrap(kind, address, size, null, key);
                return;
            }
            try (PortDispatcher bell = handles.get(port, PortDispatcher.class, Rights.WRITE)) {
                object.setTrap(kind, address, size, bell, key);
            }
        }
    }
}
