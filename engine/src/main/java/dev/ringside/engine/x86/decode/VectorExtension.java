package dev.ringside.engine.x86.decode;

/// VEX, EVEX and XOP encodings (SDM Vol. 2A 2.3.5, 2.7; AMD APM Vol. 6): recognised for their
/// length; the core executes none of them.
final class VectorExtension {
    private static final int VEX = Opcode.number("vex");
    private static final int EVEX = Opcode.number("evex");
    private static final int XOP = Opcode.number("xop");

    private VectorExtension() {}

    /// Reads the rest of an instruction that begins with `first`: C4, C5, 62 or 8F.
    static void read(InstructionBytes bytes, int first, Instruction insn) {
        boolean badPrefix =
                insn.lock || insn.repeat != 0 || bytes.operandSizePrefix || bytes.rex != 0;
        int map = 1;
        int payload = bytes.next();
        if (first != 0xC5) {
            map = payload & (first == 0x62 ? 7 : 0x1F);
            bytes.next();
        }
        if (first == 0x62) {
            bytes.next();
        }
        int opcode = bytes.next();
        insn.opcode = first == 0x62 ? EVEX : first == 0x8F ? XOP : VEX;
        if (first == 0x62 || first == 0x8F || opcode != 0x77 || map != 1) {
            ModRm.read(bytes, bytes.next(), false, insn);
        }
        insn.immediate = bytes.unsigned(immediateSize(first, map, opcode));
        if (badPrefix) {
            insn.opcode = Opcode.INVALID;
        }
    }

    private static int immediateSize(int first, int map, int opcode) {
        if (first == 0x8F) {
            return map == 8 ? 1 : map == 10 ? 4 : 0;
        }
        if (map != 1) {
            return map == 3 ? 1 : 0;
        }
        return switch (opcode) {
            case 0x70, 0x71, 0x72, 0x73, 0xC2, 0xC4, 0xC5, 0xC6 -> 1;
            default -> 0;
        };
    }
}
