package dev.ringside.engine.vmm;

import dev.ringside.engine.device.BochsDisplay;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// INT 10h AH = 4Fh: linear video modes (VESA BIOS Extension Core Functions Standard 2.0): 4F00h
/// controller, 4F01h mode, 4F02h set, 4F03h get, 4F05h bank, 4F06h line length, 4F07h start.
final class BiosVbe {
    private static final int OK = 0x004F;
    private static final int FAILED = 0x014F;
    private static final int CONTROLLER_SIZE = 512;
    private static final int MODE_SIZE = 256;
    private static final int LIST = 0x22;
    private static final int NAME = 0x80;
    private static final int LINEAR = 0x4000;
    private static final int KEEP = 0x8000;
    private static final int REVISION_2 = 0x32454256;
    private static final int FRAME_BUFFER_BAR = 0x10;
    private static final String VENDOR = "Ringside VBE\0";

    private final VgaAdapter adapter;

    /// The mode set, as told to 4F03h; -1 for none of VBE's.
    private int current = -1;

    BiosVbe(VgaAdapter adapter) {
        this.adapter = adapter;
    }

    /// An older mode was set.
    void left() {
        current = -1;
        adapter.display().setRegister(4, 0);
    }

    /// @return the mode of the VGA that AX = 4F02h asks for instead, or -1
    int serve(BiosCall call) {
        int older = -1;
        switch (call.al()) {
            case 0x00 -> controller(call);
            case 0x01 -> mode(call);
            case 0x02 -> older = set(call);
            case 0x03 -> {
                call.setBx(current >= 0 ? current : call.memory().read8(BiosData.VIDEO_MODE));
                call.setAx(OK);
            }
            case 0x05 -> bank(call);
            case 0x06 -> lineLength(call);
            case 0x07 -> start(call);
            default -> call.setAx(0x0100);
        }
        return older;
    }

    private void controller(BiosCall call) {
        GuestMemory memory = call.memory();
        long into = call.address(SegmentRegister.ES, VcpuState.RDI);
        int segment = call.state().segment[SegmentRegister.ES].selector;
        int offset = (int) call.state().gpr[VcpuState.RDI] & 0xFFFF;
        boolean two = memory.read32(into) == REVISION_2;
        memory.write(into, new byte[two ? CONTROLLER_SIZE : MODE_SIZE]);
        memory.write(into, "VESA".getBytes(StandardCharsets.US_ASCII));
        memory.write16(into + 4, 0x0200);
        int name = segment << 16 | offset + NAME & 0xFFFF;
        memory.write(into + NAME, VENDOR.getBytes(StandardCharsets.US_ASCII));
        memory.write32(into + 6, name);
        memory.write32(into + 0x0A, 1);
        memory.write32(into + 0x0E, segment << 16 | offset + LIST & 0xFFFF);
        memory.write16(into + 0x12, (int) (PcMemory.FRAME_BUFFER_SIZE >> 16));
        long at = into + LIST;
        for (VideoMode mode : VideoMode.ALL) {
            memory.write16(at, mode.number());
            at += 2;
        }
        memory.write16(at, 0xFFFF);
        if (two) {
            memory.write16(into + 0x14, 0x0100);
            memory.write32(into + 0x16, name);
            memory.write32(into + 0x1A, name);
            memory.write32(into + 0x1E, name);
        }
        call.setAx(OK);
    }

    private static @Nullable VideoMode find(int number) {
        for (VideoMode mode : VideoMode.ALL) {
            if (mode.number() == (number & 0x1FF)) {
                return mode;
            }
        }
        return null;
    }

    private void mode(BiosCall call) {
        VideoMode mode = find(call.cx());
        if (mode == null) {
            call.setAx(FAILED);
            return;
        }
        GuestMemory memory = call.memory();
        long into = call.address(SegmentRegister.ES, VcpuState.RDI);
        memory.write(into, new byte[MODE_SIZE]);
        // Supported, optional information, colour, graphics, linear.
        memory.write16(into, 0x009B);
        memory.write8(into + 2, 0x07);
        memory.write16(into + 4, 64);
        memory.write16(into + 6, 64);
        memory.write16(into + 8, 0xA000);
        memory.write16(into + 0x10, mode.pitch());
        memory.write16(into + 0x12, mode.width());
        memory.write16(into + 0x14, mode.height());
        memory.write8(into + 0x16, 8);
        memory.write8(into + 0x17, 16);
        memory.write8(into + 0x18, 1);
        memory.write8(into + 0x19, mode.depth());
        memory.write8(into + 0x1A, 1);
        memory.write8(into + 0x1B, mode.depth() == 8 ? 4 : 6);
        long pages = PcMemory.FRAME_BUFFER_SIZE / ((long) mode.pitch() * mode.height());
        memory.write8(into + 0x1D, (int) Math.min(pages - 1, 255));
        memory.write8(into + 0x1E, 1);
        colors(memory, into + 0x1F, mode.depth());
        memory.write32(into + 0x28, adapter.function().read(FRAME_BUFFER_BAR, 4) & ~15);
        call.setAx(OK);
    }

    /// Size and position of red, green, blue, and of what is reserved.
    private static void colors(GuestMemory memory, long at, int depth) {
        int[] fields =
                switch (depth) {
                    case 15 -> new int[] {5, 10, 5, 5, 5, 0, 1, 15};
                    case 16 -> new int[] {5, 11, 6, 5, 5, 0, 0, 0};
                    case 24 -> new int[] {8, 16, 8, 8, 8, 0, 0, 0};
                    case 32 -> new int[] {8, 16, 8, 8, 8, 0, 8, 24};
                    default -> new int[8];
                };
        for (int i = 0; i < fields.length; i++) {
            memory.write8(at + i, fields[i]);
        }
    }

    private int set(BiosCall call) {
        int asked = call.bx();
        VideoMode mode = find(asked);
        if ((asked & 0x1FF) < 0x100) {
            call.setAx(OK);
            return asked & 0x7F | (asked & KEEP) >> 8;
        }
        if (mode == null) {
            call.setAx(FAILED);
            return -1;
        }
        BochsDisplay display = adapter.display();
        display.setRegister(4, 0);
        display.setRegister(1, mode.width());
        display.setRegister(2, mode.height());
        display.setRegister(3, mode.depth());
        display.setRegister(4, 0x41 | (asked & KEEP) >> 8);
        if (mode.depth() == 8) {
            VgaPalette.load(adapter.registers(), true);
        }
        current = asked & (0x1FF | LINEAR);
        call.setAx(OK);
        return -1;
    }

    private void bank(BiosCall call) {
        if (call.bh() == 1) {
            call.setDx(adapter.display().register(5));
        } else {
            adapter.display().setRegister(5, call.dx());
        }
        call.setAx(OK);
    }

    /// BL = 0 sets in pixels, 1 asks.
    private void lineLength(BiosCall call) {
        BochsDisplay display = adapter.display();
        if (call.bl() == 0) {
            display.setRegister(6, call.cx());
        }
        call.setBx(display.pitch());
        call.setCx(display.register(6));
        call.setDx(display.register(7));
        call.setAx(display.enabled() ? OK : FAILED);
    }

    private void start(BiosCall call) {
        BochsDisplay display = adapter.display();
        if ((call.bl() & 0x7F) == 0) {
            display.setRegister(8, call.cx());
            display.setRegister(9, call.dx());
        } else {
            call.setBx(0);
            call.setCx(display.register(8));
            call.setDx(display.register(9));
        }
        call.setAx(display.enabled() ? OK : FAILED);
    }
}
