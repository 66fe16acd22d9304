package dev.ringside.engine.x86.decode;

/// The 0F 38 and 0F 3A opcode maps (SDM Vol. 2D appendix A.3). Rows are explained at [OpcodeMap].
final class ThreeByteMaps {
    static final String ROWS_38 =
            """
            00 PSHUFB GE mm | PSHUFB GE x | - | -
            01 PHADDW GE mm | PHADDW GE x | - | -
            02 PHADDD GE mm | PHADDD GE x | - | -
            03 PHADDSW GE mm | PHADDSW GE x | - | -
            04 PMADDUBSW GE mm | PMADDUBSW GE x | - | -
            05 PHSUBW GE mm | PHSUBW GE x | - | -
            06 PHSUBD GE mm | PHSUBD GE x | - | -
            07 PHSUBSW GE mm | PHSUBSW GE x | - | -
            08 PSIGNB GE mm | PSIGNB GE x | - | -
            09 PSIGNW GE mm | PSIGNW GE x | - | -
            0A PSIGND GE mm | PSIGND GE x | - | -
            0B PMULHRSW GE mm | PMULHRSW GE x | - | -
            10 - | PBLENDVB GE x | - | -
            14 - | BLENDVPS GE x | - | -
            15 - | BLENDVPD GE x | - | -
            17 - | PTEST GE x | - | -
            1C PABSB GE mm | PABSB GE x | - | -
            1D PABSW GE mm | PABSW GE x | - | -
            1E PABSD GE mm | PABSD GE x | - | -
            20 - | PMOVSXBW GE xh | - | -
            21 - | PMOVSXBD GE xq | - | -
            22 - | PMOVSXBQ GE xe | - | -
            23 - | PMOVSXWD GE xh | - | -
            24 - | PMOVSXWQ GE xq | - | -
            25 - | PMOVSXDQ GE xh | - | -
            28 - | PMULDQ GE x | - | -
            29 - | PCMPEQQ GE x | - | -
            2B - | PACKUSDW GE x | - | -
            30 - | PMOVZXBW GE xh | - | -
            31 - | PMOVZXBD GE xq | - | -
            32 - | PMOVZXBQ GE xe | - | -
            33 - | PMOVZXWD GE xh | - | -
            34 - | PMOVZXWQ GE xq | - | -
            35 - | PMOVZXDQ GE xh | - | -
            37 - | PCMPGTQ GE x | - | -
            38 - | PMINSB GE x | - | -
            39 - | PMINSD GE x | - | -
            3A - | PMINUW GE x | - | -
            3B - | PMINUD GE x | - | -
            3C - | PMAXSB GE x | - | -
            3D - | PMAXSD GE x | - | -
            3E - | PMAXUW GE x | - | -
            3F - | PMAXUD GE x | - | -
            40 - | PMULLD GE x | - | -
            41 - | PHMINPOSUW GE x | - | -
            2A - | MOVNTDQA GE x M | - | -
            80 - | invept M | - | -
            81 - | invvpid M | - | -
            82 - | INVPCID GE f64 M | - | -
            C8 sha1nexte | - | - | -
            C9 sha1msg1 | - | - | -
            CA sha1msg2 | - | - | -
            CB sha256rnds2 | - | - | -
            CC sha256msg1 | - | - | -
            CD sha256msg2 | - | - | -
            CF - | gf2p8mulb | - | -
            DB - | AESIMC GE x | - | -
            DC - | AESENC GE x | - | -
            DD - | AESENCLAST GE x | - | -
            DE - | AESDEC GE x | - | -
            DF - | AESDECLAST GE x | - | -
            F0 MOVBE GE v M | MOVBE GE v M | - | CRC32 GE b
            F1 MOVBE EG v M | MOVBE EG v M | - | CRC32 GE v
            F5 - | wrussd M | - | -
            F6 wrssd M | ADCX GE y | ADOX GE y | -
            F8 - | movdir64b M | enqcmds M | enqcmd M
            F9 movdiri M | - | - | -
            """;

    static final String ROWS_3A =
            """
            08 - | ROUNDPS GE ib x | - | -
            09 - | ROUNDPD GE ib x | - | -
            0A - | ROUNDSS GE ib x4 | - | -
            0B - | ROUNDSD GE ib x8 | - | -
            0C - | BLENDPS GE ib x | - | -
            0D - | BLENDPD GE ib x | - | -
            0E - | PBLENDW GE ib x | - | -
            14 - | PEXTRB EG ib b X | - | -
            15 - | PEXTRW EG ib w X | - | -
            16 - | PEXTRD EG ib y X | - | -
            17 - | EXTRACTPS EG ib d X | - | -
            20 - | PINSRB GE ib b X | - | -
            21 - | INSERTPS GE ib x4 | - | -
            22 - | PINSRD GE ib y X | - | -
            40 - | DPPS GE ib x | - | -
            41 - | DPPD GE ib x | - | -
            42 - | MPSADBW GE ib x | - | -
            44 - | PCLMULQDQ GE ib x | - | -
            60 - | PCMPESTRM GE ib x | - | -
            61 - | PCMPESTRI GE ib x | - | -
            62 - | PCMPISTRM GE ib x | - | -
            63 - | PCMPISTRI GE ib x | - | -
            CE - | gf2p8affineqb ib | - | -
            CF - | gf2p8affineinvqb ib | - | -
            DF - | AESKEYGENASSIST GE ib x | - | -
            0F PALIGNR GE ib mm | PALIGNR GE ib x | - | -
            CC sha1rnds4 ib | - | - | -
            """;

    private ThreeByteMaps() {}
}
