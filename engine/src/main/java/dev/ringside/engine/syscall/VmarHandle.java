package dev.ringside.engine.syscall;

/// What `zx_vmar_allocate` makes.
///
/// @param vmar handle of the region
/// @param address its first address, guest-physical
public record VmarHandle(int vmar, long address) {}
