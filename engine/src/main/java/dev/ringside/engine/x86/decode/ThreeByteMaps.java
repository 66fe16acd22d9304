package dev.ringside.engine.x86.decode;

/// The 0F 38 and 0F 3A opcode maps (SDM Vol. 2D appendix A.3). Rows are explained at [OpcodeMap].
final class ThreeByteMaps {
    static final String ROWS_38 =
            """
            00 pshufb | pshufb | - | -
            01 phaddw | phaddw | - | -
            02 phaddd | phaddd | - | -
            03 phaddsw | phaddsw | - | -
            04 pmaddubsw | pmaddubsw | - | -
            05 phsubw | phsubw | - | -
            06 phsubd | phsubd | - | -
            07 phsubsw | phsubsw | - | -
            08 psignb | psignb | - | -
            09 psignw | psignw | - | -
            0A psignd | psignd | - | -
            0B pmulhrsw | pmulhrsw | - | -
            10 - | pblendvb | - | -
            14 - | blendvps | - | -
            15 - | blendvpd | - | -
            17 - | ptest | - | -
            1C pabsb | pabsb | - | -
            1D pabsw | pabsw | - | -
            1E pabsd | pabsd | - | -
            20 - | pmovsxbw | - | -
            21 - | pmovsxbd | - | -
            22 - | pmovsxbq | - | -
            23 - | pmovsxwd | - | -
            24 - | pmovsxwq | - | -
            25 - | pmovsxdq | - | -
            28 - | pmuldq | - | -
            29 - | pcmpeqq | - | -
            2B - | packusdw | - | -
            30 - | pmovzxbw | - | -
            31 - | pmovzxbd | - | -
            32 - | pmovzxbq | - | -
            33 - | pmovzxwd | - | -
            34 - | pmovzxwq | - | -
            35 - | pmovzxdq | - | -
            37 - | pcmpgtq | - | -
            38 - | pminsb | - | -
            39 - | pminsd | - | -
            3A - | pminuw | - | -
            3B - | pminud | - | -
            3C - | pmaxsb | - | -
            3D - | pmaxsd | - | -
            3E - | pmaxuw | - | -
            3F - | pmaxud | - | -
            40 - | pmulld | - | -
            41 - | phminposuw | - | -
            2A - | movntdqa M | - | -
            80 - | invept M | - | -
            81 - | invvpid M | - | -
            82 - | invpcid M | - | -
            C8 sha1nexte | - | - | -
            C9 sha1msg1 | - | - | -
            CA sha1msg2 | - | - | -
            CB sha256rnds2 | - | - | -
            CC sha256msg1 | - | - | -
            CD sha256msg2 | - | - | -
            CF - | gf2p8mulb | - | -
            DB - | aesimc | - | -
            DC - | aesenc | - | -
            DD - | aesenclast | - | -
            DE - | aesdec | - | -
            DF - | aesdeclast | - | -
            F0 MOVBE GE v M | MOVBE GE v M | - | crc32
            F1 MOVBE EG v M | MOVBE EG v M | - | crc32
            F5 - | wrussd M | - | -
            F6 wrssd M | adcx | adox | -
            F8 - | movdir64b M | enqcmds M | enqcmd M
            F9 movdiri M | - | - | -
            """;

    static final String ROWS_3A =
            """
            08 - | roundps ib | - | -
            09 - | roundpd ib | - | -
            0A - | roundss ib | - | -
            0B - | roundsd ib | - | -
            0C - | blendps ib | - | -
            0D - | blendpd ib | - | -
            0E - | pblendw ib | - | -
            14 - | pextrb ib | - | -
            15 - | pextrw ib | - | -
            16 - | pextrd ib | - | -
            17 - | extractps ib | - | -
            20 - | pinsrb ib | - | -
            21 - | insertps ib | - | -
            22 - | pinsrd ib | - | -
            40 - | dpps ib | - | -
            41 - | dppd ib | - | -
            42 - | mpsadbw ib | - | -
            44 - | pclmulqdq ib | - | -
            60 - | pcmpestrm ib | - | -
            61 - | pcmpestri ib | - | -
            62 - | pcmpistrm ib | - | -
            63 - | pcmpistri ib | - | -
            CE - | gf2p8affineqb ib | - | -
            CF - | gf2p8affineinvqb ib | - | -
            DF - | aeskeygenassist ib | - | -
            0F palignr ib | palignr ib | - | -
            CC sha1rnds4 ib | - | - | -
            """;

    private ThreeByteMaps() {}
}
