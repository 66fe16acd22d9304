package dev.ringside.engine.x86.decode;

import org.jspecify.annotations.Nullable;

/// One opcode map, read from text rows when the class is first used.
///
/// ```
/// 0F/4r=C0 NAME operands | with 66 | with F3 | with F2
/// ```
///
/// The first word is the opcode in hexadecimal: `+` for eight opcodes with a register in the low
/// bits, `/n` for one value of ModRM.reg with `m` or `r` for memory or register operands only (`m`
/// and `r` also without a digit), `=XX` for one exact ModRM byte. Then one meaning, or four by
/// mandatory prefix (SDM Vol. 2A 2.1.2), `-` being undefined.
///
/// A meaning is a constant of [Opcode], or in lower case the mnemonic of an instruction that the
/// core does not execute (those have a ModRM byte unless `nm`), and words:
///
/// - operands: `E` ModRM.rm, `G` ModRM.reg, `Z` opcode's register, `A` accumulator, `o` absolute
///   offset, `C` control or debug register;
/// - size: `b w d q`, `v` operand size, `z` the same up to 4, `y` 4 or 8 by REX.W, `v64` 64 bits by
///   default in 64-bit code, `f64` always there;
/// - size of a vector operand: `x` a whole register, `xh xq xe` half, a quarter, an eighth of it,
///   `xd` as MOVDDUP, `y1 y2 y4 y8 y16` so many bytes beside whole registers; `x1 x2 x4 x8 x16` so
///   many bytes beside 16-byte registers whatever VEX.L; `mm mm4` MMX with 8 or 4 bytes; `X`, `MM`
///   the register alone;
/// - what follows: `ib sib iw iz iv iwb ap jb jz one cl is4`;
/// - `L` lockable, `M` memory only, `R` register only, `nm` no ModRM, `i64` not in 64-bit code,
///   `o64` only there;
/// - with VEX: `H` VEX.vvvv is an operand, `L0 L1 W0 W1` the only allowed value, `VSIB` a vector as
///   index.
final class OpcodeMap {
    static final OpcodeMap ONE_BYTE = new OpcodeMap(OneByteMap.ROWS).read(FloatingPointMap.ROWS);
    static final OpcodeMap TWO_BYTE = new OpcodeMap(TwoByteMap.ROWS);
    static final OpcodeMap THREE_BYTE_38 = new OpcodeMap(ThreeByteMaps.ROWS_38);
    static final OpcodeMap THREE_BYTE_3A = new OpcodeMap(ThreeByteMaps.ROWS_3A);

    /// Slots of a node: eight for memory operands by ModRM.reg, eight for registers, then 64 exact
    /// bytes from C0 on.
    private static final int REGISTER_SLOTS = 8;

    private static final int EXACT_SLOTS = 16;
    private static final int NODE_SIZE = EXACT_SLOTS + 64;

    /// By mode, opcode and mandatory prefix.
    private final @Nullable Encoding[] plain = new Encoding[2 * 256 * 4];

    private final @Nullable Encoding[] @Nullable [] nodes = new Encoding[2 * 256 * 4][];

    /// Meanings with this word are for the other value of VEX.W.
    private final int otherW;

    private OpcodeMap(String rows) {
        this(rows, 0);
    }

    /// The map of one value of VEX.W.
    OpcodeMap(String rows, int w) {
        otherW = w == 0 ? Encoding.W1 : Encoding.W0;
        read(rows);
    }

    private OpcodeMap read(String rows) {
        for (String row : rows.split("\n")) {
            row(row);
        }
        return this;
    }

    private void row(String row) {
        int space = row.indexOf(' ');
        String key = row.substring(0, space);
        String[] meanings = row.substring(space + 1).split("\\|");
        int opcode = Integer.parseInt(key, 0, 2, 16);
        for (int prefix = 0; prefix < 4; prefix++) {
            String meaning = meanings[meanings.length == 1 ? 0 : prefix].strip();
            if (meaning.equals("-")) {
                continue;
            }
            Encoding encoding = EncodingReader.read(meaning);
            int count = key.endsWith("+") ? 8 : 1;
            for (int i = 0; i < count; i++) {
                place(key, opcode + i, prefix, encoding);
            }
        }
    }

    private void place(String key, int opcode, int prefix, Encoding encoding) {
        for (int mode = 0; mode < 2; mode++) {
            if (encoding.is(otherW | (mode == 0 ? Encoding.ONLY_64 : Encoding.NOT_64))) {
                continue;
            }
            int slot = slot(mode, opcode, prefix);
            if (key.length() == 2 || key.endsWith("+")) {
                plain[slot] = encoding;
            } else {
                placeInNode(key.substring(2), slot, encoding);
            }
        }
    }

    private void placeInNode(String condition, int slot, Encoding encoding) {
        @Nullable Encoding[] node = nodes[slot];
        if (node == null) {
            node = new Encoding[NODE_SIZE];
            nodes[slot] = node;
        }
        if (condition.charAt(0) == '=') {
            node[EXACT_SLOTS + Integer.parseInt(condition.substring(1), 16) - 0xC0] = encoding;
            return;
        }
        for (int reg = 0; reg < 8; reg++) {
            if (condition.charAt(0) == '/' && condition.charAt(1) - '0' != reg) {
                continue;
            }
            if (!condition.endsWith("r")) {
                node[reg] = encoding;
            }
            if (!condition.endsWith("m")) {
                node[REGISTER_SLOTS + reg] = encoding;
            }
        }
    }

    private static int slot(int mode, int opcode, int prefix) {
        return (mode << 8 | opcode) << 2 | prefix;
    }

    /// Whether a ModRM byte decides between meanings.
    boolean needsModRm(boolean code64, int opcode, int prefix) {
        return nodes[slot(code64 ? 1 : 0, opcode, prefix)] != null;
    }

    /// The meaning that needs no ModRM byte to be known, null if there is none.
    @Nullable Encoding plain(boolean code64, int opcode, int prefix) {
        return plain[slot(code64 ? 1 : 0, opcode, prefix)];
    }

    /// The meaning under ModRM byte `modRm`, null if there is none.
    @Nullable Encoding byModRm(boolean code64, int opcode, int prefix, int modRm) {
        @Nullable Encoding[] node = nodes[slot(code64 ? 1 : 0, opcode, prefix)];
        if (node == null) {
            return null;
        }
        int reg = modRm >> 3 & 7;
        if (modRm < 0xC0) {
            return node[reg];
        }
        Encoding exact = node[EXACT_SLOTS + modRm - 0xC0];
        return exact != null ? exact : node[REGISTER_SLOTS + reg];
    }
}
