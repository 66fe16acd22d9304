package dev.ringside.engine.x86.decode;

import org.jspecify.annotations.Nullable;

/// The opcode maps behind VEX (SDM Vol. 2 chapters 3 to 6, "VEX." encodings). Rows are explained at
/// [OpcodeMap]; the four meanings are by VEX.pp.
final class VexMaps {
    static final String ROWS_0F =
            """
            10 MOVUPS GE x | MOVUPD GE x | - | -
            10m - | - | MOVSS GE x4 | MOVSD GE x8
            10r - | - | MOVSS GE x4 H | MOVSD GE x8 H
            11 MOVUPS EG x | MOVUPD EG x | - | -
            11m - | - | MOVSS EG x4 | MOVSD EG x8
            11r - | - | MOVSS EG x4 H | MOVSD EG x8 H
            12m MOVLPS GE x8 H L0 | MOVLPD GE x8 H L0 | MOVSLDUP GE x | MOVDDUP GE xd
            12r MOVHLPS GE x H L0 | - | MOVSLDUP GE x | MOVDDUP GE xd
            13 MOVLPS EG x8 M L0 | MOVLPD EG x8 M L0 | - | -
            14 UNPCKLPS GE x H | UNPCKLPD GE x H | - | -
            15 UNPCKHPS GE x H | UNPCKHPD GE x H | - | -
            16m MOVHPS GE x8 H L0 | MOVHPD GE x8 H L0 | MOVSHDUP GE x | -
            16r MOVLHPS GE x H L0 | - | MOVSHDUP GE x | -
            17 MOVHPS EG x8 M L0 | MOVHPD EG x8 M L0 | - | -
            28 MOVAPS GE x | MOVAPD GE x | - | -
            29 MOVAPS EG x | MOVAPD EG x | - | -
            2A - | - | CVTSI2SS GE y X H | CVTSI2SD GE y X H
            2B MOVNTPS EG x M | MOVNTPD EG x M | - | -
            2C - | - | CVTTSS2SI GE y X | CVTTSD2SI GE y X
            2D - | - | CVTSS2SI GE y X | CVTSD2SI GE y X
            2E UCOMISS GE x4 | UCOMISD GE x8 | - | -
            2F COMISS GE x4 | COMISD GE x8 | - | -
            50 MOVMSKPS GE R x | MOVMSKPD GE R x | - | -
            51 SQRTPS GE x | SQRTPD GE x | SQRTSS GE x4 H | SQRTSD GE x8 H
            52 RSQRTPS GE x | - | RSQRTSS GE x4 H | -
            53 RCPPS GE x | - | RCPSS GE x4 H | -
            54 ANDPS GE x H | ANDPD GE x H | - | -
            55 ANDNPS GE x H | ANDNPD GE x H | - | -
            56 ORPS GE x H | ORPD GE x H | - | -
            57 XORPS GE x H | XORPD GE x H | - | -
            58 ADDPS GE x H | ADDPD GE x H | ADDSS GE x4 H | ADDSD GE x8 H
            59 MULPS GE x H | MULPD GE x H | MULSS GE x4 H | MULSD GE x8 H
            5A CVTPS2PD GE xh | CVTPD2PS GE x | CVTSS2SD GE x4 H | CVTSD2SS GE x8 H
            5B CVTDQ2PS GE x | CVTPS2DQ GE x | CVTTPS2DQ GE x | -
            5C SUBPS GE x H | SUBPD GE x H | SUBSS GE x4 H | SUBSD GE x8 H
            5D MINPS GE x H | MINPD GE x H | MINSS GE x4 H | MINSD GE x8 H
            5E DIVPS GE x H | DIVPD GE x H | DIVSS GE x4 H | DIVSD GE x8 H
            5F MAXPS GE x H | MAXPD GE x H | MAXSS GE x4 H | MAXSD GE x8 H
            60 - | PUNPCKLBW GE x H | - | -
            61 - | PUNPCKLWD GE x H | - | -
            62 - | PUNPCKLDQ GE x H | - | -
            63 - | PACKSSWB GE x H | - | -
            64 - | PCMPGTB GE x H | - | -
            65 - | PCMPGTW GE x H | - | -
            66 - | PCMPGTD GE x H | - | -
            67 - | PACKUSWB GE x H | - | -
            68 - | PUNPCKHBW GE x H | - | -
            69 - | PUNPCKHWD GE x H | - | -
            6A - | PUNPCKHDQ GE x H | - | -
            6B - | PACKSSDW GE x H | - | -
            6C - | PUNPCKLQDQ GE x H | - | -
            6D - | PUNPCKHQDQ GE x H | - | -
            6E - | MOVD_XMM GE y X L0 | - | -
            6F - | MOVDQA GE x | MOVDQU GE x | -
            70 - | PSHUFD GE ib x | PSHUFHW GE ib x | PSHUFLW GE ib x
            71/2r - | PSRLW E ib x H | - | -
            71/4r - | PSRAW E ib x H | - | -
            71/6r - | PSLLW E ib x H | - | -
            72/2r - | PSRLD E ib x H | - | -
            72/4r - | PSRAD E ib x H | - | -
            72/6r - | PSLLD E ib x H | - | -
            73/2r - | PSRLQ E ib x H | - | -
            73/3r - | PSRLDQ E ib x H | - | -
            73/6r - | PSLLQ E ib x H | - | -
            73/7r - | PSLLDQ E ib x H | - | -
            74 - | PCMPEQB GE x H | - | -
            75 - | PCMPEQW GE x H | - | -
            76 - | PCMPEQD GE x H | - | -
            77 VZEROUPPER nm x | - | - | -
            7C - | HADDPD GE x H | - | HADDPS GE x H
            7D - | HSUBPD GE x H | - | HSUBPS GE x H
            7E - | MOVD_FROM_XMM EG y X L0 | MOVQ_XMM GE x8 L0 | -
            7F - | MOVDQA EG x | MOVDQU EG x | -
            AE/2m LDMXCSR E d X L0 | - | - | -
            AE/3m STMXCSR E d X L0 | - | - | -
            C2 CMPPS GE ib x H | CMPPD GE ib x H | CMPSS GE ib x4 H | CMPSD GE ib x8 H
            C4 - | PINSRW GE ib w X H L0 | - | -
            C5 - | PEXTRW_REG GE ib R x L0 | - | -
            C6 SHUFPS GE ib x H | SHUFPD GE ib x H | - | -
            D0 - | ADDSUBPD GE x H | - | ADDSUBPS GE x H
            D1 - | PSRLW GE y16 H | - | -
            D2 - | PSRLD GE y16 H | - | -
            D3 - | PSRLQ GE y16 H | - | -
            D4 - | PADDQ GE x H | - | -
            D5 - | PMULLW GE x H | - | -
            D6 - | MOVQ_FROM_XMM EG x8 L0 | - | -
            D7 - | PMOVMSKB GE R x | - | -
            D8 - | PSUBUSB GE x H | - | -
            D9 - | PSUBUSW GE x H | - | -
            DA - | PMINUB GE x H | - | -
            DB - | PAND GE x H | - | -
            DC - | PADDUSB GE x H | - | -
            DD - | PADDUSW GE x H | - | -
            DE - | PMAXUB GE x H | - | -
            DF - | PANDN GE x H | - | -
            E0 - | PAVGB GE x H | - | -
            E1 - | PSRAW GE y16 H | - | -
            E2 - | PSRAD GE y16 H | - | -
            E3 - | PAVGW GE x H | - | -
            E4 - | PMULHUW GE x H | - | -
            E5 - | PMULHW GE x H | - | -
            E6 - | CVTTPD2DQ GE x | CVTDQ2PD GE xh | CVTPD2DQ GE x
            E7 - | MOVNTDQ EG x M | - | -
            E8 - | PSUBSB GE x H | - | -
            E9 - | PSUBSW GE x H | - | -
            EA - | PMINSW GE x H | - | -
            EB - | POR GE x H | - | -
            EC - | PADDSB GE x H | - | -
            ED - | PADDSW GE x H | - | -
            EE - | PMAXSW GE x H | - | -
            EF - | PXOR GE x H | - | -
            F0 - | - | - | LDDQU GE x M
            F1 - | PSLLW GE y16 H | - | -
            F2 - | PSLLD GE y16 H | - | -
            F3 - | PSLLQ GE y16 H | - | -
            F4 - | PMULUDQ GE x H | - | -
            F5 - | PMADDWD GE x H | - | -
            F6 - | PSADBW GE x H | - | -
            F7 - | MASKMOVDQU GE R x L0 | - | -
            F8 - | PSUBB GE x H | - | -
            F9 - | PSUBW GE x H | - | -
            FA - | PSUBD GE x H | - | -
            FB - | PSUBQ GE x H | - | -
            FC - | PADDB GE x H | - | -
            FD - | PADDW GE x H | - | -
            FE - | PADDD GE x H | - | -
            """;

    static final String ROWS_38 =
            """
            00 - | PSHUFB GE x H | - | -
            01 - | PHADDW GE x H | - | -
            02 - | PHADDD GE x H | - | -
            03 - | PHADDSW GE x H | - | -
            04 - | PMADDUBSW GE x H | - | -
            05 - | PHSUBW GE x H | - | -
            06 - | PHSUBD GE x H | - | -
            07 - | PHSUBSW GE x H | - | -
            08 - | PSIGNB GE x H | - | -
            09 - | PSIGNW GE x H | - | -
            0A - | PSIGND GE x H | - | -
            0B - | PMULHRSW GE x H | - | -
            0C - | VPERMILPS GE x H W0 | - | -
            0D - | VPERMILPD GE x H W0 | - | -
            0E - | VTESTPS GE x W0 | - | -
            0F - | VTESTPD GE x W0 | - | -
            13 - | VCVTPH2PS GE xh W0 | - | -
            16 - | VPERMPS GE x H W0 L1 | - | -
            17 - | PTEST GE x | - | -
            18 - | VBROADCASTSS GE y4 W0 | - | -
            19 - | VBROADCASTSD GE y8 W0 L1 | - | -
            1A - | VBROADCASTF128 GE y16 W0 L1 M | - | -
            1C - | PABSB GE x | - | -
            1D - | PABSW GE x | - | -
            1E - | PABSD GE x | - | -
            20 - | PMOVSXBW GE xh | - | -
            21 - | PMOVSXBD GE xq | - | -
            22 - | PMOVSXBQ GE xe | - | -
            23 - | PMOVSXWD GE xh | - | -
            24 - | PMOVSXWQ GE xq | - | -
            25 - | PMOVSXDQ GE xh | - | -
            28 - | PMULDQ GE x H | - | -
            29 - | PCMPEQQ GE x H | - | -
            2A - | MOVNTDQA GE x M | - | -
            2B - | PACKUSDW GE x H | - | -
            2C - | VMASKMOVPS GE x H W0 M | - | -
            2D - | VMASKMOVPD GE x H W0 M | - | -
            2E - | VMASKMOVPS EG x H W0 M | - | -
            2F - | VMASKMOVPD EG x H W0 M | - | -
            30 - | PMOVZXBW GE xh | - | -
            31 - | PMOVZXBD GE xq | - | -
            32 - | PMOVZXBQ GE xe | - | -
            33 - | PMOVZXWD GE xh | - | -
            34 - | PMOVZXWQ GE xq | - | -
            35 - | PMOVZXDQ GE xh | - | -
            36 - | VPERMD GE x H W0 L1 | - | -
            37 - | PCMPGTQ GE x H | - | -
            38 - | PMINSB GE x H | - | -
            39 - | PMINSD GE x H | - | -
            3A - | PMINUW GE x H | - | -
            3B - | PMINUD GE x H | - | -
            3C - | PMAXSB GE x H | - | -
            3D - | PMAXSD GE x H | - | -
            3E - | PMAXUW GE x H | - | -
            3F - | PMAXUD GE x H | - | -
            40 - | PMULLD GE x H | - | -
            41 - | PHMINPOSUW GE x L0 | - | -
            45 - | VPSRLVD GE x H W0 | - | -
            45 - | VPSRLVQ GE x H W1 | - | -
            46 - | VPSRAVD GE x H W0 | - | -
            47 - | VPSLLVD GE x H W0 | - | -
            47 - | VPSLLVQ GE x H W1 | - | -
            58 - | VPBROADCASTD GE y4 W0 | - | -
            59 - | VPBROADCASTQ GE y8 W0 | - | -
            5A - | VBROADCASTI128 GE y16 W0 L1 M | - | -
            78 - | VPBROADCASTB GE y1 W0 | - | -
            79 - | VPBROADCASTW GE y2 W0 | - | -
            8C - | VPMASKMOVD GE x H W0 M | - | -
            8C - | VPMASKMOVQ GE x H W1 M | - | -
            8E - | VPMASKMOVD EG x H W0 M | - | -
            8E - | VPMASKMOVQ EG x H W1 M | - | -
            90 - | VPGATHERDD GE y4 H W0 M VSIB | - | -
            90 - | VPGATHERDQ GE y8 H W1 M VSIB | - | -
            91 - | VPGATHERQD GE y4 H W0 M VSIB | - | -
            91 - | VPGATHERQQ GE y8 H W1 M VSIB | - | -
            92 - | VGATHERDPS GE y4 H W0 M VSIB | - | -
            92 - | VGATHERDPD GE y8 H W1 M VSIB | - | -
            93 - | VGATHERQPS GE y4 H W0 M VSIB | - | -
            93 - | VGATHERQPD GE y8 H W1 M VSIB | - | -
            96 - | VFMADDSUB132PS GE x H W0 | - | -
            96 - | VFMADDSUB132PD GE x H W1 | - | -
            97 - | VFMSUBADD132PS GE x H W0 | - | -
            97 - | VFMSUBADD132PD GE x H W1 | - | -
            98 - | VFMADD132PS GE x H W0 | - | -
            98 - | VFMADD132PD GE x H W1 | - | -
            99 - | VFMADD132SS GE x4 H W0 | - | -
            99 - | VFMADD132SD GE x8 H W1 | - | -
            9A - | VFMSUB132PS GE x H W0 | - | -
            9A - | VFMSUB132PD GE x H W1 | - | -
            9B - | VFMSUB132SS GE x4 H W0 | - | -
            9B - | VFMSUB132SD GE x8 H W1 | - | -
            9C - | VFNMADD132PS GE x H W0 | - | -
            9C - | VFNMADD132PD GE x H W1 | - | -
            9D - | VFNMADD132SS GE x4 H W0 | - | -
            9D - | VFNMADD132SD GE x8 H W1 | - | -
            9E - | VFNMSUB132PS GE x H W0 | - | -
            9E - | VFNMSUB132PD GE x H W1 | - | -
            9F - | VFNMSUB132SS GE x4 H W0 | - | -
            9F - | VFNMSUB132SD GE x8 H W1 | - | -
            A6 - | VFMADDSUB213PS GE x H W0 | - | -
            A6 - | VFMADDSUB213PD GE x H W1 | - | -
            A7 - | VFMSUBADD213PS GE x H W0 | - | -
            A7 - | VFMSUBADD213PD GE x H W1 | - | -
            A8 - | VFMADD213PS GE x H W0 | - | -
            A8 - | VFMADD213PD GE x H W1 | - | -
            A9 - | VFMADD213SS GE x4 H W0 | - | -
            A9 - | VFMADD213SD GE x8 H W1 | - | -
            AA - | VFMSUB213PS GE x H W0 | - | -
            AA - | VFMSUB213PD GE x H W1 | - | -
            AB - | VFMSUB213SS GE x4 H W0 | - | -
            AB - | VFMSUB213SD GE x8 H W1 | - | -
            AC - | VFNMADD213PS GE x H W0 | - | -
            AC - | VFNMADD213PD GE x H W1 | - | -
            AD - | VFNMADD213SS GE x4 H W0 | - | -
            AD - | VFNMADD213SD GE x8 H W1 | - | -
            AE - | VFNMSUB213PS GE x H W0 | - | -
            AE - | VFNMSUB213PD GE x H W1 | - | -
            AF - | VFNMSUB213SS GE x4 H W0 | - | -
            AF - | VFNMSUB213SD GE x8 H W1 | - | -
            B6 - | VFMADDSUB231PS GE x H W0 | - | -
            B6 - | VFMADDSUB231PD GE x H W1 | - | -
            B7 - | VFMSUBADD231PS GE x H W0 | - | -
            B7 - | VFMSUBADD231PD GE x H W1 | - | -
            B8 - | VFMADD231PS GE x H W0 | - | -
            B8 - | VFMADD231PD GE x H W1 | - | -
            B9 - | VFMADD231SS GE x4 H W0 | - | -
            B9 - | VFMADD231SD GE x8 H W1 | - | -
            BA - | VFMSUB231PS GE x H W0 | - | -
            BA - | VFMSUB231PD GE x H W1 | - | -
            BB - | VFMSUB231SS GE x4 H W0 | - | -
            BB - | VFMSUB231SD GE x8 H W1 | - | -
            BC - | VFNMADD231PS GE x H W0 | - | -
            BC - | VFNMADD231PD GE x H W1 | - | -
            BD - | VFNMADD231SS GE x4 H W0 | - | -
            BD - | VFNMADD231SD GE x8 H W1 | - | -
            BE - | VFNMSUB231PS GE x H W0 | - | -
            BE - | VFNMSUB231PD GE x H W1 | - | -
            BF - | VFNMSUB231SS GE x4 H W0 | - | -
            BF - | VFNMSUB231SD GE x8 H W1 | - | -
            DB - | AESIMC GE x L0 | - | -
            DC - | AESENC GE x H L0 | - | -
            DD - | AESENCLAST GE x H L0 | - | -
            DE - | AESDEC GE x H L0 | - | -
            DF - | AESDECLAST GE x H L0 | - | -
            F2 ANDN GE y H L0 | - | - | -
            F3/1 BLSR E y H L0 | - | - | -
            F3/2 BLSMSK E y H L0 | - | - | -
            F3/3 BLSI E y H L0 | - | - | -
            F5 BZHI GE y H L0 | - | PEXT GE y H L0 | PDEP GE y H L0
            F6 - | - | - | MULX GE y H L0
            F7 BEXTR GE y H L0 | SHLX GE y H L0 | SARX GE y H L0 | SHRX GE y H L0
            """;

    static final String ROWS_3A =
            """
            00 - | VPERMQ GE ib x W1 L1 | - | -
            01 - | VPERMPD GE ib x W1 L1 | - | -
            02 - | VPBLENDD GE ib x H W0 | - | -
            04 - | VPERMILPS GE ib x W0 | - | -
            05 - | VPERMILPD GE ib x W0 | - | -
            06 - | VPERM2F128 GE ib x H W0 L1 | - | -
            08 - | ROUNDPS GE ib x | - | -
            09 - | ROUNDPD GE ib x | - | -
            0A - | ROUNDSS GE ib x4 H | - | -
            0B - | ROUNDSD GE ib x8 H | - | -
            0C - | BLENDPS GE ib x H | - | -
            0D - | BLENDPD GE ib x H | - | -
            0E - | PBLENDW GE ib x H | - | -
            0F - | PALIGNR GE ib x H | - | -
            14 - | PEXTRB EG ib b X L0 | - | -
            15 - | PEXTRW EG ib w X L0 | - | -
            16 - | PEXTRD EG ib d X L0 W0 | - | -
            16 - | PEXTRD EG ib q X L0 W1 o64 | - | -
            17 - | EXTRACTPS EG ib d X L0 | - | -
            18 - | VINSERTF128 GE ib y16 H W0 L1 | - | -
            19 - | VEXTRACTF128 EG ib y16 W0 L1 | - | -
            1D - | VCVTPS2PH EG ib xh W0 | - | -
            20 - | PINSRB GE ib b X H L0 | - | -
            21 - | INSERTPS GE ib x4 H L0 | - | -
            22 - | PINSRD GE ib d X H L0 W0 | - | -
            22 - | PINSRD GE ib q X H L0 W1 o64 | - | -
            38 - | VINSERTI128 GE ib y16 H W0 L1 | - | -
            39 - | VEXTRACTI128 EG ib y16 W0 L1 | - | -
            40 - | DPPS GE ib x H | - | -
            41 - | DPPD GE ib x H L0 | - | -
            42 - | MPSADBW GE ib x H | - | -
            44 - | PCLMULQDQ GE ib x H L0 | - | -
            46 - | VPERM2I128 GE ib x H W0 L1 | - | -
            4A - | BLENDVPS GE is4 x H W0 | - | -
            4B - | BLENDVPD GE is4 x H W0 | - | -
            4C - | PBLENDVB GE is4 x H W0 | - | -
            60 - | PCMPESTRM GE ib x L0 | - | -
            61 - | PCMPESTRI GE ib x L0 | - | -
            62 - | PCMPISTRM GE ib x L0 | - | -
            63 - | PCMPISTRI GE ib x L0 | - | -
            DF - | AESKEYGENASSIST GE ib x L0 | - | -
            F0 - | - | - | RORX GE ib y L0
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
