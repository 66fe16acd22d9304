package dev.ringside.engine.x86.decode;

/// The mnemonic of a whole instruction, in lower case as Capstone's Intel syntax writes it.
public final class Mnemonic {
    private static final String[] CONDITIONS = {
        "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
    };

    private Mnemonic() {}

    /// The mnemonic without prefixes.
    public static String of(Instruction insn) {
        String mnemonic = legacy(insn);
        boolean v = insn.vex && insn.vectorBytes != 0 && !mnemonic.startsWith("v");
        return v ? "v" + mnemonic : mnemonic;
    }

    private static String legacy(Instruction insn) {
        String stem = Opcode.mnemonic(insn.opcode);
        int size = insn.operandSize;
        return switch (insn.opcode) {
            case Opcode.CMOVCC, Opcode.SETCC, Opcode.JCC -> stem + CONDITIONS[insn.condition];
            case Opcode.MOVS,
                    Opcode.CMPS,
                    Opcode.STOS,
                    Opcode.LODS,
                    Opcode.SCAS,
                    Opcode.INS,
                    Opcode.OUTS ->
                    stem + bySize(size, "b", "w", "d", "q");
            case Opcode.CBW -> bySize(size, "", "cbw", "cwde", "cdqe");
            case Opcode.CWD -> bySize(size, "", "cwd", "cdq", "cqo");
            case Opcode.PUSHF, Opcode.POPF, Opcode.IRET -> stem + bySize(size, "", "", "d", "q");
            case Opcode.PUSHA, Opcode.POPA -> stem + (size == 4 ? "d" : "");
            case Opcode.SYSRET, Opcode.SYSEXIT, Opcode.RETF -> stem + (size == 8 ? "q" : "");
            case Opcode.FXSAVE,
                    Opcode.FXRSTOR,
                    FloatingPointOpcode.XSAVE,
                    FloatingPointOpcode.XSAVEOPT,
                    FloatingPointOpcode.XRSTOR ->
                    stem + (size == 8 ? "64" : "");
            case Opcode.CMPXCHG8B -> size == 8 ? "cmpxchg16b" : stem;
            case Opcode.JCXZ -> bySize(insn.addressSize, "", "jcxz", "jecxz", "jrcxz");
            case Opcode.MOVD_XMM, Opcode.MOVD_FROM_XMM -> size == 8 ? "movq" : stem;
            case VectorOpcode.PINSRD, VectorOpcode.PEXTRD ->
                    size == 8 ? stem.replace('d', 'q') : stem;
            case VectorOpcode.VZEROUPPER -> insn.vectorBytes == 32 ? "vzeroall" : stem;
            case Opcode.MOV -> absolute(insn) ? "movabs" : stem;
            default -> stem;
        };
    }

    private static String bySize(int size, String one, String two, String four, String eight) {
        return switch (size) {
            case 1 -> one;
            case 2 -> two;
            case 4 -> four;
            default -> eight;
        };
    }

    /// A 64-bit immediate or a 64-bit absolute address.
    private static boolean absolute(Instruction insn) {
        if (insn.form == Form.RM_IMMEDIATE) {
            return insn.operandSize == 8 && !insn.isMemory && insn.length > 9;
        }
        return insn.isMemory
                && insn.addressSize == 8
                && insn.length > 8
                && insn.base < 0
                && insn.index < 0
                && insn.reg == 0;
    }
}
