package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A queue of packets (Zircon: `objects/port.md`). Here it has two uses: packets a program queues
/// itself, and the packets of BELL traps.
///
/// Differs: closing the last handle wakes threads that wait in `zx_port_wait` with `CANCELED`;
/// Zircon leaves them to their deadline.
public final class PortDispatcher extends Dispatcher {
    /// A further user packet is refused when the queue holds more than this many.
    static final int MAX_USER_PACKETS = 2048;

    /// @param source the trap it came from; null for a user packet
    private record Queued(PortPacket packet, @Nullable BellTrap source) {}

    private final Kernel kernel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private int userPackets;
    private boolean abandoned;

    private PortDispatcher(Kernel kernel) {
        super(kernel);
        this.kernel = kernel;
    }

    public static PortDispatcher create(Kernel kernel) {
        return new PortDispatcher(kernel);
    }

    /// Appends a user packet.
    ///
    /// @throws ZxException `SHOULD_WAIT` while more than 2048 user packets are queued
    public void queueUser(PortPacket packet) {
        lock.lock();
        try {
            if (userPackets > MAX_USER_PACKETS) {
                throw new ZxException(ZxStatus.SHOULD_WAIT, "the port is full");
            }
            userPackets++;
            append(new Queued(packet.withType(PortPacket.TYPE_USER), null));
        } finally {
            lock.unlock();
        }
    }

    private void append(Queued queued) {
        queue.add(queued);
        changed.signalAll();
    }

    /// Appends a BELL packet, waiting while all of the trap's are queued.
    ///
    /// @return `OK`; `BAD_STATE` when no handle is left; `CANCELED` when the waiting VCPU was
    ///   kicked or its thread interrupted
    ZxStatus ring(BellTrap bell, PortPacket packet) {
        lock.lock();
        try {
            while (!abandoned && bell.queued == BellTrap.MAX_PACKETS) {
                if (kernel.currentVcpuKicked()) {
                    return ZxStatus.CANCELED;
                }
                // A kick wakes; a stop asked for by the debug extension does not.
                changed.await(BellTrap.POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (abandoned) {
                return ZxStatus.BAD_STATE;
            }
            bell.queued++;
            append(new Queued(packet, bell));
            return ZxStatus.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ZxStatus.CANCELED;
        } finally {
            lock.unlock();
        }
    }

    /// Wakes VCPUs that wait in [#ring], to look whether they were kicked.
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the oldest packet, waiting for one.
    ///
    /// @param deadline nanoseconds of [Kernel#monotonicTime]
    /// @throws ZxException `TIMED_OUT`, `CANCELED`
    public PortPacket dequeue(long deadline) {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (abandoned) {
                    throw new ZxException(ZxStatus.CANCELED, "the port was closed");
                }
                long _ = changed.awaitNanos(left(deadline));
            }
            return take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZxException(ZxStatus.CANCELED, "the thread was interrupted");
        } finally {
            lock.unlock();
        }
    }

    /// @return nanoseconds until `deadline`, more than 0
    private long left(long deadline) {
        long now = kernel.monotonicTime();
        if (deadline <= now) {
            throw new ZxException(ZxStatus.TIMED_OUT, "no packet came");
        }
        return deadline - now;
    }

    private PortPacket take() {
        Queued queued = queue.remove();
        BellTrap source = queued.source;
        if (source == null) {
            userPackets--;
        } else {
            source.queued--;
            changed.signalAll();
        }
        return queued.packet;
    }

    /// Drops the queued packets of a trap.
    void cancel(BellTrap bell) {
        lock.lock();
        try {
            queue.removeIf(queued -> queued.source == bell);
            bell.queued = 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void onZeroHandles() {
        lock.lock();
        try {
            abandoned = true;
            queue.clear();
            userPackets = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ObjectType type() {
        return ObjectType.PORT;
    }
}
