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

    /// How many bytes the operand has.
    enum Size {
        BYTE,
        WORD,
        DOUBLEWORD,
        QUADWORD,
        VECTOR,
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
