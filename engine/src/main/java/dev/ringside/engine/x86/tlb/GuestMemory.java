package dev.ringside.engine.x86.tlb;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.paging.EntryMemory;
import org.jspecify.annotations.Nullable;

/// Guest-physical memory without traps: what page walks read, and what a debugger looks at.
public final class GuestMemory implements EntryMemory {
    private final HostMemory ram;
    private final GuestPhysicalAddressSpace space;
    private final CodePages code;
    private final @Nullable TrapExit holes;

    /// @param holes thrown where nothing is mapped; null: all ones are read there
    GuestMemory(
            HostMemory ram,
            GuestPhysicalAddressSpace space,
            CodePages code,
            @Nullable TrapExit holes) {
        this.ram = ram;
        this.space = space;
        this.code = code;
        this.holes = holes;
    }

    @Override
    public long readEntry(long guestPhysicalAddress, int size) {
        long page = space.lookup(guestPhysicalAddress & -4096);
        if (page < 0 || (page & GuestPhysicalAddressSpace.READ) == 0) {
            if (holes != null) {
                throw holes.of(guestPhysicalAddress, true, true, page >= 0);
            }
            return size == 8 ? -1 : 0xFFFFFFFFL;
        }
        long host = (page & -4096) + (guestPhysicalAddress & 4095);
        return ram.load(host, size);
    }

    @Override
    public void writeEntry(long guestPhysicalAddress, int size, long value) {
        long page = space.lookup(guestPhysicalAddress & -4096);
        if (page < 0 || (page & GuestPhysicalAddressSpace.WRITE) == 0) {
            return;
        }
        long host = (page & -4096) + (guestPhysicalAddress & 4095);
        ram.store(host, size, value);
        code.written(host, size);
    }
}
