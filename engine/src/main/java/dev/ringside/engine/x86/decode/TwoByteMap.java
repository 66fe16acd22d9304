package dev.ringside.engine.x86.decode;

/// The 0F opcode map (SDM Vol. 2D appendix A.3). Rows are explained at [OpcodeMap].
final class TwoByteMap {
    static final String ROWS =
            """
            00/0 SLDT E v
            00/1 STR E v
            00/2 LLDT E w
            00/3 LTR E w
            00/4 VERR E w
            00/5 VERW E w
            01/0m SGDT E v M
            01/1m SIDT E v M
            01/2m LGDT E v M
            01/3m LIDT E v M
            01/4 SMSW E v
            01/5m - | - | rstorssp | -
            01/6 LMSW E w
            01/7m INVLPG E v M
            01=C0 enclv
            01=C1 VMCALL E v
            01=C2 vmlaunch
            01=C3 vmresume
            01=C4 vmxoff
            01=C5 pconfig
            01=C8 MONITOR E v
            01=C9 MWAIT E v
            01=CA CLAC E v
            01=CB STAC E v
            01=CF encls
            01=D0 XGETBV E v
            01=D1 XSETBV E v
            01=D4 vmfunc
            01=D5 xend
            01=D6 xtest
            01=D7 enclu
            01=D8 vmrun
            01=D9 vmmcall
            01=DA vmload
            01=DB vmsave
            01=DC stgi
            01=DD clgi
            01=DE skinit
            01=DF invlpga
            01=E8 serialize | - | setssbsy | xsusldtrk
            01=E9 - | - | - | xresldtrk
            01=EA - | - | saveprevssp | -
            01=EE rdpkru
            01=EF wrpkru
            01=F8 SWAPGS E v o64
            01=F9 RDTSCP E v
            01=FA monitorx
            01=FB mwaitx
            01=FC clzero
            01=FD rdpru
            02 LAR GE v
            03 LSL GE v
            05 SYSCALL nm v
            06 CLTS nm v
            07 SYSRET nm v
            08 INVD nm v
            09 WBINVD nm v | WBINVD nm v | WBNOINVD nm v | WBINVD nm v
            0B UD2 nm v
            0D PREFETCH E b M
            0E femms nm
            0F 3dnow ib
            10 MOVUPS GE x | MOVUPD GE x | MOVSS GE x4 | MOVSD GE x8
            11 MOVUPS EG x | MOVUPD EG x | MOVSS EG x4 | MOVSD EG x8
            12m MOVLPS GE x8 | MOVLPD GE x8 | MOVSLDUP GE x | MOVDDUP GE x8
            12r MOVHLPS GE x | - | MOVSLDUP GE x | MOVDDUP GE x8
            13 MOVLPS EG x8 M | MOVLPD EG x8 M | - | -
            14 UNPCKLPS GE x | UNPCKLPD GE x | - | -
            15 UNPCKHPS GE x | UNPCKHPD GE x | - | -
            16m MOVHPS GE x8 | MOVHPD GE x8 | MOVSHDUP GE x | -
            16r MOVLHPS GE x | - | MOVSHDUP GE x | -
            17 MOVHPS EG x8 M | MOVHPD EG x8 M | - | -
            18/0m PREFETCH E b
            18/1m PREFETCH E b
            18/2m PREFETCH E b
            18/3m PREFETCH E b
            18/4 NOP E v
            18/5 NOP E v
            18/6 NOP E v
            18/7 NOP E v
            18/0r NOP E v
            18/1r NOP E v
            18/2r NOP E v
            18/3r NOP E v
            19 NOP E v
            1A NOP E v
            1B NOP E v
            1C NOP E v
            1D NOP E v
            1E NOP E v
            1F NOP E v
            20 MOV_FROM_CR C y
            21 MOV_FROM_DR C y
            22 MOV_TO_CR C y
            23 MOV_TO_DR C y
            28 MOVAPS GE x | MOVAPD GE x | - | -
            29 MOVAPS EG x | MOVAPD EG x | - | -
            2A CVTPI2PS GE x8 | CVTPI2PD GE x8 | CVTSI2SS GE y X | CVTSI2SD GE y X
            2B MOVNTPS EG x M | MOVNTPD EG x M | movntss M | movntsd M
            2C CVTTPS2PI GE x8 | CVTTPD2PI GE x | CVTTSS2SI GE y X | CVTTSD2SI GE y X
            2D CVTPS2PI GE x8 | CVTPD2PI GE x | CVTSS2SI GE y X | CVTSD2SI GE y X
            2E UCOMISS GE x4 | UCOMISD GE x8 | - | -
            2F COMISS GE x4 | COMISD GE x8 | - | -
            30 WRMSR nm v
            31 RDTSC nm v
            32 RDMSR nm v
            33 RDPMC nm v
            34 SYSENTER nm v
            35 SYSEXIT nm v
            37 getsec nm
            40+ CMOVCC GE v
            48+ CMOVCC GE v
            50 MOVMSKPS GE R x | MOVMSKPD GE R x | - | -
            51 SQRTPS GE x | SQRTPD GE x | SQRTSS GE x4 | SQRTSD GE x8
            52 RSQRTPS GE x | - | RSQRTSS GE x4 | -
            53 RCPPS GE x | - | RCPSS GE x4 | -
            54 ANDPS GE x | ANDPD GE x | - | -
            55 ANDNPS GE x | ANDNPD GE x | - | -
            56 ORPS GE x | ORPD GE x | - | -
            57 XORPS GE x | XORPD GE x | - | -
            58 ADDPS GE x | ADDPD GE x | ADDSS GE x4 | ADDSD GE x8
            59 MULPS GE x | MULPD GE x | MULSS GE x4 | MULSD GE x8
            5A CVTPS2PD GE xh | CVTPD2PS GE x | CVTSS2SD GE x4 | CVTSD2SS GE x8
            5B CVTDQ2PS GE x | CVTPS2DQ GE x | CVTTPS2DQ GE x | -
            5C SUBPS GE x | SUBPD GE x | SUBSS GE x4 | SUBSD GE x8
            5D MINPS GE x | MINPD GE x | MINSS GE x4 | MINSD GE x8
            5E DIVPS GE x | DIVPD GE x | DIVSS GE x4 | DIVSD GE x8
            5F MAXPS GE x | MAXPD GE x | MAXSS GE x4 | MAXSD GE x8
            60 PUNPCKLBW GE mm4 | PUNPCKLBW GE x | - | -
            61 PUNPCKLWD GE mm4 | PUNPCKLWD GE x | - | -
            62 PUNPCKLDQ GE mm4 | PUNPCKLDQ GE x | - | -
            63 PACKSSWB GE mm | PACKSSWB GE x | - | -
            64 PCMPGTB GE mm | PCMPGTB GE x | - | -
            65 PCMPGTW GE mm | PCMPGTW GE x | - | -
            66 PCMPGTD GE mm | PCMPGTD GE x | - | -
            67 PACKUSWB GE mm | PACKUSWB GE x | - | -
            68 PUNPCKHBW GE mm | PUNPCKHBW GE x | - | -
            69 PUNPCKHWD GE mm | PUNPCKHWD GE x | - | -
            6A PUNPCKHDQ GE mm | PUNPCKHDQ GE x | - | -
            6B PACKSSDW GE mm | PACKSSDW GE x | - | -
            6C - | PUNPCKLQDQ GE x | - | -
            6D - | PUNPCKHQDQ GE x | - | -
            6E MOVD_XMM GE y MM | MOVD_XMM GE y X | - | -
            6F MOVQ_MM GE mm | MOVDQA GE x | MOVDQU GE x | -
            70 PSHUFW GE ib mm | PSHUFD GE ib x | PSHUFHW GE ib x | PSHUFLW GE ib x
            71/2r PSRLW E ib mm | PSRLW E ib x | - | -
            71/4r PSRAW E ib mm | PSRAW E ib x | - | -
            71/6r PSLLW E ib mm | PSLLW E ib x | - | -
            72/2r PSRLD E ib mm | PSRLD E ib x | - | -
            72/4r PSRAD E ib mm | PSRAD E ib x | - | -
            72/6r PSLLD E ib mm | PSLLD E ib x | - | -
            73/2r PSRLQ E ib mm | PSRLQ E ib x | - | -
            73/6r PSLLQ E ib mm | PSLLQ E ib x | - | -
            73/3r - | PSRLDQ E ib x | - | -
            73/7r - | PSLLDQ E ib x | - | -
            74 PCMPEQB GE mm | PCMPEQB GE x | - | -
            75 PCMPEQW GE mm | PCMPEQW GE x | - | -
            76 PCMPEQD GE mm | PCMPEQD GE x | - | -
            77 EMMS nm v | - | - | -
            78 vmread | extrq iw R | - | insertq iw R
            79 vmwrite | extrq R | - | insertq R
            7C - | HADDPD GE x | - | HADDPS GE x
            7D - | HSUBPD GE x | - | HSUBPS GE x
            7E MOVD_FROM_XMM EG y MM | MOVD_FROM_XMM EG y X | MOVQ_XMM GE x8 | -
            7F MOVQ_MM EG mm | MOVDQA EG x | MOVDQU EG x | -
            80+ JCC jz f64
            88+ JCC jz f64
            90+ SETCC E b
            98+ SETCC E b
            A0 PUSH_SEG nm v64
            A1 POP_SEG nm v64
            A2 CPUID nm v
            A3 BT EG v
            A4 SHLD_IMM EG ib v
            A5 SHLD_CL EG v
            A8 PUSH_SEG nm v64
            A9 POP_SEG nm v64
            AA rsm nm
            AB BTS EG v L
            AC SHRD_IMM EG ib v
            AD SHRD_CL EG v
            AE/0m FXSAVE E v | - | - | -
            AE/1m FXRSTOR E v | - | - | -
            AE/2m LDMXCSR E d X | - | - | -
            AE/3m STMXCSR E d X | - | - | -
            AE/4m XSAVE E y | - | ptwrite | -
            AE/5m XRSTOR E y | - | - | -
            AE/6m XSAVEOPT E y | CLWB E b | clrssbsy | -
            AE/7m CLFLUSH E b | CLFLUSHOPT E b | - | -
            AE/0r - | - | RDFSBASE E y o64 | -
            AE/1r - | - | RDGSBASE E y o64 | -
            AE/2r - | - | WRFSBASE E y o64 | -
            AE/3r - | - | WRGSBASE E y o64 | -
            AE/4r - | - | ptwrite | -
            AE/5r LFENCE E v | - | incsspd | -
            AE/6r MFENCE E v | tpause | umonitor | umwait
            AE/7r SFENCE E v | - | - | -
            AF IMUL_2 GE v
            B0 CMPXCHG EG b L
            B1 CMPXCHG EG v L
            B2 LSS GE v M
            B3 BTR EG v L
            B4 LFS GE v M
            B5 LGS GE v M
            B6 MOVZX_B GE v
            B7 MOVZX_W GE v
            B8 - | - | POPCNT GE v | -
            B9 UD1 GE v
            BA/4 BT E ib v
            BA/5 BTS E ib v L
            BA/6 BTR E ib v L
            BA/7 BTC E ib v L
            BB BTC EG v L
            BC BSF GE v | BSF GE v | TZCNT GE v | BSF GE v
            BD BSR GE v | BSR GE v | LZCNT GE v | BSR GE v
            BE MOVSX_B GE v
            BF MOVSX_W GE v
            C0 XADD EG b L
            C1 XADD EG v L
            C2 CMPPS GE ib x | CMPPD GE ib x | CMPSS GE ib x4 | CMPSD GE ib x8
            C3 MOVNTI EG y M | - | - | -
            C4 PINSRW GE ib w MM | PINSRW GE ib w X | - | -
            C5 PEXTRW_REG GE ib R mm | PEXTRW_REG GE ib R x | - | -
            C6 SHUFPS GE ib x | SHUFPD GE ib x | - | -
            C7/1m CMPXCHG8B E y M L
            C7/3m xrstors | - | - | -
            C7/4m xsavec | - | - | -
            C7/5m xsaves | - | - | -
            C7/6m vmptrld | vmclear | vmxon | -
            C7/7m vmptrst | - | - | -
            C7/6r RDRAND E v | RDRAND E v | senduipi | -
            C7/7r RDSEED E v | RDSEED E v | RDPID E f64 | -
            C8+ BSWAP Z v
            D0 - | ADDSUBPD GE x | - | ADDSUBPS GE x
            D1 PSRLW GE mm | PSRLW GE x | - | -
            D2 PSRLD GE mm | PSRLD GE x | - | -
            D3 PSRLQ GE mm | PSRLQ GE x | - | -
            D4 PADDQ GE mm | PADDQ GE x | - | -
            D5 PMULLW GE mm | PMULLW GE x | - | -
            D6 - | MOVQ_FROM_XMM EG x8 | MOVQ2DQ GE R x8 | MOVDQ2Q GE R x8
            D7 PMOVMSKB GE R mm | PMOVMSKB GE R x | - | -
            D8 PSUBUSB GE mm | PSUBUSB GE x | - | -
            D9 PSUBUSW GE mm | PSUBUSW GE x | - | -
            DA PMINUB GE mm | PMINUB GE x | - | -
            DB PAND GE mm | PAND GE x | - | -
            DC PADDUSB GE mm | PADDUSB GE x | - | -
            DD PADDUSW GE mm | PADDUSW GE x | - | -
            DE PMAXUB GE mm | PMAXUB GE x | - | -
            DF PANDN GE mm | PANDN GE x | - | -
            E0 PAVGB GE mm | PAVGB GE x | - | -
            E1 PSRAW GE mm | PSRAW GE x | - | -
            E2 PSRAD GE mm | PSRAD GE x | - | -
            E3 PAVGW GE mm | PAVGW GE x | - | -
            E4 PMULHUW GE mm | PMULHUW GE x | - | -
            E5 PMULHW GE mm | PMULHW GE x | - | -
            E6 - | CVTTPD2DQ GE x | CVTDQ2PD GE xh | CVTPD2DQ GE x
            E7 MOVNTQ EG mm M | MOVNTDQ EG x M | - | -
            E8 PSUBSB GE mm | PSUBSB GE x | - | -
            E9 PSUBSW GE mm | PSUBSW GE x | - | -
            EA PMINSW GE mm | PMINSW GE x | - | -
            EB POR GE mm | POR GE x | - | -
            EC PADDSB GE mm | PADDSB GE x | - | -
            ED PADDSW GE mm | PADDSW GE x | - | -
            EE PMAXSW GE mm | PMAXSW GE x | - | -
            EF PXOR GE mm | PXOR GE x | - | -
            F0 - | - | - | LDDQU GE x M
            F1 PSLLW GE mm | PSLLW GE x | - | -
            F2 PSLLD GE mm | PSLLD GE x | - | -
            F3 PSLLQ GE mm | PSLLQ GE x | - | -
            F4 PMULUDQ GE mm | PMULUDQ GE x | - | -
            F5 PMADDWD GE mm | PMADDWD GE x | - | -
            F6 PSADBW GE mm | PSADBW GE x | - | -
            F7 MASKMOVQ GE R mm | MASKMOVDQU GE R x | - | -
            F8 PSUBB GE mm | PSUBB GE x | - | -
            F9 PSUBW GE mm | PSUBW GE x | - | -
            FA PSUBD GE mm | PSUBD GE x | - | -
            FB PSUBQ GE mm | PSUBQ GE x | - | -
            FC PADDB GE mm | PADDB GE x | - | -
            FD PADDW GE mm | PADDW GE x | - | -
            FE PADDD GE mm | PADDD GE x | - | -
            FF UD0 GE v
            """;

    private TwoByteMap() {}
}
