package dev.ringside.engine.x86.tlb;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.x86.apic.LocalApic;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Accesses of the `pc` profile that memory does not take: to the local APIC, to devices, to
/// nothing, and writes to ROM.
final class DeviceAccess {
    private final MemorySegment ram;
    private final GuestPhysicalAddressSpace space;
    private @Nullable MmioHandler handler;
    private @Nullable LocalApic apic;

    /// Guest-physical page of the local APIC, which hides what else is there; -1 for none.
    long apicPage = -1;

    DeviceAccess(Vm vm) {
        this.ram = vm.memory().segment();
        this.space = vm.space();
    }

    void setHandler(@Nullable MmioHandler newHandler) {
        handler = newHandler;
    }

    void setApic(LocalApic newApic) {
        apic = newApic;
    }

    /// IA32_APIC_BASE may have changed.
    void configure() {
        apicPage = apic == null ? -1 : apic.page();
    }

    /// Reads 1 to 8 bytes of one page; what memory there is answers, which is ROM in the read of a
    /// read-modify-write.
    long read(long physical, int size) {
        LocalApic local = apic;
        if (local != null && (physical & -4096) == apicPage) {
            return local.readPage((int) physical & 4095, size);
        }
        long page = space.lookup(physical & -4096);
        if (page >= 0 && (page & GuestPhysicalAddressSpace.READ) != 0) {
            return readRom((page & -4096) + (physical & 4095), size);
        }
        MmioHandler to = handler;
        if (to == null) {
            return ones(size);
        }
        if (Integer.bitCount(size) == 1) {
            return to.read(physical, size) & ones(size);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (to.read(physical + i, 1) & 0xFF) << 8 * i;
        }
        return value;
    }

    /// Writes the low 1 to 8 bytes of `value` into one page.
    void write(long physical, int size, long value) {
        LocalApic local = apic;
        if (local != null && (physical & -4096) == apicPage) {
            local.writePage((int) physical & 4095, size, value);
            return;
        }
        MmioHandler to = handler;
        if (to == null) {
            return;
        }
        if (Integer.bitCount(size) == 1) {
            to.write(physical, size, value & ones(size));
            return;
        }
        for (int i = 0; i < size; i++) {
            to.write(physical + i, 1, value >>> 8 * i & 0xFF);
        }
    }

    private long readRom(long host, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (ram.get(ValueLayout.JAVA_BYTE, host + i) & 0xFFL) << 8 * i;
        }
        return value;
    }

    private static long ones(int size) {
        return -1L >>> 64 - 8 * size;
    }
}
