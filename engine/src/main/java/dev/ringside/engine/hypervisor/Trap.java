package dev.ringside.engine.hypervisor;

import dev.ringside.engine.base.ZxStatus;
import org.jspecify.annotations.Nullable;

/// A trapped range of guest-physical memory or ports.
///
/// @param first first address or port
/// @param last last address or port, inclusive
/// @param key handed back in packets
/// @param bell for [Kind#BELL], where its packets go, else null
public record Trap(Kind kind, long first, long last, long key, @Nullable Bell bell) {
    /// `ZX_GUEST_TRAP_*`, in their numeric order.
    public enum Kind {
        BELL,
        MEM,
        IO
    }

    /// The port side of a BELL trap.
    @FunctionalInterface
    public interface Bell {
        /// Queues a GUEST_BELL packet; may block while the trap's 256 packets are all queued.
        ///
        /// @return `OK`, `BAD_STATE` when the port has no handles left, `CANCELED` when the waiting
        ///   VCPU was kicked
        ZxStatus ring(Trap trap, long guestPhysicalAddress);
    }
}
