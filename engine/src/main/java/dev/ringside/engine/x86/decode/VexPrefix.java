package dev.ringside.engine.x86.decode;

/// What a VEX prefix says, and what it may say (SDM Vol. 2A 2.3.5 to 2.3.12).
final class VexPrefix {
    /// VEX.mmmmm.
    int map;

    int w;

    /// VEX.L.
    boolean wide;

    /// VEX.vvvv as a register number.
    int register;

    /// 0 none, 1 66, 2 F3, 3 F2.
    int prefix;

    /// R, X, B and W as REX has them.
    int rex;

    /// Reads what follows `first`, C4 or C5.
    void read(InstructionBytes bytes, int first) {
        int payload = bytes.next();
        int last = payload;
        map = 1;
        w = 0;
        rex = ~payload >> 5 & 4;
        if (first == 0xC4) {
            map = payload & 0x1F;
            last = bytes.next();
            w = last >> 7;
            rex = ~payload >> 5 & 7 | w << 3;
        }
        register = ~last >> 3 & (bytes.code64() ? 15 : 7);
        wide = (last & 4) != 0;
        // pp counts 66, F3, F2, as the opcode maps do.
        prefix = last & 3;
    }

    /// Whether VEX.L and VEX.vvvv fit the instruction.
    boolean allows(Encoding encoding) {
        if (encoding.is(wide ? Encoding.L0 : Encoding.L1)) {
            return false;
        }
        return register == 0 || encoding.is(Encoding.VVVV);
    }

    /// The index of a gather: a SIB byte is required, and its index 4 is a register like others.
    /// Destination, index and mask must be three registers.
    static boolean vectorIndex(InstructionBytes bytes, Instruction insn) {
        if (!insn.isMemory || bytes.sib < 0) {
            return false;
        }
        insn.immediate2 = bytes.sib >> 3 & 7 | (bytes.rex & 2) << 2;
        insn.scale = bytes.sib >> 6;
        insn.index = Instruction.NONE;
        return insn.reg != insn.immediate2 && insn.reg != insn.vvvv && insn.immediate2 != insn.vvvv;
    }
}
