package dev.ringside.engine.x86.decode;

import org.jspecify.annotations.Nullable;

/// The opcode maps behind VEX (SDM Vol. 2 chapters 3 to 6, "VEX." encodings). Rows are explained at
/// [OpcodeMap]; the four meanings are by VEX.pp.
final class VexMaps {
    static final String ROWS_0F =
            """
            10 MOVUPS GE x | MOVUPD GE x | - | -
            11 MOVUPS EG x | MOVUPD EG x | - | -
            10m - | - | MOVSS GE x4 | MOVSD GE x8
            11m - | - | MOVSS EG x4 | MOVSD EG x8
            10r - | - | MOVSS GE x4 H | MOVSD GE x8 H
            11r - | - | MOVSS EG x4 H | MOVSD EG x8 H
            28 MOVAPS GE x | MOVAPD GE x | - | -
            29 MOVAPS EG x | MOVAPD EG x | - | -
            57 XORPS GE x H | XORPD GE x H | - | -
            6E - | MOVD_XMM GE y X L0 | - | -
            6F - | MOVDQA GE x | MOVDQU GE x | -
            7E - | MOVD_FROM_XMM EG y X L0 | MOVQ_XMM GE x8 L0 | -
            7F - | MOVDQA EG x | MOVDQU EG x | -
            AE/2m LDMXCSR E d X L0 | - | - | -
            AE/3m STMXCSR E d X L0 | - | - | -
            D6 - | MOVQ_FROM_XMM EG x8 L0 | - | -
            EF - | PXOR GE x H | - | -
            """;

    static final String ROWS_38 =
            """
            00 - | PSHUFB GE x H | - | -
            """;

    static final String ROWS_3A =
            """
            0F - | PALIGNR GE x ib H | - | -
            """;

    private static final OpcodeMap[][] MAPS = {
        {new OpcodeMap(ROWS_0F, 0), new OpcodeMap(ROWS_0F, 1)},
        {new OpcodeMap(ROWS_38, 0), new OpcodeMap(ROWS_38, 1)},
        {new OpcodeMap(ROWS_3A, 0), new OpcodeMap(ROWS_3A, 1)}
    };

    private VexMaps() {}

    /// The map of VEX.mmmmm and VEX.W, null if there is none.
    static @Nullable OpcodeMap of(int map, int w) {
        return map >= 1 && map <= 3 ? MAPS[map - 1][w] : null;
    }
}
