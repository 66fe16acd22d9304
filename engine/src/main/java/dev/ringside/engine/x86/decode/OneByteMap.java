package dev.ringside.engine.x86.decode;

/// The one-byte opcode map (SDM Vol. 2D appendix A.3). Rows are explained at [OpcodeMap].
final class OneByteMap {
    static final String ROWS =
            """
            00 ADD EG b L
            01 ADD EG v L
            02 ADD GE b
            03 ADD GE v
            04 ADD A ib b
            05 ADD A iz v
            06 PUSH_SEG nm v i64
            07 POP_SEG nm v i64
            08 OR EG b L
            09 OR EG v L
            0A OR GE b
            0B OR GE v
            0C OR A ib b
            0D OR A iz v
            0E PUSH_SEG nm v i64
            10 ADC EG b L
            11 ADC EG v L
            12 ADC GE b
            13 ADC GE v
            14 ADC A ib b
            15 ADC A iz v
            16 PUSH_SEG nm v i64
            17 POP_SEG nm v i64
            18 SBB EG b L
            19 SBB EG v L
            1A SBB GE b
            1B SBB GE v
            1C SBB A ib b
            1D SBB A iz v
            1E PUSH_SEG nm v i64
            1F POP_SEG nm v i64
            20 AND EG b L
            21 AND EG v L
            22 AND GE b
            23 AND GE v
            24 AND A ib b
            25 AND A iz v
            27 DAA nm b i64
            28 SUB EG b L
            29 SUB EG v L
            2A SUB GE b
            2B SUB GE v
            2C SUB A ib b
            2D SUB A iz v
            2F DAS nm b i64
            30 XOR EG b L
            31 XOR EG v L
            32 XOR GE b
            33 XOR GE v
            34 XOR A ib b
            35 XOR A iz v
            37 AAA nm b i64
            38 CMP EG b
            39 CMP EG v
            3A CMP GE b
            3B CMP GE v
            3C CMP A ib b
            3D CMP A iz v
            3F AAS nm b i64
            40+ INC Z v i64
            48+ DEC Z v i64
            50+ PUSH Z v64
            58+ POP Z v64
            60 PUSHA nm v i64
            61 POPA nm v i64
            62 BOUND GE v M i64
            63 ARPL EG w i64
            63 MOVSXD GE v o64
            68 PUSH iz v64
            69 IMUL_3 GE iz v
            6A PUSH sib v64
            6B IMUL_3 GE sib v
            6C INS nm b
            6D INS nm z
            6E OUTS nm b
            6F OUTS nm z
            70+ JCC jb f64
            78+ JCC jb f64
            80/0 ADD E ib b L
            80/1 OR E ib b L
            80/2 ADC E ib b L
            80/3 SBB E ib b L
            80/4 AND E ib b L
            80/5 SUB E ib b L
            80/6 XOR E ib b L
            80/7 CMP E ib b
            81/0 ADD E iz v L
            81/1 OR E iz v L
            81/2 ADC E iz v L
            81/3 SBB E iz v L
            81/4 AND E iz v L
            81/5 SUB E iz v L
            81/6 XOR E iz v L
            81/7 CMP E iz v
            82/0 ADD E ib b L i64
            82/1 OR E ib b L i64
            82/2 ADC E ib b L i64
            82/3 SBB E ib b L i64
            82/4 AND E ib b L i64
            82/5 SUB E ib b L i64
            82/6 XOR E ib b L i64
            82/7 CMP E ib b i64
            83/0 ADD E sib v L
            83/1 OR E sib v L
            83/2 ADC E sib v L
            83/3 SBB E sib v L
            83/4 AND E sib v L
            83/5 SUB E sib v L
            83/6 XOR E sib v L
            83/7 CMP E sib v
            84 TEST EG b
            85 TEST EG v
            86 XCHG EG b L
            87 XCHG EG v L
            88 MOV EG b
            89 MOV EG v
            8A MOV GE b
            8B MOV GE v
            8C MOV_FROM_SEG EG v
            8D LEA GE v M
            8E MOV_TO_SEG GE w
            8F/0 POP E v64
            90 NOP nm v
            91+ XCHG ZA v
            98 CBW nm v
            99 CWD nm v
            9A CALL_FAR_DIRECT ap v i64
            9B WAIT nm b
            9C PUSHF nm v64
            9D POPF nm v64
            9E SAHF nm b
            9F LAHF nm b
            A0 MOV Ao b
            A1 MOV Ao v
            A2 MOV oA b
            A3 MOV oA v
            A4 MOVS nm b
            A5 MOVS nm v
            A6 CMPS nm b
            A7 CMPS nm v
            A8 TEST A ib b
            A9 TEST A iz v
            AA STOS nm b
            AB STOS nm v
            AC LODS nm b
            AD LODS nm v
            AE SCAS nm b
            AF SCAS nm v
            B0+ MOV Z ib b
            B8+ MOV Z iv v
            C0/0 ROL E ib b
            C0/1 ROR E ib b
            C0/2 RCL E ib b
            C0/3 RCR E ib b
            C0/4 SHL E ib b
            C0/5 SHR E ib b
            C0/6 SAL E ib b
            C0/7 SAR E ib b
            C1/0 ROL E ib v
            C1/1 ROR E ib v
            C1/2 RCL E ib v
            C1/3 RCR E ib v
            C1/4 SHL E ib v
            C1/5 SHR E ib v
            C1/6 SAL E ib v
            C1/7 SAR E ib v
            D0/0 ROL E one b
            D0/1 ROR E one b
            D0/2 RCL E one b
            D0/3 RCR E one b
            D0/4 SHL E one b
            D0/5 SHR E one b
            D0/6 SAL E one b
            D0/7 SAR E one b
            D1/0 ROL E one v
            D1/1 ROR E one v
            D1/2 RCL E one v
            D1/3 RCR E one v
            D1/4 SHL E one v
            D1/5 SHR E one v
            D1/6 SAL E one v
            D1/7 SAR E one v
            D2/0 ROL E cl b
            D2/1 ROR E cl b
            D2/2 RCL E cl b
            D2/3 RCR E cl b
            D2/4 SHL E cl b
            D2/5 SHR E cl b
            D2/6 SAL E cl b
            D2/7 SAR E cl b
            D3/0 ROL E cl v
            D3/1 ROR E cl v
            D3/2 RCL E cl v
            D3/3 RCR E cl v
            D3/4 SHL E cl v
            D3/5 SHR E cl v
            D3/6 SAL E cl v
            D3/7 SAR E cl v
            C2 RET iw f64
            C3 RET nm f64
            C4 LES GE v M i64
            C5 LDS GE v M i64
            C6/0 MOV E ib b
            C6=F8 xabort ib
            C7/0 MOV E iz v
            C7=F8 xbegin jz v
            C8 ENTER iwb v64
            C9 LEAVE nm v64
            CA RETF iw v
            CB RETF nm v
            CC INT3 nm v
            CD INT ib v
            CE INTO nm v i64
            CF IRET nm v
            D4 AAM ib b i64
            D5 AAD ib b i64
            D6 SALC nm b i64
            D7 XLAT nm b
            E0 LOOPNE jb f64
            E1 LOOPE jb f64
            E2 LOOP jb f64
            E3 JCXZ jb f64
            E4 IN_IMM ib b
            E5 IN_IMM ib z
            E6 OUT_IMM ib b
            E7 OUT_IMM ib z
            E8 CALL_REL jz f64
            E9 JMP_REL jz f64
            EA JMP_FAR_DIRECT ap v i64
            EB JMP_REL jb f64
            EC IN_DX nm b
            ED IN_DX nm z
            EE OUT_DX nm b
            EF OUT_DX nm z
            F1 INT1 nm v
            F4 HLT nm b
            F5 CMC nm b
            F6/0 TEST E ib b
            F6/1 TEST E ib b
            F6/2 NOT E b L
            F6/3 NEG E b L
            F6/4 MUL E b
            F6/5 IMUL_1 E b
            F6/6 DIV E b
            F6/7 IDIV E b
            F7/0 TEST E iz v
            F7/1 TEST E iz v
            F7/2 NOT E v L
            F7/3 NEG E v L
            F7/4 MUL E v
            F7/5 IMUL_1 E v
            F7/6 DIV E v
            F7/7 IDIV E v
            F8 CLC nm b
            F9 STC nm b
            FA CLI nm b
            FB STI nm b
            FC CLD nm b
            FD STD nm b
            FE/0 INC E b L
            FE/1 DEC E b L
            FF/0 INC E v L
            FF/1 DEC E v L
            FF/2 CALL E f64
            FF/3 CALL_FAR E v M
            FF/4 JMP E f64
            FF/5 JMP_FAR E v M
            FF/6 PUSH E v64
            """;

    private OneByteMap() {}
}
