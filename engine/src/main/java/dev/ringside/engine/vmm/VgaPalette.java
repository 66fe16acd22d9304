package dev.ringside.engine.vmm;

import dev.ringside.engine.device.VgaRegisters;

/// The colours a video BIOS loads with a mode.
final class VgaPalette {
    private static final int INDEX = 0x3C8 - VgaRegisters.FIRST;
    private static final int DATA = 0x3C9 - VgaRegisters.FIRST;
    private static final int MASK = 0x3C6 - VgaRegisters.FIRST;

    private static final int[] GREYS = {
        0, 5, 8, 11, 14, 17, 20, 24, 28, 32, 36, 40, 45, 50, 56, 63
    };

    /// Five steps from weak to strong, for three brightnesses in three saturations each.
    private static final int[][] STEPS = {
        {0, 16, 31, 47, 63}, {31, 39, 47, 55, 63}, {45, 49, 54, 58, 63},
        {0, 7, 14, 21, 28}, {14, 17, 21, 24, 28}, {20, 22, 24, 26, 28},
        {0, 4, 8, 12, 16}, {8, 10, 12, 14, 16}, {11, 12, 13, 15, 16},
    };

    private VgaPalette() {}

    /// Loads all 256 entries.
    ///
    /// @param many the colours of mode 13h; else EGA's 64
    static void load(VgaRegisters vga, boolean many) {
        vga.write(MASK, 0xFF);
        vga.write(INDEX, 0);
        if (many) {
            for (int i = 0; i < 16; i++) {
                ega(vga, i < 8 ? i == 6 ? 0x14 : i : 0x38 | i & 7);
            }
            for (int grey : GREYS) {
                color(vga, grey, grey, grey);
            }
            for (int[] steps : STEPS) {
                circle(vga, steps);
            }
        } else {
            for (int i = 0; i < 64; i++) {
                ega(vga, i);
            }
        }
        int set = many ? 248 : 64;
        for (int i = set; i < 256; i++) {
            color(vga, 0, 0, 0);
        }
    }

    private static void color(VgaRegisters vga, int red, int green, int blue) {
        vga.write(DATA, red);
        vga.write(DATA, green);
        vga.write(DATA, blue);
    }

    /// Bits 2 to 0: red, green, blue at two thirds; 5 to 3: at one third.
    private static void ega(VgaRegisters vga, int value) {
        int[] parts = new int[3];
        for (int i = 0; i < 3; i++) {
            int bit = 2 - i;
            parts[i] = (value >> bit & 1) * 42 + (value >> bit + 3 & 1) * 21;
        }
        color(vga, parts[0], parts[1], parts[2]);
    }

    /// 24 hues: blue, magenta, red, yellow, green, cyan.
    private static void circle(VgaRegisters vga, int[] s) {
        for (int i = 0; i < 4; i++) {
            color(vga, s[i], s[0], s[4]);
        }
        for (int i = 0; i < 4; i++) {
            color(vga, s[4], s[0], s[4 - i]);
        }
        for (int i = 0; i < 4; i++) {
            color(vga, s[4], s[i], s[0]);
        }
        for (int i = 0; i < 4; i++) {
            color(vga, s[4 - i], s[4], s[0]);
        }
        for (int i = 0; i < 4; i++) {
            color(vga, s[0], s[4], s[i]);
        }
        for (int i = 0; i < 4; i++) {
            color(vga, s[0], s[4 - i], s[4]);
        }
    }
}
