package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.PortDispatcher;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.object.Rights;
import java.lang.foreign.MemorySegment;

/// `zx_port_*`. Any thread.
public final class PortSyscalls {
    /// `ZX_TIME_INFINITE`.
    public static final long TIME_INFINITE = Long.MAX_VALUE;

    private final Kernel kernel;
    private final HandleTable handles;

    PortSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a port.
    ///
    /// @param options 0
    /// @return a handle with the port default rights
    /// @throws ZxException `INVALID_ARGS` for options; `NO_MEMORY`
    /// @see #waitFor(int, long)
    public int create(int options) {
        Checks.options(options, 0);
        try (PortDispatcher port = PortDispatcher.create(kernel)) {
            return handles.add(port);
        }
    }

    /// Appends a packet, which gets type USER.
    ///
    /// Rights: WRITE.
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `SHOULD_WAIT` when the port
    ///   is full of user packets
    /// @see #waitFor(int, long)
    public void queue(int port, PortPacket packet) {
        try (PortDispatcher object = handles.get(port, PortDispatcher.class, Rights.WRITE)) {
            object.queueUser(packet);
        }
    }

    /// As [#queue(int, PortPacket)], from the packet's bytes.
    ///
    /// @throws ZxException also `INVALID_ARGS` for a buffer smaller than a packet
    public void queue(int port, MemorySegment packet) {
        try (PortDispatcher object = handles.get(port, PortDispatcher.class, Rights.WRITE)) {
            Checks.buffer(packet, PortPacket.SIZE);
            object.queueUser(PortPacket.read(packet));
        }
    }

    /// `zx_port_wait`: takes the oldest packet, waiting for one.
    ///
    /// Rights: READ.
    ///
    /// @param deadline nanoseconds of [Kernel#monotonicTime]; 0 does not wait, [#TIME_INFINITE]
    ///   waits for ever
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `TIMED_OUT`; `CANCELED`
    ///   when the port's last handle is closed or the Java thread interrupted meanwhile
    /// @see #queue(int, PortPacket)
    public PortPacket waitFor(int port, long deadline) {
        try (PortDispatcher object = handles.get(port, PortDispatcher.class, Rights.READ)) {
            return object.dequeue(deadline);
        }
    }

    /// As [#waitFor(int, long)], into a buffer. One that is too small loses the packet, as a bad
    /// pointer does in Zircon.
    ///
    /// @throws ZxException also `INVALID_ARGS` for a buffer smaller than a packet
    public void waitFor(int port, long deadline, MemorySegment packet) {
        PortPacket taken = waitFor(port, deadline);
        Checks.buffer(packet, PortPacket.SIZE);
        taken.write(packet);
    }
}
