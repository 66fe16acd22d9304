package dev.ringside.engine.x86.decode;

/// Numbers for the frequent forms of frequent instructions, which the interpreter executes in its
/// first switch. Register operands have 2, 4 or 8 bytes; `REG` and `IMM` name the second operand.
public final class Handler {
    /// None: dispatch by [Instruction#opcode].
    public static final int GENERAL = 0;

    public static final int ADD_REG = 1;
    public static final int ADD_IMM = 2;
    public static final int SUB_REG = 3;
    public static final int SUB_IMM = 4;
    public static final int CMP_REG = 5;
    public static final int CMP_IMM = 6;
    public static final int AND_REG = 7;
    public static final int AND_IMM = 8;
    public static final int OR_REG = 9;
    public static final int OR_IMM = 10;
    public static final int XOR_REG = 11;
    public static final int XOR_IMM = 12;
    public static final int TEST_REG = 13;
    public static final int TEST_IMM = 14;
    public static final int INC = 15;
    public static final int DEC = 16;
    public static final int SHL_IMM = 17;
    public static final int SHR_IMM = 18;
    public static final int SAR_IMM = 19;
    public static final int MOV_REG = 20;
    public static final int MOV_IMM = 21;
    public static final int MOV_LOAD = 22;
    public static final int MOV_STORE = 23;
    public static final int LEA = 24;
    public static final int JC = 25;
    public static final int JNC = 26;
    public static final int JZ = 27;
    public static final int JNZ = 28;
    public static final int JBE = 29;
    public static final int JA = 30;
    public static final int JS = 31;
    public static final int JNS = 32;
    public static final int JL = 33;
    public static final int JGE = 34;
    public static final int JLE = 35;
    public static final int JG = 36;
    public static final int JMP = 37;
    public static final int CALL = 38;
    public static final int RET = 39;
    public static final int PUSH_REG = 40;
    public static final int POP_REG = 41;

    private Handler() {}
}
