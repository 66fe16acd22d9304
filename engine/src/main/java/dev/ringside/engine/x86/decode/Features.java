package dev.ringside.engine.x86.decode;

import dev.ringside.engine.state.Feature;

/// Which instruction needs which feature; what needs none was in the first x86-64 processors.
final class Features {
    /// A feature, then the opcodes that need it; a `*` ends a common beginning. Of those that come
    /// both with VEX and without, the feature of the latter: with VEX they need AVX.
    private static final String ROWS =
            """
            SSE3 MOVDDUP MOVSLDUP MOVSHDUP LDDQU HADD* HSUB* ADDSUB* FISTTP
            PCLMULQDQ PCLMULQDQ
            SSSE3 PSHUFB PHADD* PHSUB* PMADDUBSW PSIGN* PABS* PMULHRSW PALIGNR
            SSE4_1 BLEND* PBLEND* PINSRB PINSRD PEXTRB PEXTRW PEXTRD INSERTPS EXTRACTPS PMOVSX* PMOVZX*
            SSE4_1 PMULLD PMULDQ PTEST PHMINPOSUW MPSADBW PACKUSDW MOVNTDQA PCMPEQQ ROUND* DPP*
            SSE4_1 PMINSB PMINSD PMINUW PMINUD PMAXSB PMAXSD PMAXUW PMAXUD
            SSE4_2 PCMPESTRM PCMPESTRI PCMPISTRM PCMPISTRI PCMPGTQ CRC32
            MOVBE MOVBE
            POPCNT POPCNT
            AES AESENC AESENCLAST AESDEC AESDECLAST AESIMC AESKEYGENASSIST
            XSAVE XGETBV XSETBV XSAVE* XRSTOR*
            AVX VPERMIL* VPERM2F128 VBROADCASTSS VBROADCASTSD VBROADCASTF128 VMASKMOV* VZEROUPPER
            AVX VINSERTF128 VEXTRACTF128 VTEST*
            AVX2 VPSRLV* VPSRAV* VPSLLV* VPBLENDD VPERM2I128 VPERMD VPERMPS VPERMQ VPERMPD VPBROADCAST*
            AVX2 VBROADCASTI128 VPMASKMOV* VPGATHER* VGATHER* VINSERTI128 VEXTRACTI128
            F16C VCVTPH2PS VCVTPS2PH
            FMA VFMADD* VFMSUB* VFNMADD* VFNMSUB*
            BMI1 ANDN BLS* BEXTR TZCNT
            BMI2 BZHI PDEP PEXT MULX RORX SARX SHLX SHRX
            ADX ADCX ADOX
            LZCNT LZCNT
            LAHF64 LAHF SAHF
            """;

    /// By opcode: the set of features it needs.
    private static final long[] NEEDED = new long[Opcode.FIRST_UNIMPLEMENTED];

    static {
        for (String row : ROWS.split("\n")) {
            String[] words = row.split(" ");
            long feature = Feature.valueOf(words[0]).mask();
            for (int i = 1; i < words.length; i++) {
                for (int opcode : Opcode.numbers(words[i])) {
                    NEEDED[opcode] = feature;
                }
            }
        }
    }

    private Features() {}

    /// Turns an instruction that needs more than `features` into what a processor without them
    /// makes of it: BSF and BSR for TZCNT and LZCNT, which ignore the prefix, else `#UD`.
    static void restrict(Instruction insn, boolean code64, long features) {
        if ((needed(insn, code64) & ~features) == 0) {
            return;
        }
        insn.opcode =
                switch (insn.opcode) {
                    case Opcode.TZCNT -> Opcode.BSF;
                    case Opcode.LZCNT -> Opcode.BSR;
                    default -> Opcode.INVALID;
                };
    }

    private static long needed(Instruction insn, boolean code64) {
        if (insn.opcode >= NEEDED.length) {
            return 0;
        }
        long needed = NEEDED[insn.opcode];
        return switch (insn.opcode) {
            case Opcode.LAHF, Opcode.SAHF -> code64 ? needed : 0;
            case Opcode.CMPXCHG8B -> insn.operandSize == 8 ? Feature.CMPXCHG16B.mask() : 0;
            default -> insn.vex && insn.vectorBytes != 0 ? needed | Feature.AVX.mask() : needed;
        };
    }
}
