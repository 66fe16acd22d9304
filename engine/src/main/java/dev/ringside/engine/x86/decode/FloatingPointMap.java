package dev.ringside.engine.x86.decode;

/// The x87 escape opcodes D8 to DF (SDM Vol. 2D appendix A.5). Rows are explained at [OpcodeMap].
final class FloatingPointMap {
    static final String ROWS =
            """
            D8/0m fadd
            D8/1m fmul
            D8/2m fcom
            D8/3m fcomp
            D8/4m fsub
            D8/5m fsubr
            D8/6m fdiv
            D8/7m fdivr
            D8/0r fadd
            D8/1r fmul
            D8/2r fcom
            D8/3r fcomp
            D8/4r fsub
            D8/5r fsubr
            D8/6r fdiv
            D8/7r fdivr
            D9/0m fld
            D9/2m fst
            D9/3m fstp
            D9/4m fldenv
            D9/5m FLDCW E w
            D9/6m fnstenv
            D9/7m FNSTCW E w
            D9/0r fld
            D9/1r fxch
            D9/3r fstpnce
            D9=D0 fnop
            D9=E0 fchs
            D9=E1 fabs
            D9=E4 ftst
            D9=E5 fxam
            D9=E8 fld1
            D9=E9 fldl2t
            D9=EA fldl2e
            D9=EB fldpi
            D9=EC fldlg2
            D9=ED fldln2
            D9=EE fldz
            D9=F0 f2xm1
            D9=F1 fyl2x
            D9=F2 fptan
            D9=F3 fpatan
            D9=F4 fxtract
            D9=F5 fprem1
            D9=F6 fdecstp
            D9=F7 fincstp
            D9=F8 fprem
            D9=F9 fyl2xp1
            D9=FA fsqrt
            D9=FB fsincos
            D9=FC frndint
            D9=FD fscale
            D9=FE fsin
            D9=FF fcos
            DA/0m fiadd
            DA/1m fimul
            DA/2m ficom
            DA/3m ficomp
            DA/4m fisub
            DA/5m fisubr
            DA/6m fidiv
            DA/7m fidivr
            DA/0r fcmovb
            DA/1r fcmove
            DA/2r fcmovbe
            DA/3r fcmovu
            DA=E9 fucompp
            DB/0m fild
            DB/1m fisttp
            DB/2m fist
            DB/3m fistp
            DB/5m fld
            DB/7m fstp
            DB/0r fcmovnb
            DB/1r fcmovne
            DB/2r fcmovnbe
            DB/3r fcmovnu
            DB/5r fucomi
            DB/6r fcomi
            DB=E0 feni8087_nop
            DB=E1 fdisi8087_nop
            DB=E2 FNCLEX E w
            DB=E3 FNINIT E w
            DB=E4 fsetpm
            DC/0m fadd
            DC/1m fmul
            DC/2m fcom
            DC/3m fcomp
            DC/4m fsub
            DC/5m fsubr
            DC/6m fdiv
            DC/7m fdivr
            DC/0r fadd
            DC/1r fmul
            DC/2r fcom2
            DC/3r fcomp3
            DC/4r fsubr
            DC/5r fsub
            DC/6r fdivr
            DC/7r fdiv
            DD/0m fld
            DD/1m fisttp
            DD/2m fst
            DD/3m fstp
            DD/4m frstor
            DD/6m fnsave
            DD/7m FNSTSW E w
            DD/0r ffree
            DD/1r fxch4
            DD/2r fst
            DD/3r fstp
            DD/4r fucom
            DD/5r fucomp
            DE/0m fiadd
            DE/1m fimul
            DE/2m ficom
            DE/3m ficomp
            DE/4m fisub
            DE/5m fisubr
            DE/6m fidiv
            DE/7m fidivr
            DE/0r faddp
            DE/1r fmulp
            DE/2r fcomp5
            DE/4r fsubrp
            DE/5r fsubp
            DE/6r fdivrp
            DE/7r fdivp
            DE=D9 fcompp
            DF/0m fild
            DF/1m fisttp
            DF/2m fist
            DF/3m fistp
            DF/4m fbld
            DF/5m fild
            DF/6m fbstp
            DF/7m fistp
            DF/0r ffreep
            DF/1r fxch7
            DF/2r fstp8
            DF/3r fstp9
            DF/5r fucomip
            DF/6r fcomip
            DF=E0 FNSTSW_AX E w
            """;

    private FloatingPointMap() {}
}
