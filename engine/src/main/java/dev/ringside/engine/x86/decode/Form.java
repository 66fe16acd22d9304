package dev.ringside.engine.x86.decode;

/// Where an instruction's operands are, destination first.
///
/// `RM` is the register `rm` or the memory operand, `REG` the register `reg`. Opcodes with a
/// register in their low bits and those with a fixed accumulator are given as `RM` as well.
public final class Form {
    public static final int NONE = 0;
    public static final int RM = 1;
    public static final int RM_REG = 2;
    public static final int REG_RM = 3;
    public static final int RM_IMMEDIATE = 4;
    public static final int RM_REG_IMMEDIATE = 5;
    public static final int REG_RM_IMMEDIATE = 6;

    /// The count of a shift is in CL.
    public static final int RM_CL = 7;

    public static final int IMMEDIATE = 8;

    private Form() {}
}
