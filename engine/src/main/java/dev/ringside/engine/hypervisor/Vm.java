package dev.ringside.engine.hypervisor;

import dev.ringside.engine.memory.PhysicalMemory;

/// What the VCPUs of one guest share.
///
/// @param memory the host memory behind `space`
/// @param profile which platform rules apply
public record Vm(
        PhysicalMemory memory, GuestPhysicalAddressSpace space, TrapMap traps, Profile profile) {}
