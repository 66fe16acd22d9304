package dev.ringside.engine.hypervisor;

/// Who answers guest-physical accesses of the `pc` profile that neither RAM nor ROM takes: nothing
/// is mapped there, or a write meets a mapping without the right to write.
///
/// Called on the VCPU's thread in the middle of an instruction, with [VcpuState#instructionCount]
/// at the instructions retired before it. What it asks for (an interrupt, a nearer deadline) takes
/// effect at the next instruction boundary. Traps keep their own way: no access inside one comes
/// here. Never called for code fetches, page walks and a debugger's reads.
///
/// [VcpuState#instructionCount]: dev.ringside.engine.state.VcpuState#instructionCount
public interface MmioHandler {
    /// @param size 1, 2, 4 or 8 bytes, within a page, not always aligned
    /// @return the value; bits beyond `size` are ignored
    long read(long guestPhysicalAddress, int size);

    /// @param size 1, 2, 4 or 8 bytes, within a page, not always aligned
    /// @param value zero-extended
    void write(long guestPhysicalAddress, int size, long value);
}
