package dev.ringside.engine.device;

/// Keyboard codes: what the keys of a US keyboard send (IBM PS/2 technical reference, keyboard
/// section; Microsoft "Keyboard Scan Code Specification" 1.3a, appendix A).
public final class ScanCodes {
    /// Marks a code that follows an 0xE0 byte.
    public static final int EXTENDED = 0xE000;

    public static final int LEFT_SHIFT = 0x2A;

    /// Set 2 make code to set 1, as the 8042 translates.
    private static final String TRANSLATION =
            "ff43413f3d3b3c58644442403e0f2959"
                    + "65382a701d10025a66712c1f1e11035b"
                    + "672e2d201205045c68392f211413065d"
                    + "693130232215075e6a7232241608095f"
                    + "6b332517180b0a606c34352627190c61"
                    + "6d7328741a0d626e3a361c1b752b6376"
                    + "55567778797a0e7b7c4f7d4b477e7f6f"
                    + "5253504c4d480145574e514a37494654";

    private static final int[] TO_SET1 = new int[256];
    private static final int[] TO_SET2 = new int[128];

    /// Character to set 1 code, by rows of the keyboard.
    private static final String[][] ROWS = {
        {"1234567890-=", "!@#$%^&*()_+", "02"},
        {"qwertyuiop[]", "QWERTYUIOP{}", "10"},
        {"asdfghjkl;'`", "ASDFGHJKL:\"~", "1e"},
        {"\\zxcvbnm,./", "|ZXCVBNM<>?", "2b"},
    };

    private static final int SHIFTED = 0x100;
    private static final int[] BY_CHARACTER = new int[128];

    static {
        for (int i = 0; i < 256; i++) {
            TO_SET1[i] = i;
        }
        for (int i = 127; i >= 0; i--) {
            TO_SET1[i] = Integer.parseInt(TRANSLATION.substring(2 * i, 2 * i + 2), 16);
            if (TO_SET1[i] < 128) {
                TO_SET2[TO_SET1[i]] = i;
            }
        }
        // F7 and SysRq have codes above 0x7F.
        TO_SET1[0x83] = 0x41;
        TO_SET2[0x41] = 0x83;
        TO_SET1[0x84] = 0x54;
        TO_SET2[0x54] = 0x84;
        for (String[] row : ROWS) {
            int first = Integer.parseInt(row[2], 16);
            for (int i = 0; i < row[0].length(); i++) {
                BY_CHARACTER[row[0].charAt(i)] = first + i;
                BY_CHARACTER[row[1].charAt(i)] = first + i | SHIFTED;
            }
        }
        BY_CHARACTER[' '] = 0x39;
        BY_CHARACTER['\n'] = 0x1C;
        BY_CHARACTER['\r'] = 0x1C;
        BY_CHARACTER['\t'] = 0x0F;
        BY_CHARACTER['\b'] = 0x0E;
        BY_CHARACTER[0x7F] = 0x0E;
        BY_CHARACTER[0x1B] = 0x01;
    }

    private ScanCodes() {}

    /// The set 1 byte the 8042 makes of a set 2 make code or a reply.
    static int toSet1(int set2) {
        return TO_SET1[set2 & 0xFF];
    }

    /// The set 2 make code of a set 1 make code (1 to 0x7F).
    static int toSet2(int set1) {
        return TO_SET2[set1 & 0x7F];
    }

    /// The key that types `character`: its set 1 make code, or 0 for a character without a key.
    public static int keyFor(char character) {
        return character < 128 ? BY_CHARACTER[character] & 0xFF : 0;
    }

    /// Whether typing `character` needs Shift.
    public static boolean needsShift(char character) {
        return character < 128 && (BY_CHARACTER[character] & SHIFTED) != 0;
    }

    /// What a key types.
    ///
    /// @param set1 make code without EXTENDED
    /// @return ASCII, or 0 for a key that types nothing
    public static int asciiFor(int set1, boolean shift) {
        return switch (set1) {
            case 0x01 -> 0x1B;
            case 0x0E -> 8;
            case 0x0F -> shift ? 0 : 9;
            case 0x1C -> 13;
            case 0x39 -> ' ';
            default -> {
                for (char c = '!'; c < 0x7F; c++) {
                    if (keyFor(c) == set1 && needsShift(c) == shift) {
                        yield c;
                    }
                }
                yield 0;
            }
        };
    }
}
