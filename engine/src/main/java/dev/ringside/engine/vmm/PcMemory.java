package dev.ringside.engine.vmm;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.device.I440fx;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.syscall.GuestHandles;
import dev.ringside.engine.syscall.Syscalls;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A PC's memory as VMOs in the guest's VMAR, laid out as [RamLayout] draws it, and who answers
/// where that can change: shadow RAM, SMRAM, the frame buffer, the A20 gate.
///
/// Differs: a closed A20 gate masks bit 20 of every address; here only the second MiB shows the
/// first, which is what real-mode code can reach.
final class PcMemory implements VgaAdapter.FrameBuffer {
    /// Video memory of the linear frame buffer.
    static final long FRAME_BUFFER_SIZE = 16 * RamLayout.MIB;

    private static final int ALL =
            VmOptions.PERM_READ
                    | VmOptions.PERM_WRITE
                    | VmOptions.PERM_EXECUTE
                    | VmOptions.SPECIFIC;
    private static final int READ_ONLY =
            VmOptions.PERM_READ | VmOptions.PERM_EXECUTE | VmOptions.SPECIFIC;

    /// First byte of the segments that shadow RAM can take.
    private static final long SHADOW = 0xC0000;

    private static final long SEGMENT = 0x4000;

    /// The graphics window at A0000, and the text memory behind it.
    private static final long WINDOW = 0x10000;

    private static final long TEXT = 0xB0000;

    /// The ROM's last bytes also lie below 1 MiB.
    private static final long LOW_ROM = 0x20000;

    private final Syscalls syscalls;
    private final int vmar;
    private final RamLayout layout;
    private final int ram;
    private final int vga;
    private final int frameBuffer;
    private final int rom;
    private final long romSize;

    private final boolean[] readsRam = new boolean[I440fx.SEGMENTS];
    private final boolean[] writesRam = new boolean[I440fx.SEGMENTS];
    private boolean smramOpen;
    private boolean a20 = true;
    private long frameBufferAt = -1;

    /// What A0000 shows of the frame buffer; -1: the VGA's planes, which are no memory.
    private long window = -1;

    /// Maps everything: ROM below 1 MiB, A20 open.
    ///
    /// @param firmware a ROM that ends at 4 GiB, or null for the built-in BIOS
    /// @throws ImageException the host has no room for the memory
    PcMemory(Syscalls syscalls, GuestHandles guest, RamLayout layout, byte @Nullable [] firmware)
            throws ImageException {
        this.syscalls = syscalls;
        this.vmar = guest.vmar();
        this.layout = layout;
        byte[] image = firmware == null ? BiosRom.image() : firmware;
        this.romSize = image.length;
        try {
            ram = vmo(layout.low() + layout.high());
            vga = vmo(RamLayout.VGA_SIZE);
            frameBuffer = vmo(FRAME_BUFFER_SIZE);
            rom = vmo(romSize);
            syscalls.vmo().write(rom, MemorySegment.ofArray(image), 0);
            mapFirstMib(0);
            mapSecondMib();
            map(READ_ONLY, RamLayout.HIGH_START - romSize, rom, 0, romSize);
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
                + FRAME_BUFFER_SIZE
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

    private void unmap(long address, long length) {
        syscalls.vmar().unmap(vmar, address, length);
    }

    private void mapFirstMib(long at) {
        map(ALL, at, ram, 0, RamLayout.VGA);
        mapVideo(at);
        for (int segment = 0; segment < I440fx.SEGMENTS; segment++) {
            mapSegment(at, segment);
        }
    }

    private void mapVideo(long at) {
        if (smramOpen) {
            map(ALL, at + RamLayout.VGA, ram, RamLayout.VGA, RamLayout.VGA_SIZE);
        } else {
            if (window >= 0) {
                map(ALL, at + RamLayout.VGA, frameBuffer, window, WINDOW);
            }
            map(ALL, at + TEXT, vga, TEXT - RamLayout.VGA, RamLayout.VGA_SIZE - WINDOW);
        }
    }

    private void remapVideo() {
        for (long at = 0; at <= (a20 ? 0 : RamLayout.MIB); at += RamLayout.MIB) {
            unmap(at + RamLayout.VGA, RamLayout.VGA_SIZE);
            mapVideo(at);
        }
    }

    @Override
    public void window(long offset) {
        if (window != offset) {
            window = offset;
            if (!smramOpen) {
                remapVideo();
            }
        }
    }

    private static long start(int segment) {
        return segment == 0 ? RamLayout.ROM : SHADOW + (segment - 1) * SEGMENT;
    }

    private static long length(int segment) {
        return segment == 0 ? RamLayout.ROM_SIZE : SEGMENT;
    }

    /// Reads come from what is mapped; writes that RAM takes while ROM is read go to
    /// [#writeShadow].
    private void mapSegment(long at, int segment) {
        long start = start(segment);
        long inRom = romSize - (RamLayout.MIB - start);
        if (readsRam[segment]) {
            int access = writesRam[segment] ? ALL : READ_ONLY;
            map(access, at + start, ram, start, length(segment));
        } else if (start >= RamLayout.MIB - LOW_ROM && inRom >= 0) {
            map(READ_ONLY, at + start, rom, inRom, length(segment));
        }
    }

    private void mapSecondMib() {
        if (layout.low() > RamLayout.MIB) {
            map(ALL, RamLayout.MIB, ram, RamLayout.MIB, RamLayout.MIB);
        }
    }

    /// Opens or closes the A20 gate.
    void setA20(boolean enabled) {
        a20 = enabled;
        unmap(RamLayout.MIB, RamLayout.MIB);
        if (enabled) {
            mapSecondMib();
        } else {
            mapFirstMib(RamLayout.MIB);
        }
    }

    /// See [I440fx.Memory#shadow].
    ///
    /// @return whether that changed anything
    boolean shadow(int segment, boolean reads, boolean writes) {
        if (readsRam[segment] == reads && writesRam[segment] == writes) {
            return false;
        }
        readsRam[segment] = reads;
        writesRam[segment] = writes;
        for (long at = 0; at <= (a20 ? 0 : RamLayout.MIB); at += RamLayout.MIB) {
            unmap(at + start(segment), length(segment));
            mapSegment(at, segment);
        }
        return true;
    }

    /// See [I440fx.Memory#openSmram].
    ///
    /// @return whether that changed anything
    boolean openSmram(boolean open) {
        if (open == smramOpen) {
            return false;
        }
        smramOpen = open;
        remapVideo();
        return true;
    }

    /// A write between C0000 and FFFFF that no mapping took: into RAM if the chipset says so.
    void writeShadow(long address, int value) {
        int segment = address >= RamLayout.ROM ? 0 : (int) ((address - SHADOW) / SEGMENT) + 1;
        if (writesRam[segment]) {
            byte[] one = {(byte) value};
            syscalls.vmo().write(ram, MemorySegment.ofArray(one), address);
        }
    }

    /// Where memory lies already the frame buffer stays hidden.
    @Override
    public void moved(long address) {
        if (frameBufferAt >= 0) {
            unmap(frameBufferAt, FRAME_BUFFER_SIZE);
            frameBufferAt = -1;
        }
        if (address >= 0) {
            try {
                map(ALL, address, frameBuffer, 0, FRAME_BUFFER_SIZE);
                frameBufferAt = address;
            } catch (ZxException e) {
                // Memory decodes first.
            }
        }
    }

    @Override
    public void clear() {
        byte[] zero = new byte[(int) PhysicalMemory.PAGE_SIZE];
        // Pages that are zero are left alone: the host gives memory to those that were written.
        forEachPage(
                frameBuffer,
                FRAME_BUFFER_SIZE,
                0,
                (at, page) -> syscalls.vmo().write(frameBuffer, MemorySegment.ofArray(zero), at));
    }

    /// Copies bytes out of the frame buffer; what lies behind its end is 0.
    void readFrameBuffer(long offset, byte[] into) {
        int length = Math.clamp(FRAME_BUFFER_SIZE - offset, 0, into.length);
        MemorySegment target = MemorySegment.ofArray(into).asSlice(0, length);
        syscalls.vmo().read(frameBuffer, target, offset);
    }

    /// Feeds all RAM and video memory to `sink`, page by page, pages of zeroes left out.
    void forEachPage(PageSink sink) {
        long at = forEachPage(ram, layout.low() + layout.high(), 0, sink);
        at = forEachPage(vga, RamLayout.VGA_SIZE, at, sink);
        forEachPage(frameBuffer, FRAME_BUFFER_SIZE, at, sink);
    }

    private long forEachPage(int vmo, long size, long start, PageSink sink) {
        byte[] page = new byte[(int) PhysicalMemory.PAGE_SIZE];
        byte[] zero = new byte[page.length];
        for (long at = 0; at < size; at += page.length) {
            syscalls.vmo().read(vmo, MemorySegment.ofArray(page), at);
            if (!Arrays.equals(page, zero)) {
                sink.page(start + at, page);
            }
        }
        return start + size;
    }

    /// Takes a page's bytes; they are good during the call only.
    interface PageSink {
        void page(long offset, byte[] bytes);
    }
}
