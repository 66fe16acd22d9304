package dev.ringside.engine.vmm;

import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.device.VgaRegisters;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

/// INT 10h in the VGA's graphics modes 12h (640x480, 16 colours) and 13h (320x200, 256 colours):
/// their registers (IBM PS/2 hardware interface technical reference, "Register values for the
/// modes"), single pixels and the palette.
final class BiosGraphics {
    static final int MODE_12 = 0x12;
    static final int MODE_13 = 0x13;
    private static final long WINDOW = 0xA0000;
    private static final int WINDOW_SIZE = 0x10000;

    private static final int[] CRTC_12 = {
        0x5F, 0x4F, 0x50, 0x82, 0x54, 0x80, 0x0B, 0x3E, 0, 0x40, 0, 0, 0, 0, 0, 0, 0xEA, 0x8C, 0xDF,
        0x28, 0, 0xE7, 0x04, 0xE3, 0xFF
    };
    private static final int[] CRTC_13 = {
        0x5F, 0x4F, 0x50, 0x82, 0x54, 0x80, 0xBF, 0x1F, 0, 0x41, 0, 0, 0, 0, 0, 0, 0x9C, 0x8E, 0x8F,
        0x28, 0x40, 0x96, 0xB9, 0xA3, 0xFF
    };

    private final VgaAdapter adapter;

    BiosGraphics(VgaAdapter adapter) {
        this.adapter = adapter;
    }

    /// Whether a mode is one of these.
    static boolean has(int mode) {
        return mode == MODE_12 || mode == MODE_13;
    }

    /// Sets the registers of a mode.
    ///
    /// @param keep leaves the picture as it is
    void set(GuestMemory memory, int mode, boolean keep) {
        boolean many = mode == MODE_13;
        port(0x3C2, many ? 0x63 : 0xE3);
        int[] sequencer = {3, 1, 0x0F, 0, many ? 0x0E : 0x06};
        indexed(0x3C4, sequencer);
        // Register 0x11 unlocks 0 to 7 first.
        port(0x3D4, 0x11);
        port(0x3D5, 0);
        indexed(0x3D4, many ? CRTC_13 : CRTC_12);
        indexed(0x3CE, new int[] {0, 0, 0, 0, 0, many ? 0x40 : 0, 5, 0x0F, 0xFF});
        int[] attribute = new int[21];
        for (int i = 0; i < 16; i++) {
            attribute[i] = many ? i : i < 8 ? i == 6 ? 0x14 : i : 0x38 | i & 7;
        }
        attribute[0x10] = many ? 0x41 : 1;
        attribute[0x12] = 0x0F;
        attributes(attribute);
        VgaPalette.load(adapter.registers(), many);
        if (!keep) {
            clear(memory, many);
        }
    }

    private void clear(GuestMemory memory, boolean many) {
        if (many) {
            memory.clear(WINDOW, WINDOW_SIZE);
        } else {
            for (int i = 0; i < WINDOW_SIZE; i++) {
                adapter.planes().write(i, 0);
            }
        }
    }

    private void port(int port, int value) {
        adapter.registers().write(port - VgaRegisters.FIRST, value);
    }

    private void indexed(int port, int[] values) {
        for (int i = 0; i < values.length; i++) {
            port(port, i);
            port(port + 1, values[i]);
        }
    }

    /// Reading the status makes the next write of 0x3C0 an index.
    private void attributeIndexNext() {
        int _ = adapter.registers().read(0x3DA - VgaRegisters.FIRST);
    }

    private void attributes(int[] values) {
        attributeIndexNext();
        for (int i = 0; i < values.length; i++) {
            port(0x3C0, i);
            port(0x3C0, values[i]);
        }
        port(0x3C0, 0x20);
    }

    /// AH = 0Ch: the pixel CX, DX gets colour AL; bit 7 is XOR in 16 colours.
    void writePixel(BiosCall call, int mode) {
        if (mode == MODE_13) {
            call.memory().write8(WINDOW + (call.dx() * 320L + call.cx() & 0xFFFF), call.al());
            return;
        }
        int at = call.dx() * 80 + (call.cx() >> 3) & 0xFFFF;
        indexedOne(0x3CE, 8, 0x80 >> (call.cx() & 7));
        indexedOne(0x3CE, 5, 2);
        indexedOne(0x3CE, 3, (call.al() & 0x80) != 0 ? 0x18 : 0);
        // Fills the latches.
        int _ = adapter.planes().read(at);
        adapter.planes().write(at, call.al() & 15);
        indexedOne(0x3CE, 3, 0);
        indexedOne(0x3CE, 5, 0);
        indexedOne(0x3CE, 8, 0xFF);
    }

    /// AH = 0Dh.
    void readPixel(BiosCall call, int mode) {
        if (mode == MODE_13) {
            call.setAl(call.memory().read8(WINDOW + (call.dx() * 320L + call.cx() & 0xFFFF)));
            return;
        }
        int at = call.dx() * 80 + (call.cx() >> 3);
        int bit = 7 - (call.cx() & 7);
        int color = 0;
        for (int plane = 0; plane < 4; plane++) {
            color |= (adapter.planes().plane(plane, at) >> bit & 1) << plane;
        }
        call.setAl(color);
    }

    private void indexedOne(int port, int index, int value) {
        port(port, index);
        port(port + 1, value);
    }

    /// AH = 10h: 00h one attribute, 10h and 12h palette entries, 15h and 17h read them.
    void palette(BiosCall call) {
        switch (call.al()) {
            case 0x00 -> {
                attributeIndexNext();
                port(0x3C0, call.bl() & 0x1F);
                port(0x3C0, call.bh());
                port(0x3C0, 0x20);
            }
            case 0x10 -> {
                port(0x3C8, call.bl());
                port(0x3C9, call.dh());
                port(0x3C9, call.ch());
                port(0x3C9, call.cl());
            }
            case 0x12 -> block(call, true);
            case 0x15 -> {
                VgaRegisters vga = adapter.registers();
                call.setDx(vga.palette(call.bl(), 0) << 8 | call.dl());
                call.setCx(vga.palette(call.bl(), 1) << 8 | vga.palette(call.bl(), 2));
            }
            case 0x17 -> block(call, false);
            default -> {
                // Borders, pages of colours: nothing shows them.
            }
        }
    }

    private void block(BiosCall call, boolean write) {
        long at = call.address(SegmentRegister.ES, VcpuState.RDX);
        int count = Math.min(call.cx(), 256);
        port(0x3C8, call.bx() & 0xFF);
        for (int i = 0; i < 3 * count; i++) {
            if (write) {
                port(0x3C9, call.memory().read8(at + i));
            } else {
                int value = adapter.registers().palette(call.bx() + i / 3 & 0xFF, i % 3);
                call.memory().write8(at + i, value);
            }
        }
    }
}
