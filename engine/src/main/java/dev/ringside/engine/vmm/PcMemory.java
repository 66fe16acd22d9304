package dev.ringside.engine.vmm;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.syscall.GuestHandles;
import dev.ringside.engine.syscall.Syscalls;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A PC's memory as VMOs in the guest's VMAR, laid out as [RamLayout] draws it, and the A20 gate's
/// effect on it.
///
/// Differs: a closed A20 gate masks bit 20 of every address; here only the second MiB shows the
/// first, which is what real-mode code can reach.
final class PcMemory {
    private static final int ALL =
            VmOptions.PERM_READ
                    | VmOptions.PERM_WRITE
                    | VmOptions.PERM_EXECUTE
                    | VmOptions.SPECIFIC;
    private static final int READ_ONLY =
            VmOptions.PERM_READ | VmOptions.PERM_EXECUTE | VmOptions.SPECIFIC;

    private final Syscalls syscalls;
    private final int vmar;
    private final RamLayout layout;
    private final boolean shadowed;
    private final int ram;
    private final int vga;
    private final int rom;

    /// Maps everything, A20 open.
    ///
    /// @param firmware a ROM that ends at 4 GiB and is shadowed below 1 MiB, or null for the
    ///   built-in BIOS
    /// @throws ImageException the host has no room for the memory
    PcMemory(Syscalls syscalls, GuestHandles guest, RamLayout layout, byte @Nullable [] firmware)
            throws ImageException {
        this.syscalls = syscalls;
        this.vmar = guest.vmar();
        this.layout = layout;
        this.shadowed = firmware != null;
        byte[] image = firmware == null ? BiosRom.image() : firmware;
        try {
            ram = vmo(layout.low() + layout.high());
            vga = vmo(RamLayout.VGA_SIZE);
            rom = vmo(image.length);
            syscalls.vmo().write(rom, MemorySegment.ofArray(image), 0);
            mapFirstMib(0);
            mapSecondMib();
            map(READ_ONLY, RamLayout.HIGH_START - image.length, rom, 0, image.length);
            long start = 2 * RamLayout.MIB;
            if (layout.low() > start) {
                map(ALL, start, ram, start, layout.low() - start);
            }
            if (layout.high() > 0) {
                map(ALL, RamLayout.HIGH_START, ram, layout.low(), layout.high());
            }
        } catch (ZxException e) {
            throw new ImageException(
                    "--memory %s: %s; use less.".formatted(layout.text(), e.getMessage()));
        }
    }

    /// Bytes that all VMOs of a machine need.
    static long capacity(RamLayout layout, byte @Nullable [] firmware) {
        long romSize = firmware == null ? BiosRom.SIZE : firmware.length;
        return layout.low()
                + layout.high()
                + RamLayout.VGA_SIZE
                + romSize
                + PhysicalMemory.PAGE_SIZE;
    }

    private int vmo(long size) {
        int plain = syscalls.vmo().create(size, 0);
        return syscalls.vmo().replaceAsExecutable(plain, 0);
    }

    private void map(int options, long address, int vmo, long offset, long length) {
        syscalls.vmar().map(vmar, options, address, vmo, offset, length);
    }

    private void mapFirstMib(long at) {
        map(ALL, at, ram, 0, RamLayout.VGA);
        map(ALL, at + RamLayout.VGA, vga, 0, RamLayout.VGA_SIZE);
        if (shadowed) {
            long start = RamLayout.VGA + RamLayout.VGA_SIZE;
            map(ALL, at + start, ram, start, RamLayout.MIB - start);
        } else {
            map(READ_ONLY, at + RamLayout.ROM, rom, 0, RamLayout.ROM_SIZE);
        }
    }

    private void mapSecondMib() {
        if (layout.low() > RamLayout.MIB) {
            map(ALL, RamLayout.MIB, ram, RamLayout.MIB, RamLayout.MIB);
        }
    }

    /// Opens or closes the A20 gate.
    void setA20(boolean enabled) {
        syscalls.vmar().unmap(vmar, RamLayout.MIB, RamLayout.MIB);
        if (enabled) {
            mapSecondMib();
        } else {
            mapFirstMib(RamLayout.MIB);
        }
    }

    /// Feeds all RAM and video memory to `sink`, page by page, pages of zeroes left out.
    void forEachPage(PageSink sink) {
        byte[] page = new byte[(int) PhysicalMemory.PAGE_SIZE];
        byte[] zero = new byte[page.length];
        long ramSize = layout.low() + layout.high();
        for (long at = 0; at < ramSize + RamLayout.VGA_SIZE; at += page.length) {
            boolean inRam = at < ramSize;
            MemorySegment into = MemorySegment.ofArray(page);
            syscalls.vmo().read(inRam ? ram : vga, into, inRam ? at : at - ramSize);
            if (!Arrays.equals(page, zero)) {
                sink.page(at, page);
            }
        }
    }

    /// Takes a page's bytes; they are good during the call only.
    interface PageSink {
        void page(long offset, byte[] bytes);
    }
}
