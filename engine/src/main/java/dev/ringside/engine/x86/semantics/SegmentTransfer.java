package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// MOV, PUSH and POP of segment registers; LDS, LES, LFS, LGS, LSS (SDM Vol. 2A, 2B).
public final class SegmentTransfer {
    private SegmentTransfer() {}

    /// MOV Sreg, r/m16 (8E): `insn.reg` is the segment register's index; CS and above 5 are #UD.
    public static void movToSegment(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// MOV r/m, Sreg (8C): `insn.reg` is the segment register's index.
    public static void movFromSegment(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// PUSH Sreg.
    public static void push(Cpu cpu, Instruction insn, int segment) {
        throw new UnsupportedOperationException();
    }

    /// POP Sreg; SS sets its shadow.
    public static void pop(Cpu cpu, Instruction insn, int segment) {
        throw new UnsupportedOperationException();
    }

    /// LDS, LES, LFS, LGS, LSS: `insn.reg` gets the offset, `segment` the selector. A register
    /// operand is #UD.
    public static void loadFarPointer(Cpu cpu, Instruction insn, int segment) {
        throw new UnsupportedOperationException();
    }
}
