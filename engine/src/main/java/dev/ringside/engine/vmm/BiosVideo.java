package dev.ringside.engine.vmm;

import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.device.VgaRegisters;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// INT 10h: 80x25 text (IBM PS/2 BIOS Interface Technical Reference, "INT 10H Video"), graphics by
/// [BiosGraphics] and [BiosVbe].
///
/// Other graphics modes are noted and otherwise ignored.
final class BiosVideo {
    static final long TEXT = 0xB8000;
    static final int COLUMNS = 80;
    static final int ROWS = 25;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 8;
    private static final int NORMAL = 0x07;
    private static final int TEXT_MODE = 3;

    /// The shape as software sees it: lines 6 and 7 of 8, whatever the font's height.
    private static final int DEFAULT_CURSOR = 0x0607;

    private static final int BELL = 7;
    private static final int BACKSPACE = 8;
    private static final int LINE_FEED = 10;
    private static final int RETURN = 13;
    private static final int NOTHING = -1;

    private final VgaRegisters vga;
    private final BiosGraphics graphics;
    private final BiosVbe vbe;
    private final IntConsumer text;
    private final Consumer<String> log;

    /// Cursor and character that AH = 09h or 0Ah put there last: programs write a character with
    /// its attribute and print it again to move on, which the console hears once.
    private int told = NOTHING;

    /// Graphics modes that were logged.
    private final BitSet noted = new BitSet();

    /// @param text hears every character printed by teletype
    BiosVideo(VgaAdapter adapter, IntConsumer text, Consumer<String> log) {
        this.vga = adapter.registers();
        this.graphics = new BiosGraphics(adapter);
        this.vbe = new BiosVbe(adapter);
        this.text = text;
        this.log = log;
    }

    void serve(BiosCall call) {
        switch (call.ah()) {
            case 0x00 -> {
                int mode = call.al() & 0x7F;
                setMode(call.memory(), call.al());
                // What VGA BIOSes answer, though no reference says so.
                call.setAl(mode == 6 ? 0x3F : mode > 7 ? 0x20 : 0x30);
            }
            case 0x01 -> {
                call.memory().write16(BiosData.CURSOR_SHAPE, call.cx());
                vga.setCursorShape(scaled(call.ch()), scaled(call.cl()));
            }
            case 0x02 -> moveCursor(call.memory(), call.bh(), call.dx());
            case 0x03 -> {
                call.setDx(cursor(call.memory(), call.bh()));
                call.setCx(call.memory().read16(BiosData.CURSOR_SHAPE));
            }
            case 0x05 -> selectPage(call.memory(), call.al());
            case 0x06 -> scroll(call, true);
            case 0x07 -> scroll(call, false);
            case 0x08 -> call.setAx(call.memory().read16(cell(call.memory(), call.bh())));
            case 0x09 -> fill(call, true);
            case 0x0A -> fill(call, false);
            case 0x0C -> {
                if (graphicsMode(call.memory())) {
                    graphics.writePixel(call, mode(call.memory()));
                }
            }
            case 0x0D -> {
                if (graphicsMode(call.memory())) {
                    graphics.readPixel(call, mode(call.memory()));
                }
            }
            case 0x0E -> {
                GuestMemory memory = call.memory();
                teletype(memory, memory.read8(BiosData.PAGE), call.al(), -1);
            }
            case 0x0F -> {
                call.setAl(call.memory().read8(BiosData.VIDEO_MODE));
                call.setAh(call.memory().read16(BiosData.COLUMNS));
                call.setBx(call.memory().read8(BiosData.PAGE) << 8 | call.bl());
            }
            case 0x10 -> graphics.palette(call);
            case 0x13 -> writeString(call);
            case 0x4F -> {
                int older = vbe.serve(call);
                if (older >= 0) {
                    setMode(call.memory(), older);
                }
            }
            default -> inquire(call);
        }
    }

    private static int mode(GuestMemory memory) {
        return memory.read8(BiosData.VIDEO_MODE);
    }

    private static boolean graphicsMode(GuestMemory memory) {
        return BiosGraphics.has(mode(memory));
    }

    /// Lines below 8 are meant for characters that are 8 lines high. Bit 5 hides the cursor.
    private static int scaled(int line) {
        int within = line & 0x1F;
        return line & 0x20 | (within < 8 ? 2 * within : within);
    }

    /// Services that tell what kind of adapter this is.
    private void inquire(BiosCall call) {
        if (call.ax() == 0x1130) {
            // Font information: 16 lines a character; there is no font to point at.
            call.setCx(16);
            call.setDx(call.dx() & 0xFF00 | ROWS - 1);
        } else if (call.ah() == 0x12 && call.bl() == 0x10) {
            call.setBx(3);
            call.setCx(9);
        } else if (call.ah() == 0x12 && call.bl() >= 0x30 && call.bl() <= 0x36) {
            call.setAl(0x12);
        } else if (call.ax() == 0x1A00) {
            call.setAl(0x1A);
            call.setBx(8);
        }
    }

    /// Sets the mode in AL; bit 7 keeps the screen.
    void setMode(GuestMemory memory, int value) {
        int mode = value & 0x7F;
        boolean drawn = BiosGraphics.has(mode);
        if (mode > TEXT_MODE && mode != 7 && !drawn && !noted.get(mode)) {
            noted.set(mode);
            log.accept(
                    "INT 10h sets video mode 0x%02x; this machine shows text, 12h, 13h and VBE modes only"
                            .formatted(mode));
        }
        vbe.left();
        vga.setTextMode();
        if (drawn) {
            graphics.set(memory, mode, (value & 0x80) != 0);
        } else {
            VgaPalette.load(vga, false);
        }
        memory.write8(BiosData.VIDEO_MODE, mode);
        memory.write16(BiosData.COLUMNS, COLUMNS);
        memory.write16(BiosData.PAGE_SIZE, PAGE_BYTES);
        memory.write16(BiosData.PAGE_START, 0);
        memory.write16(BiosData.CURSOR_SHAPE, DEFAULT_CURSOR);
        memory.write8(BiosData.PAGE, 0);
        memory.write16(BiosData.CRTC_PORT, 0x3D4);
        memory.write8(BiosData.LAST_ROW, ROWS - 1);
        memory.write16(BiosData.CHARACTER_HEIGHT, 16);
        memory.write8(BiosData.VIDEO_CONTROL, 0x60 | value & 0x80);
        memory.clear(BiosData.CURSOR, 2L * PAGES);
        vga.setCursor(0);
        if ((value & 0x80) == 0 && !drawn) {
            for (int i = 0; i < PAGES * PAGE_BYTES; i += 2) {
                memory.write16(TEXT + i, NORMAL << 8 | ' ');
            }
        }
    }

    private static long page(int page) {
        return TEXT + (long) (page & PAGES - 1) * PAGE_BYTES;
    }

    /// Row in the high byte, column in the low one.
    private static int cursor(GuestMemory memory, int page) {
        return memory.read16(BiosData.CURSOR + 2L * (page & PAGES - 1));
    }

    private static long cell(GuestMemory memory, int page) {
        int cursor = cursor(memory, page);
        return page(page) + 2L * ((cursor >> 8) * COLUMNS + (cursor & 0xFF));
    }

    private void moveCursor(GuestMemory memory, int page, int position) {
        memory.write16(BiosData.CURSOR + 2L * (page & PAGES - 1), position);
        if ((page & PAGES - 1) == memory.read8(BiosData.PAGE)) {
            vga.setCursor(
                    (int) (page(page) - TEXT) / 2 + (position >> 8) * COLUMNS + (position & 0xFF));
        }
    }

    private void selectPage(GuestMemory memory, int page) {
        int number = page & PAGES - 1;
        memory.write8(BiosData.PAGE, number);
        memory.write16(BiosData.PAGE_START, number * PAGE_BYTES);
        vga.setStartAddress(number * PAGE_BYTES / 2);
        moveCursor(memory, number, cursor(memory, number));
    }

    /// Prints a character as AH = 0Eh does.
    ///
    /// @param attribute 0 to 0xFF, or -1 to keep what is there
    void teletype(GuestMemory memory, int page, int character, int attribute) {
        int cursor = cursor(memory, page);
        if (told != (cursor << 8 | character)) {
            text.accept(character);
        }
        told = NOTHING;
        int row = Math.min(cursor >> 8, ROWS - 1);
        int column = Math.min(cursor & 0xFF, COLUMNS - 1);
        switch (character) {
            case BELL -> {
                // There is no speaker.
            }
            case BACKSPACE -> column = Math.max(0, column - 1);
            case RETURN -> column = 0;
            case LINE_FEED -> row++;
            default -> {
                long at = page(page) + 2L * (row * COLUMNS + column);
                memory.write8(at, character);
                if (attribute >= 0) {
                    memory.write8(at + 1, attribute);
                }
                column++;
            }
        }
        if (column == COLUMNS) {
            column = 0;
            row++;
        }
        if (row == ROWS) {
            row--;
            int blank = memory.read8(page(page) + 2L * row * COLUMNS + 1);
            moveLines(memory, page, new Window(0, 0, ROWS - 1, COLUMNS - 1), 1, blank);
        }
        moveCursor(memory, page, row << 8 | column);
    }

    /// Writes AL CX times from the cursor on, which stays.
    private void fill(BiosCall call, boolean withAttribute) {
        long at = cell(call.memory(), call.bh());
        long end = page(call.bh()) + PAGE_BYTES;
        for (int i = 0; i < call.cx() && at < end; i++) {
            call.memory().write8(at, call.al());
            if (withAttribute) {
                call.memory().write8(at + 1, call.bl());
            }
            at += 2;
        }
        if (call.cx() == 1) {
            text.accept(call.al());
            told = cursor(call.memory(), call.bh()) << 8 | call.al();
        }
    }

    /// AH = 13h: AL bit 0 moves the cursor, bit 1 says that attributes stand between the
    /// characters.
    private void writeString(BiosCall call) {
        GuestMemory memory = call.memory();
        int page = call.bh();
        int before = cursor(memory, page);
        moveCursor(memory, page, call.dx());
        long at = call.address(SegmentRegister.ES, VcpuState.RBP);
        boolean attributes = (call.al() & 2) != 0;
        for (int i = 0; i < call.cx(); i++) {
            int character = memory.read8(at++);
            int attribute = attributes ? memory.read8(at++) : call.bl();
            teletype(memory, page, character, attribute);
        }
        if ((call.al() & 1) == 0) {
            moveCursor(memory, page, before);
        }
    }

    /// Rows and columns, all inclusive.
    private record Window(int top, int left, int bottom, int right) {}

    private static void scroll(BiosCall call, boolean up) {
        int bottom = Math.min(call.dh(), ROWS - 1);
        int right = Math.min(call.dl(), COLUMNS - 1);
        Window window = new Window(call.ch(), call.cl(), bottom, right);
        if (window.top() > bottom || window.left() > right) {
            return;
        }
        int height = bottom - window.top() + 1;
        int lines = call.al() == 0 || call.al() > height ? height : call.al();
        int page = call.memory().read8(BiosData.PAGE);
        moveLines(call.memory(), page, window, up ? lines : -lines, call.bh());
    }

    /// Moves the window's lines up (negative: down) and blanks what becomes free.
    private static void moveLines(
            GuestMemory memory, int page, Window window, int lines, int attribute) {
        int height = window.bottom() - window.top() + 1;
        for (int i = 0; i < height; i++) {
            int row = lines > 0 ? window.top() + i : window.bottom() - i;
            int from = row + lines;
            boolean inside = from >= window.top() && from <= window.bottom();
            for (int column = window.left(); column <= window.right(); column++) {
                long at = page(page) + 2L * (row * COLUMNS + column);
                long source = page(page) + 2L * (from * COLUMNS + column);
                memory.write16(at, inside ? memory.read16(source) : attribute << 8 | ' ');
            }
        }
    }
}
