package dev.ringside.engine.syscall;

/// What `zx_guest_create` makes.
///
/// @param guest handle of the guest
/// @param vmar handle of the region that is its physical address space
public record GuestHandles(int guest, int vmar) {}
