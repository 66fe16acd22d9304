package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.object.GuestDispatcher;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.object.VcpuDispatcher;

/// What the engine offers beside Zircon's surface: other platforms, and the way to the debug
/// extension.
///
/// Differs: Zircon has none of this.
public final class EngineExtension {
    private final GuestSyscalls guests;
    private final HandleTable handles;

    EngineExtension(Kernel kernel) {
        this.guests = new GuestSyscalls(kernel);
        this.handles = kernel.handles();
    }

    /// As [GuestSyscalls#create], for a guest on another platform.
    ///
    /// @throws ZxException as [GuestSyscalls#create]
    public GuestHandles createGuest(int resource, int options, Profile profile) {
        return guests.create(resource, options, profile);
    }

    /// The address space and traps of a guest, alive as long as it.
    ///
    /// Rights: WRITE.
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`
    public Vm vm(int guest) {
        try (GuestDispatcher object = handles.get(guest, GuestDispatcher.class, Rights.WRITE)) {
            return object.vm();
        }
    }

    /// The VCPU behind the surface, with [BackendVcpu#debug]; alive as long as the handle.
    ///
    /// Rights: READ, WRITE and EXECUTE.
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`
    public BackendVcpu backend(int vcpu) {
        int rights = Rights.IO | Rights.EXECUTE;
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, rights)) {
            return object.backend();
        }
    }
}
