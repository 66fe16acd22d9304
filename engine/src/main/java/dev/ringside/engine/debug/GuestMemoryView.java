package dev.ringside.engine.debug;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.paging.Access;
import dev.ringside.engine.paging.EntryMemory;
import dev.ringside.engine.paging.PageWalk;
import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Guest memory as a debugger sees it through one VCPU: no access and dirty flags, no faults, no
/// side effects.
final class GuestMemoryView {
    private static final long PAGE = PhysicalMemory.PAGE_SIZE;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final BackendVcpu vcpu;
    private final MemorySegment host;
    private final GuestPhysicalAddressSpace space;
    private final EntryMemory entries = new Entries();
    private final PageWalker walker = new PageWalker(entries);

    GuestMemoryView(BackendVcpu vcpu, PhysicalMemory memory, GuestPhysicalAddressSpace space) {
        this.vcpu = vcpu;
        this.host = memory.segment();
        this.space = space;
    }

    /// The guest-physical address behind a linear one, or -1.
    synchronized long translate(long linear) {
        VcpuState state = vcpu.debug().state();
        if ((state.cr0 & VcpuState.CR0_PG) == 0) {
            return linear & 0xFFFFFFFFL;
        }
        walker.configure(state.cr0, state.cr3, state.cr4, state.efer);
        return walker.translate(linear, Access.READ) ? walker.physicalAddress : -1;
    }

    PageWalk walk(long linear, int access) {
        return PageWalk.explain(vcpu.debug().state(), entries, linear, access);
    }

    /// Where the bytes from `address` to the end of its page lie.
    private long hostOffset(AddressKind kind, long address, int permission) {
        long physical = kind == AddressKind.PHYSICAL ? address : translate(address);
        if (physical < 0 || physical >= GuestPhysicalAddressSpace.SIZE) {
            return -1;
        }
        long page = space.lookup(physical);
        if (page < 0 || (page & permission) != permission) {
            return -1;
        }
        return (page & -PAGE) + (physical & PAGE - 1);
    }

    int read(AddressKind kind, long address, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
            int part = (int) Math.min(length - done, PAGE - (address + done & PAGE - 1));
            long at = hostOffset(kind, address + done, 0);
            if (at < 0) {
                break;
            }
            MemorySegment.copy(host, ValueLayout.JAVA_BYTE, at, into, offset + done, part);
            done += part;
        }
        return done;
    }

    int write(AddressKind kind, long address, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int part = (int) Math.min(length - done, PAGE - (address + done & PAGE - 1));
            long at = hostOffset(kind, address + done, GuestPhysicalAddressSpace.WRITE);
            if (at < 0) {
                break;
            }
            MemorySegment.copy(from, offset + done, host, ValueLayout.JAVA_BYTE, at, part);
            done += part;
        }
        return done;
    }

    /// One value of 1, 2, 4 or 8 bytes, zero-extended.
    ///
    /// @param scratch at least 8 bytes, so that the hot path of conditions allocates nothing
    /// @return whether all bytes could be read; the value is in `scratch`
    boolean readValue(AddressKind kind, long address, int size, byte[] scratch) {
        return read(kind, address, scratch, 0, size) == size;
    }

    private final class Entries implements EntryMemory {
        @Override
        public long readEntry(long guestPhysicalAddress, int size) {
            long at = hostOffset(AddressKind.PHYSICAL, guestPhysicalAddress, 0);
            if (at < 0) {
                return size == 4 ? 0xFFFFFFFFL : -1;
            }
            return size == 4 ? Integer.toUnsignedLong(host.get(INT, at)) : host.get(LONG, at);
        }

        @Override
        public void writeEntry(long guestPhysicalAddress, int size, long value) {
            // Looking leaves no accessed or dirty flag behind.
        }
    }
}
