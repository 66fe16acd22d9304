package dev.ringside.engine.x86.decode;

/// EVEX and XOP encodings (SDM Vol. 2A 2.7; AMD APM Vol. 6): recognised, not executed.
final class VectorExtension {
    private static final int EVEX = Opcode.number("evex");
    private static final int XOP = Opcode.number("xop");

    private VectorExtension() {}

    /// Reads the rest of an instruction that begins with `first`, if that is 62 or 8F and neither
    /// BOUND nor POP.
    ///
    /// @return whether it was one of the two
    static boolean read(InstructionBytes bytes, int first, Instruction insn) {
        boolean evex = first == 0x62;
        if (!evex && first != 0x8F) {
            return false;
        }
        if (evex ? !bytes.code64() && bytes.peek() < 0xC0 : (bytes.peek() & 0x1F) < 8) {
            return false;
        }
        boolean refused =
                insn.lock || insn.repeat != 0 || bytes.operandSizePrefix || bytes.rex != 0;
        int map = bytes.next() & (evex ? 7 : 0x1F);
        bytes.next();
        if (evex) {
            bytes.next();
        }
        int opcode = bytes.next();
        ModRm.read(bytes, bytes.next(), false, insn);
        bytes.unsigned(immediateSize(evex, map, opcode));
        insn.opcode = refused ? Opcode.INVALID : evex ? EVEX : XOP;
        return true;
    }

    private static int immediateSize(boolean evex, int map, int opcode) {
        if (!evex) {
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
