package dev.ringside.engine.vmm;

import dev.ringside.engine.device.ScanCodes;

/// INT 09h and INT 16h: scan codes to the key buffer in the BIOS data area and out of it (IBM PS/2
/// BIOS Interface Technical Reference, "INT 16H Keyboard").
final class BiosKeyboard {
    private static final int RIGHT_SHIFT_FLAG = 0x01;
    private static final int LEFT_SHIFT_FLAG = 0x02;
    private static final int CTRL = 0x04;
    private static final int ALT = 0x08;
    private static final int SCROLL_LOCK = 0x10;
    private static final int NUM_LOCK = 0x20;
    private static final int CAPS_LOCK = 0x40;

    /// 0x496: the last byte was 0xE0.
    private static final int PREFIX = 0x02;

    private static final int DELETE = 0x53;

    private final Runnable restart;

    /// @param restart what Ctrl-Alt-Del does
    BiosKeyboard(Runnable restart) {
        this.restart = restart;
    }

    /// INT 09h: the stub has read a scan code into AL.
    void scanCode(BiosCall call) {
        GuestMemory memory = call.memory();
        int code = call.al();
        int mode = memory.read8(BiosData.KEYBOARD_MODE);
        if (code == 0xE0) {
            memory.write8(BiosData.KEYBOARD_MODE, mode | PREFIX);
            return;
        }
        boolean extended = (mode & PREFIX) != 0;
        memory.write8(BiosData.KEYBOARD_MODE, mode & ~PREFIX);
        boolean down = (code & 0x80) == 0;
        int key = code & 0x7F;
        int flags = memory.read8(BiosData.SHIFT_FLAGS);
        int modifier = modifier(key, extended);
        if (modifier != 0) {
            boolean lock = modifier >= SCROLL_LOCK;
            int next =
                    lock
                            ? (down ? flags ^ modifier : flags)
                            : down ? flags | modifier : flags & ~modifier;
            memory.write8(BiosData.SHIFT_FLAGS, next);
        } else if (down && key == DELETE && (flags & (CTRL | ALT)) == (CTRL | ALT)) {
            restart.run();
        } else if (down) {
            int word = keyWord(key, extended, flags);
            if (word != 0) {
                put(memory, word);
            }
        }
    }

    private static int modifier(int key, boolean extended) {
        return switch (key) {
            case 0x2A -> extended ? 0 : LEFT_SHIFT_FLAG;
            case 0x36 -> extended ? 0 : RIGHT_SHIFT_FLAG;
            case 0x1D -> CTRL;
            case 0x38 -> ALT;
            case 0x3A -> CAPS_LOCK;
            case 0x45 -> NUM_LOCK;
            case 0x46 -> SCROLL_LOCK;
            default -> 0;
        };
    }

    /// Scan code in the high byte, ASCII in the low one; 0 for nothing.
    private static int keyWord(int key, boolean extended, int flags) {
        boolean shift = (flags & (LEFT_SHIFT_FLAG | RIGHT_SHIFT_FLAG)) != 0;
        boolean ctrl = (flags & CTRL) != 0;
        boolean alt = (flags & ALT) != 0;
        if (key >= 0x3B && key <= 0x44) {
            int base = alt ? 0x68 : ctrl ? 0x5E : shift ? 0x54 : 0x3B;
            return base + key - 0x3B << 8;
        }
        if (key == 0x57 || key == 0x58) {
            int base = alt ? 0x8B : ctrl ? 0x89 : shift ? 0x87 : 0x85;
            return base + key - 0x57 << 8;
        }
        if (key >= 0x47 && key <= DELETE) {
            return keypad(key, extended, shift, flags);
        }
        if (extended) {
            return key == 0x1C ? 0xE00D : key == 0x35 ? 0xE02F : 0;
        }
        int plain = ScanCodes.asciiFor(key, false);
        boolean letter = plain >= 'a' && plain <= 'z';
        if (alt) {
            return alternate(key, plain);
        }
        if (ctrl) {
            return control(key, plain);
        }
        boolean upper = letter && (flags & CAPS_LOCK) != 0 ? !shift : shift;
        int ascii = ScanCodes.asciiFor(key, upper);
        boolean backTab = key == 0x0F && shift;
        return ascii == 0 && !backTab ? 0 : key << 8 | ascii;
    }

    private static int keypad(int key, boolean extended, boolean shift, int flags) {
        boolean digits = (flags & NUM_LOCK) != 0 != shift;
        if (!extended && (digits || key == 0x4A || key == 0x4E)) {
            return key << 8 | "789-456+1230.".charAt(key - 0x47);
        }
        return key << 8 | (extended ? 0xE0 : 0);
    }

    private static int alternate(int key, int plain) {
        if (key >= 0x02 && key <= 0x0D) {
            return key + 0x76 << 8;
        }
        return plain >= 'a' && plain <= 'z' || plain == ' ' ? key << 8 : 0;
    }

    private static int control(int key, int plain) {
        if (plain >= 'a' && plain <= 'z' || plain >= '[' && plain <= ']') {
            return key << 8 | plain & 0x1F;
        }
        return switch (key) {
            case 0x03 -> 0x0300;
            case 0x07 -> 0x071E;
            case 0x0C -> 0x0C1F;
            case 0x0E -> 0x0E7F;
            case 0x1C -> 0x1C0A;
            case 0x01 -> 0x011B;
            case 0x39 -> 0x3920;
            default -> 0;
        };
    }

    /// @return false when the buffer is full
    private static boolean put(GuestMemory memory, int word) {
        int tail = memory.read16(BiosData.KEY_TAIL);
        int next = tail + 2 >= BiosData.KEY_BUFFER_END ? BiosData.KEY_BUFFER : tail + 2;
        if (next == memory.read16(BiosData.KEY_HEAD)) {
            return false;
        }
        memory.write16(0x400 + (tail & 0xFF), word);
        memory.write16(BiosData.KEY_TAIL, next);
        return true;
    }

    /// INT 16h.
    void serve(BiosCall call) {
        GuestMemory memory = call.memory();
        switch (call.ah()) {
            case 0x00, 0x10 -> {
                if (empty(memory)) {
                    call.resumeAt(BiosRom.keyboardSleep());
                } else {
                    boolean classic = call.ah() == 0;
                    int head = memory.read16(BiosData.KEY_HEAD);
                    call.setAx(shown(memory.read16(0x400 + (head & 0xFF)), classic));
                    int next = head + 2;
                    memory.write16(
                            BiosData.KEY_HEAD,
                            next >= BiosData.KEY_BUFFER_END ? BiosData.KEY_BUFFER : next);
                }
            }
            case 0x01, 0x11 -> {
                boolean none = empty(memory);
                call.setZero(none);
                if (!none) {
                    boolean classic = call.ah() == 1;
                    int head = memory.read16(BiosData.KEY_HEAD);
                    call.setAx(shown(memory.read16(0x400 + (head & 0xFF)), classic));
                }
            }
            case 0x02 -> call.setAl(memory.read8(BiosData.SHIFT_FLAGS));
            case 0x05 -> call.setAl(put(memory, call.cx()) ? 0 : 1);
            case 0x12 -> call.setAx(memory.read16(BiosData.SHIFT_FLAGS));
            default -> {
                // 03h: the typematic rate; there is none.
            }
        }
    }

    private static boolean empty(GuestMemory memory) {
        return memory.read16(BiosData.KEY_HEAD) == memory.read16(BiosData.KEY_TAIL);
    }

    /// The old calls do not know the codes of the enhanced keyboard.
    private static int shown(int word, boolean classic) {
        if (classic && (word & 0xFF) == 0xE0 && word >> 8 != 0) {
            return word & 0xFF00;
        }
        if (classic && word >> 8 == 0xE0) {
            return (word & 0xFF) == 0x0D ? 0x1C0D : 0x352F;
        }
        return word;
    }
}
