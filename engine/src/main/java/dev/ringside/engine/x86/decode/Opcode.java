package dev.ringside.engine.x86.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an instruction does, as a number: the vocabulary between decoder and interpreter.
///
/// The constants stand for what the core executes. The decoder's tables name many more
/// instructions, which get numbers from [#FIRST_UNIMPLEMENTED] on as the tables are read; they have
/// a length and a mnemonic, and execute as `#UD`. A suffix after an underscore tells forms of one
/// mnemonic apart.
public final class Opcode {
    /// An encoding without a meaning: `#UD`.
    public static final int INVALID = 0;

    /// More than 15 bytes: `#GP(0)` (SDM Vol. 2A 2.3.11).
    public static final int TOO_LONG = 1;

    // Arithmetic and logic
    public static final int ADD = 2;
    public static final int OR = 3;
    public static final int ADC = 4;
    public static final int SBB = 5;
    public static final int AND = 6;
    public static final int SUB = 7;
    public static final int XOR = 8;
    public static final int CMP = 9;
    public static final int TEST = 10;
    public static final int INC = 11;
    public static final int DEC = 12;
    public static final int NEG = 13;
    public static final int NOT = 14;
    public static final int XADD = 15;
    public static final int CMPXCHG = 16;
    public static final int CMPXCHG8B = 17;
    public static final int MUL = 18;
    public static final int IMUL_1 = 19;
    public static final int IMUL_2 = 20;
    public static final int IMUL_3 = 21;
    public static final int DIV = 22;
    public static final int IDIV = 23;

    // Shifts and bits
    public static final int ROL = 24;
    public static final int ROR = 25;
    public static final int RCL = 26;
    public static final int RCR = 27;
    public static final int SHL = 28;
    public static final int SHR = 29;
    public static final int SAL = 30;
    public static final int SAR = 31;
    public static final int SHLD_IMM = 32;
    public static final int SHLD_CL = 33;
    public static final int SHRD_IMM = 34;
    public static final int SHRD_CL = 35;
    public static final int BT = 36;
    public static final int BTS = 37;
    public static final int BTR = 38;
    public static final int BTC = 39;
    public static final int BSF = 40;
    public static final int BSR = 41;
    public static final int TZCNT = 42;
    public static final int LZCNT = 43;
    public static final int POPCNT = 44;
    public static final int BSWAP = 45;

    // Data transfer
    public static final int MOV = 46;
    public static final int MOVZX_B = 47;
    public static final int MOVZX_W = 48;
    public static final int MOVSX_B = 49;
    public static final int MOVSX_W = 50;
    public static final int MOVSXD = 51;
    public static final int MOVBE = 52;
    public static final int XCHG = 53;
    public static final int LEA = 54;
    public static final int CMOVCC = 55;
    public static final int SETCC = 56;
    public static final int PUSH = 57;
    public static final int POP = 58;
    public static final int PUSHA = 59;
    public static final int POPA = 60;
    public static final int CBW = 61;
    public static final int CWD = 62;
    public static final int XLAT = 63;
    public static final int LAHF = 64;
    public static final int SAHF = 65;
    public static final int ENTER = 66;
    public static final int LEAVE = 67;
    public static final int NOP = 68;
    public static final int PAUSE = 69;
    public static final int PREFETCH = 70;
    public static final int SALC = 71;

    // Control transfer
    public static final int JCC = 72;
    public static final int JMP_REL = 73;
    public static final int JMP = 74;
    public static final int CALL_REL = 75;
    public static final int CALL = 76;
    public static final int RET = 77;
    public static final int LOOPNE = 78;
    public static final int LOOPE = 79;
    public static final int LOOP = 80;
    public static final int JCXZ = 81;

    // Strings
    public static final int MOVS = 82;
    public static final int CMPS = 83;
    public static final int STOS = 84;
    public static final int LODS = 85;
    public static final int SCAS = 86;
    public static final int INS = 87;
    public static final int OUTS = 88;

    // Decimal
    public static final int DAA = 89;
    public static final int DAS = 90;
    public static final int AAA = 91;
    public static final int AAS = 92;
    public static final int AAM = 93;
    public static final int AAD = 94;

    // Flags
    public static final int CLC = 95;
    public static final int STC = 96;
    public static final int CMC = 97;
    public static final int CLD = 98;
    public static final int STD = 99;
    public static final int CLI = 100;
    public static final int STI = 101;
    public static final int CLAC = 102;
    public static final int STAC = 103;
    public static final int PUSHF = 104;
    public static final int POPF = 105;

    // Segments, far transfers and interrupts
    public static final int MOV_TO_SEG = 106;
    public static final int MOV_FROM_SEG = 107;
    public static final int PUSH_SEG = 108;
    public static final int POP_SEG = 109;
    public static final int LES = 110;
    public static final int LDS = 111;
    public static final int LSS = 112;
    public static final int LFS = 113;
    public static final int LGS = 114;
    public static final int CALL_FAR_DIRECT = 115;
    public static final int JMP_FAR_DIRECT = 116;
    public static final int CALL_FAR = 117;
    public static final int JMP_FAR = 118;
    public static final int RETF = 119;
    public static final int IRET = 120;
    public static final int INT = 121;
    public static final int INT3 = 122;
    public static final int INTO = 123;
    public static final int INT1 = 124;
    public static final int BOUND = 125;

    // System
    public static final int IN_IMM = 126;
    public static final int IN_DX = 127;
    public static final int OUT_IMM = 128;
    public static final int OUT_DX = 129;
    public static final int HLT = 130;
    public static final int CPUID = 131;
    public static final int RDTSC = 132;
    public static final int RDTSCP = 133;
    public static final int RDPMC = 134;
    public static final int RDMSR = 135;
    public static final int WRMSR = 136;
    public static final int MOV_FROM_CR = 137;
    public static final int MOV_TO_CR = 138;
    public static final int MOV_FROM_DR = 139;
    public static final int MOV_TO_DR = 140;
    public static final int LGDT = 141;
    public static final int SGDT = 142;
    public static final int LIDT = 143;
    public static final int SIDT = 144;
    public static final int LLDT = 145;
    public static final int SLDT = 146;
    public static final int LTR = 147;
    public static final int STR = 148;
    public static final int LMSW = 149;
    public static final int SMSW = 150;
    public static final int CLTS = 151;
    public static final int INVLPG = 152;
    public static final int INVD = 153;
    public static final int WBINVD = 154;
    public static final int LAR = 155;
    public static final int LSL = 156;
    public static final int VERR = 157;
    public static final int VERW = 158;
    public static final int ARPL = 159;
    public static final int SYSCALL = 160;
    public static final int SYSRET = 161;
    public static final int SYSENTER = 162;
    public static final int SYSEXIT = 163;
    public static final int SWAPGS = 164;
    public static final int XGETBV = 165;
    public static final int XSETBV = 166;
    public static final int RDFSBASE = 167;
    public static final int RDGSBASE = 168;
    public static final int WRFSBASE = 169;
    public static final int WRGSBASE = 170;
    public static final int VMCALL = 171;
    public static final int UD0 = 172;
    public static final int UD1 = 173;
    public static final int UD2 = 174;

    // Moves of x87 and SSE
    public static final int WAIT = 175;
    public static final int FNINIT = 176;
    public static final int FNCLEX = 177;
    public static final int FNSTCW = 178;
    public static final int FLDCW = 179;
    public static final int FNSTSW = 180;
    public static final int FNSTSW_AX = 181;
    public static final int EMMS = 182;
    public static final int FXSAVE = 183;
    public static final int FXRSTOR = 184;
    public static final int LDMXCSR = 185;
    public static final int STMXCSR = 186;
    public static final int LFENCE = 187;
    public static final int MFENCE = 188;
    public static final int SFENCE = 189;
    public static final int CLFLUSH = 190;
    public static final int MOVNTI = 191;
    public static final int MOVUPS = 192;
    public static final int MOVUPD = 193;
    public static final int MOVAPS = 194;
    public static final int MOVAPD = 195;
    public static final int MOVDQA = 196;
    public static final int MOVDQU = 197;
    public static final int MOVSS = 198;
    public static final int MOVSD = 199;
    public static final int MOVD_XMM = 200;
    public static final int MOVD_FROM_XMM = 201;
    public static final int MOVQ_XMM = 202;
    public static final int MOVQ_FROM_XMM = 203;
    public static final int XORPS = 204;
    public static final int XORPD = 205;
    public static final int PXOR = 206;

    /// Numbers from here on have a mnemonic and nothing else; those of [VectorOpcode],
    /// [SystemOpcode] and of floating-point arithmetic come before.
    public static final int FIRST_UNIMPLEMENTED = 1024;

    private static final String KEYS =
            """
            INVALID TOO_LONG ADD OR ADC SBB AND SUB XOR CMP TEST INC DEC NEG NOT XADD CMPXCHG
            CMPXCHG8B MUL IMUL_1 IMUL_2 IMUL_3 DIV IDIV ROL ROR RCL RCR SHL SHR SAL SAR SHLD_IMM
            SHLD_CL SHRD_IMM SHRD_CL BT BTS BTR BTC BSF BSR TZCNT LZCNT POPCNT BSWAP MOV MOVZX_B
            MOVZX_W MOVSX_B MOVSX_W MOVSXD MOVBE XCHG LEA CMOVCC SETCC PUSH POP PUSHA POPA CBW
            CWD XLAT LAHF SAHF ENTER LEAVE NOP PAUSE PREFETCH SALC JCC JMP_REL JMP CALL_REL CALL
            RET LOOPNE LOOPE LOOP JCXZ MOVS CMPS STOS LODS SCAS INS OUTS DAA DAS AAA AAS AAM AAD
            CLC STC CMC CLD STD CLI STI CLAC STAC PUSHF POPF MOV_TO_SEG MOV_FROM_SEG PUSH_SEG
            POP_SEG LES LDS LSS LFS LGS CALL_FAR_DIRECT JMP_FAR_DIRECT CALL_FAR JMP_FAR RETF
            IRET INT INT3 INTO INT1 BOUND IN_IMM IN_DX OUT_IMM OUT_DX HLT CPUID RDTSC RDTSCP
            RDPMC RDMSR WRMSR MOV_FROM_CR MOV_TO_CR MOV_FROM_DR MOV_TO_DR LGDT SGDT LIDT SIDT
            LLDT SLDT LTR STR LMSW SMSW CLTS INVLPG INVD WBINVD LAR LSL VERR VERW ARPL SYSCALL
            SYSRET SYSENTER SYSEXIT SWAPGS XGETBV XSETBV RDFSBASE RDGSBASE WRFSBASE WRGSBASE
            VMCALL UD0 UD1 UD2 WAIT FNINIT FNCLEX FNSTCW FLDCW FNSTSW FNSTSW_AX EMMS FXSAVE
            FXRSTOR LDMXCSR STMXCSR LFENCE MFENCE SFENCE CLFLUSH MOVNTI MOVUPS MOVUPD MOVAPS
            MOVAPD MOVDQA MOVDQU MOVSS MOVSD MOVD_XMM MOVD_FROM_XMM MOVQ_XMM MOVQ_FROM_XMM XORPS
            XORPD PXOR
            """;

    /// Capstone's words where they are not the key up to its underscore.
    private static final Map<String, String> RENAMED =
            Map.ofEntries(
                    Map.entry("INVALID", "(bad)"),
                    Map.entry("TOO_LONG", "(bad)"),
                    Map.entry("CMOVCC", "cmov"),
                    Map.entry("SETCC", "set"),
                    Map.entry("JCC", "j"),
                    Map.entry("XLAT", "xlatb"),
                    Map.entry("CALL_FAR_DIRECT", "lcall"),
                    Map.entry("CALL_FAR", "lcall"),
                    Map.entry("JMP_FAR_DIRECT", "ljmp"),
                    Map.entry("JMP_FAR", "ljmp"),
                    Map.entry("FENI8087_NOP", "feni8087_nop"),
                    Map.entry("FDISI8087_NOP", "fdisi8087_nop"));

    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    private static final List<String> MNEMONICS =
            new ArrayList<>(Collections.nCopies(FIRST_UNIMPLEMENTED, "(bad)"));

    static {
        define(0, KEYS);
        define(VectorOpcode.FIRST, VectorOpcode.KEYS);
        define(SystemOpcode.FIRST, SystemOpcode.KEYS);
        define(FloatingPointOpcode.FIRST, FloatingPointOpcode.KEYS);
    }

    private Opcode() {}

    private static void define(int first, String keys) {
        int number = first;
        for (String key : keys.strip().split("\\s+")) {
            NUMBERS.put(key, number);
            int underscore = key.indexOf('_');
            String stem = underscore < 0 ? key : key.substring(0, underscore);
            MNEMONICS.set(number, RENAMED.getOrDefault(key, stem.toLowerCase(Locale.ROOT)));
            number++;
        }
    }

    /// The name of `opcode` in lower case, in Intel's syntax as Capstone writes it. Mnemonics that
    /// depend on condition or operand size: see [Mnemonic].
    public static synchronized String mnemonic(int opcode) {
        return MNEMONICS.get(opcode);
    }

    /// The numbers of the constants called `pattern`, or that begin with it up to its `*`.
    static int[] numbers(String pattern) {
        if (!pattern.endsWith("*")) {
            return new int[] {number(pattern)};
        }
        String start = pattern.substring(0, pattern.length() - 1);
        return NUMBERS.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(start))
                .mapToInt(Map.Entry::getValue)
                .toArray();
    }

    /// The number of `key`: a constant's name, or a mnemonic in lower case that the core does not
    /// execute, which gets a number the first time.
    static synchronized int number(String key) {
        Integer known = NUMBERS.get(key);
        if (known != null) {
            return known;
        }
        if (!key.equals(key.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("no opcode " + key);
        }
        NUMBERS.put(key, MNEMONICS.size());
        MNEMONICS.add(key);
        return MNEMONICS.size() - 1;
    }
}
