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

    /// From 1 up to here: forms that touch registers and flags only, neither fault nor branch nor
    /// look at RIP.
    public static final int LAST_REGISTER_ONLY = MOV_IMM;

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

    // Memory as the second operand: LOAD. As the first, of any size where the second is immediate.
    public static final int ADD_LOAD = 42;
    public static final int SUB_LOAD = 43;
    public static final int AND_LOAD = 44;
    public static final int OR_LOAD = 45;
    public static final int XOR_LOAD = 46;
    public static final int CMP_LOAD = 47;
    public static final int CMP_MEM_REG = 48;
    public static final int TEST_MEM_REG = 49;
    public static final int CMP_MEM_IMM = 50;
    public static final int TEST_MEM_IMM = 51;
    public static final int MOV_MEM_IMM = 52;
    public static final int MOVZX_BYTE = 53;
    public static final int MOVZX_WORD = 54;
    public static final int MOV_LOAD_BYTE = 55;
    public static final int MOV_STORE_BYTE = 56;
    public static final int CMP_BYTE_IMM = 57;
    public static final int CMP_BYTE_REG = 58;
    public static final int TEST_BYTE_REG = 59;

    /// Everything of x87, MMX, SSE and AVX, and the bit instructions that came with them.
    public static final int MEDIA = 60;

    private Handler() {}
}
