package dev.ringside.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A VCPU's file descriptor and the structures its ioctls take. One thread at a time.
final class VcpuFile implements AutoCloseable {
    /// The register MSRs of [MsrTransfer], and room.
    private static final int MSR_BYTES = KvmAbi.Msrs.HEADER + 16 * KvmAbi.Msrs.ENTRY;

    private final KvmCalls calls;
    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapping;
    private final MemorySegment vector = arena.allocate(4, 4);
    final RunPage page;
    final MemorySegment regs = arena.allocate(KvmAbi.Regs.SIZE, 8);
    final MemorySegment sregs = arena.allocate(KvmAbi.Sregs.SIZE, 8);
    final MemorySegment events = arena.allocate(KvmAbi.Events.SIZE, 8);
    final MemorySegment debugRegs = arena.allocate(KvmAbi.DebugRegs.SIZE, 8);
    final MemorySegment xsave = arena.allocate(KvmAbi.Xsave.SIZE, 64);
    final MemorySegment xcrs = arena.allocate(KvmAbi.Xcrs.SIZE, 8);
    final MemorySegment msrs = arena.allocate(MSR_BYTES, 8);
    final MemorySegment guestDebug = arena.allocate(KvmAbi.GuestDebug.SIZE, 8);

    /// @param fd closed with this object, also when this fails
    VcpuFile(KvmCalls calls, KvmHost host, int fd) {
        this.calls = calls;
        this.fd = fd;
        try {
            mapping = calls.map(fd, host.runSize());
        } catch (RuntimeException e) {
            calls.close(fd);
            arena.close();
            throw e;
        }
        page = new RunPage(mapping);
    }

    /// Enters the guest.
    ///
    /// @return 0, or `-errno`
    int run() {
        return calls.ioctl(fd, KvmAbi.RUN, 0);
    }

    /// @throws KvmException refused
    void get(long request, MemorySegment into, String name) {
        int done = calls.ioctl(fd, request, into);
        if (done < 0) {
            throw KvmException.of(name, done);
        }
    }

    /// @return `-errno`, or what the ioctl says
    int set(long request, MemorySegment from) {
        return calls.ioctl(fd, request, from);
    }

    /// Queues an external interrupt.
    int interrupt(int number) {
        vector.set(ValueLayout.JAVA_INT, 0, number);
        return calls.ioctl(fd, KvmAbi.INTERRUPT, vector);
    }

    int nmi() {
        return calls.ioctl(fd, KvmAbi.NMI, 0);
    }

    @Override
    public void close() {
        calls.unmap(mapping);
        calls.close(fd);
        arena.close();
    }
}
