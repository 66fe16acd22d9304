package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;

/// One exception, as raised.
///
/// @param vector 0 to 31
/// @param errorCode 0 where the vector has none
/// @param address for `#PF` the linear address (the CR2 value), else 0
/// @param reason one clause for a person: `IDT entry 14 is not present`
/// @param state a copy of the registers at that moment
public record FaultRecord(
        int vector, int errorCode, long address, String reason, VcpuState state) {}
