package dev.ringside.engine.x86.decode;

/// One meaning of an opcode: what follows it and what it does. Immutable once read from a table.
final class Encoding {
    /// The letters before the operand's size in the tables, as bits.
    static final int MOD_RM = 1;

    static final int LOCKABLE = 1 << 1;
    static final int MEMORY_ONLY = 1 << 2;
    static final int REGISTER_ONLY = 1 << 3;

    /// Register `rm` is in the opcode's low three bits.
    static final int OPCODE_REGISTER = 1 << 4;

    /// The memory operand is an absolute offset of address size.
    static final int ABSOLUTE = 1 << 5;

    /// ModRM.mod is ignored: `rm` is a register (MOV CR, MOV DR).
    static final int CONTROL = 1 << 6;

    static final int NO_MOD_RM = 1 << 7;
    static final int NOT_64 = 1 << 8;
    static final int ONLY_64 = 1 << 9;

    /// VEX.vvvv names a register; elsewhere it must be 1111b.
    static final int VVVV = 1 << 10;

    /// VEX.L must be 0, or 1; without either word both are allowed.
    static final int L0 = 1 << 11;

    static final int L1 = 1 << 12;

    /// VEX.W must be 0, or 1; without either word both are allowed.
    static final int W0 = 1 << 13;

    static final int W1 = 1 << 14;

    /// The index of the memory operand is a vector register (SDM Vol. 2A 2.3.12).
    static final int VSIB = 1 << 15;

    /// Vector registers of 8, of 16, of 16 or 32 bytes by VEX.L.
    static final int MMX = 1 << 16;

    static final int XMM = 1 << 17;
    static final int YMM = 1 << 18;

    /// Operands are vector registers, of whatever length.
    static final int ANY_VECTOR = MMX | XMM | YMM;

    /// How many bytes the operand has.
    enum Size {
        BYTE,
        WORD,
        DOUBLEWORD,
        QUADWORD,
        DOUBLE_QUADWORD,
        /// As the vector registers, or half, a quarter, an eighth of them.
        VECTOR,
        HALF_VECTOR,
        QUARTER_VECTOR,
        EIGHTH_VECTOR,
        /// 8 bytes beside 16-byte registers, else 32.
        MOVDDUP,
        /// 2, 4 or 8 by mode, 66 and REX.W.
        OPERAND,
        /// As OPERAND, at most 4.
        AT_MOST_4,
        /// 4, or 8 with REX.W.
        REX_W,
        /// As OPERAND, but 8 and not 4 in 64-bit code.
        STACK,
        /// 8 in 64-bit code whatever the prefixes, else as OPERAND.
        BRANCH
    }

    /// What stands behind ModRM and displacement.
    enum Immediate {
        NONE,
        /// No byte: the constant 1.
        ONE,
        /// No byte: the count is in CL.
        CL,
        BYTE,
        SIGNED_BYTE,
        WORD,
        /// Word and byte: ENTER.
        WORD_BYTE,
        /// A byte whose high half is the fourth operand's register (SDM Vol. 2A 2.3.8).
        REGISTER_BYTE,
        /// Two or four bytes by operand size, sign-extended.
        OPERAND_AT_MOST_4,
        /// As many bytes as the operand.
        OPERAND,
        /// Offset and selector.
        FAR_POINTER
    }

    final int opcode;
    final int flags;
    final int form;
    final Size size;
    final Immediate immediate;

    Encoding(int opcode, int flags, int form, Size size, Immediate immediate) {
        this.opcode = opcode;
        this.flags = flags;
        this.form = form;
        this.size = size;
        this.immediate = immediate;
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }
}
