package dev.ringside.engine.hypervisor;

import dev.ringside.engine.base.ZxStatus;

/// Why [BackendVcpu#run] came back.
public sealed interface Exit {
    /// Port access inside an I/O trap. RIP is past the instruction (`pc` profile, INS and OUTS:
    /// once an element).
    ///
    /// @param port 0 to 0xFFFF
    /// @param accessSize 1, 2 or 4 bytes
    /// @param data for output the low `accessSize` bytes, else 0
    record Io(long key, int port, int accessSize, boolean input, int data) implements Exit {}

    /// Guest-physical access inside a MEM trap. RIP is past the instruction.
    ///
    /// @param instruction the instruction's bytes
    /// @param defaultOperandSize 4 in 64-bit mode or when CS.D is 1, else 2
    record Memory(long key, long address, byte[] instruction, int defaultOperandSize)
            implements Exit {}

    /// An inter-processor interrupt (era B layout `zx_packet_guest_vcpu_t`).
    record Interrupt(long mask, int vector) implements Exit {}

    /// A start-up IPI: the VMM creates VCPU `id` + 1 at `entry`.
    record Startup(long id, long entry) implements Exit {}

    /// HLT in the `pc` profile: RIP is past it.
    record Halted() implements Exit {}

    /// [VcpuDebug#setDeadline] was reached: the VMM's devices have work.
    record Deadline() implements Exit {}

    /// Kicked, or stopped by the debug extension ([VcpuDebug#takeStop] says which).
    record Canceled() implements Exit {}

    /// The guest did what no handler serves.
    ///
    /// @param status what `zx_vcpu_enter` answers with
    /// @param reason for a person: what and where
    record Failed(ZxStatus status, String reason) implements Exit {}
}
