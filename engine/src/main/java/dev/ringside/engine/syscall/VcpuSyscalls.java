package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.object.GuestDispatcher;
import dev.ringside.engine.object.GuestRegisters;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.object.VcpuDispatcher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `zx_vcpu_*`. A VCPU belongs to the thread that creates it; from others only [#kick] and
/// [#interrupt] work.
public final class VcpuSyscalls {
    /// `ZX_VCPU_STATE`: a [GuestRegisters] structure.
    public static final int STATE = 0;

    /// `ZX_VCPU_IO`: 8 bytes, access size (u8) at 0, data at 4. Write only.
    public static final int IO = 1;

    /// Bytes of `zx_vcpu_io_t`.
    public static final int IO_SIZE = 8;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Kernel kernel;
    private final HandleTable handles;

    VcpuSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a VCPU bound to the calling thread. Its id is the lowest free one of the guest; id 1
    /// is the boot processor, in 64-bit mode with CR3 = 0, the others start in real mode.
    ///
    /// Rights: MANAGE_PROCESS on `guest`.
    ///
    /// @param options 0
    /// @param entry where it starts, below 2^48
    /// @return a handle with the VCPU default rights
    /// @throws ZxException `INVALID_ARGS` for options; `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`;
    ///   `INVALID_ARGS` for the entry; `NO_RESOURCES` when the guest has 64 VCPUs; `BAD_STATE` when
    ///   the thread has a VCPU; `NO_MEMORY`
    /// @see #enter
    public int create(int guest, int options, long entry) {
        Checks.options(options, 0);
        try (GuestDispatcher object =
                        handles.get(guest, GuestDispatcher.class, Rights.MANAGE_PROCESS);
                VcpuDispatcher vcpu = VcpuDispatcher.create(kernel, object, entry)) {
            return handles.add(vcpu);
        }
    }

    /// Runs the guest until it needs its VMM. After an error the VCPU can be entered again.
    ///
    /// Differs: a store that a mapping does not permit answers `ACCESS_DENIED`, where Zircon's VCPU
    /// would fault for ever. The own core's guests have 46 physical address bits, so they cannot
    /// reach what would be `OUT_OF_RANGE`.
    ///
    /// Rights: EXECUTE. Creating thread only.
    ///
    /// @return a packet of type GUEST_MEM, GUEST_IO or GUEST_VCPU
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `BAD_STATE` on another
    ///   thread, or where a BELL trap's port has no handles; `CANCELED` when kicked;
    ///   `NOT_SUPPORTED` for what no handler serves; `NOT_FOUND` and `OUT_OF_RANGE` for accesses to
    ///   nothing; `ACCESS_DENIED` for accesses that a mapping does not permit; `INVALID_ARGS` for
    ///   values a control register does not take; `INTERNAL`
    /// @see #kick
    public PortPacket enter(int vcpu) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.EXECUTE)) {
            return object.enter();
        }
    }

    /// `zx_vcpu_resume`, era B's name for [#enter].
    ///
    /// Differs: it too ends in `CANCELED` after [#kick], which era B does not have.
    ///
    /// @throws ZxException as [#enter]
    public PortPacket resume(int vcpu) {
        return enter(vcpu);
    }

    /// Makes the current or the next [#enter] return `CANCELED`, also out of HLT. Several kicks
    /// before that count once; a packet the guest has just produced comes first.
    ///
    /// Rights: EXECUTE. Any thread.
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`
    /// @see #enter
    public void kick(int vcpu) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.EXECUTE)) {
            object.kick();
        }
    }

    /// Makes an interrupt pending: one bit a vector, no counting. Wakes a halted VCPU.
    ///
    /// Rights: SIGNAL. Any thread.
    ///
    /// @param vector 0 to 255; 21 to 31 make the next [#enter] answer `NOT_SUPPORTED`
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `OUT_OF_RANGE`
    /// @see #enter
    public void interrupt(int vcpu, int vector) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.SIGNAL)) {
            object.interrupt(vector);
        }
    }

    /// Reads the general registers and the visible flags.
    ///
    /// Rights: READ. Creating thread only.
    ///
    /// @param kind [#STATE]
    /// @param buffer exactly [GuestRegisters#SIZE] bytes
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `INVALID_ARGS` for kind or
    ///   size; `BAD_STATE` on another thread
    /// @see #writeState
    public void readState(int vcpu, int kind, MemorySegment buffer) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.READ)) {
            Checks.require(kind == STATE, "this kind of state cannot be read");
            Checks.require(buffer.byteSize() == GuestRegisters.SIZE, "the state has 136 bytes");
            object.readState().write(buffer);
        }
    }

    /// As [#readState(int, int, MemorySegment)] of kind [#STATE].
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `BAD_STATE`
    public GuestRegisters readState(int vcpu) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.READ)) {
            return object.readState();
        }
    }

    /// Writes the general registers and, where the given RFLAGS has bit 1 set, the visible flags;
    /// or answers a port input.
    ///
    /// Rights: WRITE. Creating thread only.
    ///
    /// @param kind [#STATE] or [#IO]
    /// @param buffer exactly [GuestRegisters#SIZE] or [#IO_SIZE] bytes
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `INVALID_ARGS` for kind or
    ///   size; `BAD_STATE` on another thread; `INVALID_ARGS` for an access size other than 1, 2, 4
    /// @see #readState(int, int, MemorySegment)
    public void writeState(int vcpu, int kind, MemorySegment buffer) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.WRITE)) {
            Checks.require(kind == STATE || kind == IO, "no such kind of state");
            int size = kind == STATE ? GuestRegisters.SIZE : IO_SIZE;
            Checks.require(buffer.byteSize() == size, "the buffer's size is not the structure's");
            if (kind == STATE) {
                object.writeState(GuestRegisters.read(buffer));
            } else {
                object.writeIo(buffer.get(ValueLayout.JAVA_BYTE, 0) & 0xFF, buffer.get(U32, 4));
            }
        }
    }

    /// As [#writeState(int, int, MemorySegment)] of kind [#STATE].
    ///
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `BAD_STATE`
    public void writeState(int vcpu, GuestRegisters registers) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.WRITE)) {
            object.writeState(registers);
        }
    }

    /// As [#writeState(int, int, MemorySegment)] of kind [#IO].
    ///
    /// @param accessSize bytes, 1, 2 or 4
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `BAD_STATE`; `INVALID_ARGS`
    public void writeIo(int vcpu, int accessSize, int data) {
        try (VcpuDispatcher object = handles.get(vcpu, VcpuDispatcher.class, Rights.WRITE)) {
            object.writeIo(accessSize, data);
        }
    }
}
