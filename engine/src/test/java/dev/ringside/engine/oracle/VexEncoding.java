package dev.ringside.engine.oracle;

/// The VEX prefix and opcode of a [Form] with the word `vex` (SDM Vol. 2A 2.3.5).
final class VexEncoding {
    private VexEncoding() {}

    /// C5 where it can say it, else C4, and the opcode.
    ///
    /// @param rex the bits R, X and B as REX has them
    static int[] bytes(Form form, int rex, boolean wide, Rng random) {
        String hex = form.opcode().substring(form.mandatoryPrefix() != 0 ? 2 : 0);
        int map = hex.startsWith("0F38") ? 2 : hex.startsWith("0F3A") ? 3 : 1;
        int w = form.has("W1") || !form.has("W0") && random.chance(30) ? 0x80 : 0;
        int length = form.has("L1") || !form.has("L0") && random.chance(50) ? 4 : 0;
        int source = form.has("v") || random.chance(3) ? random.below(wide ? 16 : 8) : 0;
        int last = (source ^ 15) << 3 | length | mandatory(form);
        int opcode = Integer.parseInt(hex.substring(hex.length() - 2), 16);
        if (map == 1 && w == 0 && (rex & 3) == 0 && random.chance(70)) {
            return new int[] {0xC5, last | (rex & 4 ^ 4) << 5, opcode};
        }
        return new int[] {0xC4, map | (rex & 7 ^ 7) << 5, last | w, opcode};
    }

    private static int mandatory(Form form) {
        return switch (form.mandatoryPrefix()) {
            case 0x66 -> 1;
            case 0xF3 -> 2;
            case 0xF2 -> 3;
            default -> 0;
        };
    }
}
