package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Trap;

/// The port side of one BELL trap: it owns a reference to the port and a fixed number of packets.
final class BellTrap implements Trap.Bell {
    /// Packets of one trap that may be queued.
    static final int MAX_PACKETS = 256;

    /// How often a VCPU that waits for a packet looks whether it was stopped.
    static final long POLL_MILLIS = 10;

    private final PortDispatcher port;

    /// Packets now in the port; guarded by the port's lock.
    int queued;

    /// Takes a reference to `port`.
    BellTrap(PortDispatcher port) {
        this.port = port;
        port.retain();
    }

    @Override
    public ZxStatus ring(Trap trap, long guestPhysicalAddress) {
        return port.ring(this, GuestPackets.bell(trap.key(), guestPhysicalAddress));
    }

    /// Lets a waiting VCPU look whether it was kicked.
    void wake() {
        port.wake();
    }

    /// The guest dies: its packets go, those of others stay.
    void release() {
        port.cancel(this);
        port.close();
    }
}
