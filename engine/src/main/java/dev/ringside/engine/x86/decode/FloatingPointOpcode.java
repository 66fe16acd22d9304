package dev.ringside.engine.x86.decode;

/// The part of [Opcode] for the x87 and for floating-point arithmetic of SSE and AVX. The groups
/// lie together, some in the order of their encodings.
public final class FloatingPointOpcode {
    public static final int FIRST = 768;

    // x87 arithmetic and comparison: four groups by destination and operand, each by ModRM.reg

    public static final int FADD = 768;
    public static final int FMUL = 769;
    public static final int FCOM = 770;
    public static final int FCOMP = 771;
    public static final int FSUB = 772;
    public static final int FSUBR = 773;
    public static final int FDIV = 774;
    public static final int FDIVR = 775;

    public static final int FADD_STI = 776;
    public static final int FMUL_STI = 777;
    public static final int FCOM2 = 778;
    public static final int FCOMP3 = 779;
    public static final int FSUB_STI = 780;
    public static final int FSUBR_STI = 781;
    public static final int FDIV_STI = 782;
    public static final int FDIVR_STI = 783;

    public static final int FADDP = 784;
    public static final int FMULP = 785;
    public static final int FCOMP5 = 786;
    public static final int FCOMPP = 787;
    public static final int FSUBP = 788;
    public static final int FSUBRP = 789;
    public static final int FDIVP = 790;
    public static final int FDIVRP = 791;

    public static final int FIADD = 792;
    public static final int FIMUL = 793;
    public static final int FICOM = 794;
    public static final int FICOMP = 795;
    public static final int FISUB = 796;
    public static final int FISUBR = 797;
    public static final int FIDIV = 798;
    public static final int FIDIVR = 799;

    // x87 transfer, constants and the rest
    public static final int FLD = 800;
    public static final int FLD_STI = 801;
    public static final int FLD_EXTENDED = 802;
    public static final int FST = 803;
    public static final int FST_STI = 804;
    public static final int FSTP = 805;
    public static final int FSTP_STI = 806;
    public static final int FSTP_EXTENDED = 807;
    public static final int FILD = 808;
    public static final int FIST = 809;
    public static final int FISTP = 810;
    public static final int FISTTP = 811;
    public static final int FBLD = 812;
    public static final int FBSTP = 813;
    public static final int FXCH = 814;
    public static final int FXCH4 = 815;
    public static final int FXCH7 = 816;
    public static final int FSTPNCE = 817;
    public static final int FSTP8 = 818;
    public static final int FSTP9 = 819;
    public static final int FFREE = 820;
    public static final int FFREEP = 821;
    public static final int FNOP = 822;
    public static final int FENI8087_NOP = 823;
    public static final int FDISI8087_NOP = 824;
    public static final int FSETPM = 825;
    public static final int FCHS = 826;
    public static final int FABS = 827;
    public static final int FTST = 828;
    public static final int FXAM = 829;
    public static final int FLD1 = 830;
    public static final int FLDL2T = 831;
    public static final int FLDL2E = 832;
    public static final int FLDPI = 833;
    public static final int FLDLG2 = 834;
    public static final int FLDLN2 = 835;
    public static final int FLDZ = 836;
    public static final int F2XM1 = 837;
    public static final int FYL2X = 838;
    public static final int FPTAN = 839;
    public static final int FPATAN = 840;
    public static final int FXTRACT = 841;
    public static final int FPREM1 = 842;
    public static final int FDECSTP = 843;
    public static final int FINCSTP = 844;
    public static final int FPREM = 845;
    public static final int FYL2XP1 = 846;
    public static final int FSQRT = 847;
    public static final int FSINCOS = 848;
    public static final int FRNDINT = 849;
    public static final int FSCALE = 850;
    public static final int FSIN = 851;
    public static final int FCOS = 852;

    // By condition
    public static final int FCMOVB = 853;
    public static final int FCMOVE = 854;
    public static final int FCMOVBE = 855;
    public static final int FCMOVU = 856;
    public static final int FCMOVNB = 857;
    public static final int FCMOVNE = 858;
    public static final int FCMOVNBE = 859;
    public static final int FCMOVNU = 860;

    public static final int FUCOM = 861;
    public static final int FUCOMP = 862;
    public static final int FUCOMPP = 863;
    public static final int FUCOMI = 864;
    public static final int FUCOMIP = 865;
    public static final int FCOMI = 866;
    public static final int FCOMIP = 867;
    public static final int FLDENV = 868;
    public static final int FNSTENV = 869;
    public static final int FNSAVE = 870;
    public static final int FRSTOR = 871;

    public static final int LAST_X87 = FRSTOR;

    // Vector arithmetic: four forms of each operation, in this order
    public static final int ADDPS = 872;
    public static final int ADDPD = 873;
    public static final int ADDSS = 874;
    public static final int ADDSD = 875;
    public static final int MULPS = 876;
    public static final int MULPD = 877;
    public static final int MULSS = 878;
    public static final int MULSD = 879;
    public static final int SUBPS = 880;
    public static final int SUBPD = 881;
    public static final int SUBSS = 882;
    public static final int SUBSD = 883;
    public static final int MINPS = 884;
    public static final int MINPD = 885;
    public static final int MINSS = 886;
    public static final int MINSD = 887;
    public static final int DIVPS = 888;
    public static final int DIVPD = 889;
    public static final int DIVSS = 890;
    public static final int DIVSD = 891;
    public static final int MAXPS = 892;
    public static final int MAXPD = 893;
    public static final int MAXSS = 894;
    public static final int MAXSD = 895;
    public static final int SQRTPS = 896;
    public static final int SQRTPD = 897;
    public static final int SQRTSS = 898;
    public static final int SQRTSD = 899;
    public static final int CMPPS = 900;
    public static final int CMPPD = 901;
    public static final int CMPSS = 902;
    public static final int CMPSD = 903;
    public static final int ROUNDPS = 904;
    public static final int ROUNDPD = 905;
    public static final int ROUNDSS = 906;
    public static final int ROUNDSD = 907;

    // The other vector instructions with numbers in them
    public static final int RCPPS = 908;
    public static final int RCPSS = 909;
    public static final int RSQRTPS = 910;
    public static final int RSQRTSS = 911;
    public static final int ADDSUBPS = 912;
    public static final int ADDSUBPD = 913;
    public static final int HADDPS = 914;
    public static final int HADDPD = 915;
    public static final int HSUBPS = 916;
    public static final int HSUBPD = 917;
    public static final int DPPS = 918;
    public static final int DPPD = 919;
    public static final int COMISS = 920;
    public static final int COMISD = 921;
    public static final int UCOMISS = 922;
    public static final int UCOMISD = 923;
    public static final int CVTPS2PD = 924;
    public static final int CVTDQ2PD = 925;
    public static final int CVTPD2PS = 926;
    public static final int CVTPD2DQ = 927;
    public static final int CVTTPD2DQ = 928;
    public static final int CVTSS2SD = 929;
    public static final int CVTSD2SS = 930;
    public static final int CVTDQ2PS = 931;
    public static final int CVTPS2DQ = 932;
    public static final int CVTTPS2DQ = 933;
    public static final int CVTSI2SS = 934;
    public static final int CVTSI2SD = 935;
    public static final int CVTSS2SI = 936;
    public static final int CVTSD2SI = 937;
    public static final int CVTTSS2SI = 938;
    public static final int CVTTSD2SI = 939;
    public static final int CVTPI2PS = 940;
    public static final int CVTPI2PD = 941;
    public static final int CVTPS2PI = 942;
    public static final int CVTPD2PI = 943;
    public static final int CVTTPS2PI = 944;
    public static final int CVTTPD2PI = 945;

    public static final int LAST_PACKED = CVTTPD2PI;

    // State
    public static final int XSAVE = 946;
    public static final int XRSTOR = 947;
    public static final int XSAVEOPT = 948;

    /// Whether `opcode` is one of the x87's, its control instructions aside.
    static boolean isX87(int opcode) {
        return opcode >= FIRST && opcode <= LAST_X87;
    }

    static final String KEYS =
            """
            FADD FMUL FCOM FCOMP FSUB FSUBR FDIV FDIVR FADD_STI FMUL_STI FCOM2 FCOMP3 FSUB_STI
            FSUBR_STI FDIV_STI FDIVR_STI FADDP FMULP FCOMP5 FCOMPP FSUBP FSUBRP FDIVP FDIVRP FIADD
            FIMUL FICOM FICOMP FISUB FISUBR FIDIV FIDIVR FLD FLD_STI FLD_EXTENDED FST FST_STI FSTP
            FSTP_STI FSTP_EXTENDED FILD FIST FISTP FISTTP FBLD FBSTP FXCH FXCH4 FXCH7 FSTPNCE FSTP8
            FSTP9 FFREE FFREEP FNOP FENI8087_NOP FDISI8087_NOP FSETPM FCHS FABS FTST FXAM FLD1
            FLDL2T FLDL2E FLDPI FLDLG2 FLDLN2 FLDZ F2XM1 FYL2X FPTAN FPATAN FXTRACT FPREM1 FDECSTP
            FINCSTP FPREM FYL2XP1 FSQRT FSINCOS FRNDINT FSCALE FSIN FCOS FCMOVB FCMOVE FCMOVBE
            FCMOVU FCMOVNB FCMOVNE FCMOVNBE FCMOVNU FUCOM FUCOMP FUCOMPP FUCOMI FUCOMIP FCOMI FCOMIP
            FLDENV FNSTENV FNSAVE FRSTOR ADDPS ADDPD ADDSS ADDSD MULPS MULPD MULSS MULSD SUBPS SUBPD
            SUBSS SUBSD MINPS MINPD MINSS MINSD DIVPS DIVPD DIVSS DIVSD MAXPS MAXPD MAXSS MAXSD
            SQRTPS SQRTPD SQRTSS SQRTSD CMPPS CMPPD CMPSS CMPSD ROUNDPS ROUNDPD ROUNDSS ROUNDSD
            RCPPS RCPSS RSQRTPS RSQRTSS ADDSUBPS ADDSUBPD HADDPS HADDPD HSUBPS HSUBPD DPPS DPPD
            COMISS COMISD UCOMISS UCOMISD CVTPS2PD CVTDQ2PD CVTPD2PS CVTPD2DQ CVTTPD2DQ CVTSS2SD
            CVTSD2SS CVTDQ2PS CVTPS2DQ CVTTPS2DQ CVTSI2SS CVTSI2SD CVTSS2SI CVTSD2SI CVTTSS2SI
            CVTTSD2SI CVTPI2PS CVTPI2PD CVTPS2PI CVTPD2PI CVTTPS2PI CVTTPD2PI XSAVE XRSTOR XSAVEOPT
            """;

    private FloatingPointOpcode() {}
}
