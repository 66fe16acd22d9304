package dev.ringside.engine.syscall;

import dev.ringside.engine.object.Kernel;

/// All system calls of one kernel's process.
///
/// Statuses: a call that would answer `ZX_OK` returns its out-parameters as its result; any other
/// status is thrown as a [dev.ringside.engine.base.ZxException]. Handles are `int`, u64 are `long`,
/// both unsigned where it matters. There are no bad user pointers in Java: a buffer that is too
/// small for its structure stands for one and gives `INVALID_ARGS`.
///
/// @param handle `zx_handle_*`
/// @param object `zx_object_*`
/// @param vmo `zx_vmo_*`
/// @param vmar `zx_vmar_*`
/// @param port `zx_port_*`
/// @param resource `zx_resource_*`
/// @param guest `zx_guest_*`
/// @param vcpu `zx_vcpu_*`
/// @param extension what Zircon does not have
public record Syscalls(
        HandleSyscalls handle,
        ObjectSyscalls object,
        VmoSyscalls vmo,
        VmarSyscalls vmar,
        PortSyscalls port,
        ResourceSyscalls resource,
        GuestSyscalls guest,
        VcpuSyscalls vcpu,
        EngineExtension extension) {
    /// The calls of `kernel`.
    public static Syscalls of(Kernel kernel) {
        return new Syscalls(
                new HandleSyscalls(kernel),
                new ObjectSyscalls(kernel),
                new VmoSyscalls(kernel),
                new VmarSyscalls(kernel),
                new PortSyscalls(kernel),
                new ResourceSyscalls(kernel),
                new GuestSyscalls(kernel),
                new VcpuSyscalls(kernel),
                new EngineExtension(kernel));
    }
}
