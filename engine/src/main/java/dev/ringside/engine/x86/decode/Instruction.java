package dev.ringside.engine.x86.decode;

import dev.ringside.engine.state.SegmentRegister;

/// One decoded instruction. Filled by the decoder, then only read; shared by every execution of
/// these bytes.
///
/// Register numbers are 0 to 15 with REX applied. A byte register 4 to 7 means AH to BH exactly
/// when [#hasRex] is false.
public final class Instruction {
    public static final int NONE = -1;

    /// [#base] of a RIP-relative operand: its displacement counts from the next instruction.
    public static final int RIP = 16;

    /// What to do: an index from [Opcode].
    public int opcode;

    /// A frequent form that the interpreter has a case of its own for: a constant of [Handler].
    public int handler;

    /// Where the operands are: a constant from [Form].
    public int form;

    /// Condition of Jcc, SETcc and CMOVcc: the opcode's low four bits.
    public int condition;

    /// Bytes, 1 to 15.
    public int length;

    /// Operand size in bytes: 1, 2, 4, 8, 16 or 32; of the memory operand where sizes differ in
    /// vector instructions.
    public int operandSize;

    /// The bits of a general register that a result of 2, 4 or 8 bytes replaces with its own ...
    public long resultMask;

    /// ... and those that stay: 16 bits leave the rest, 32 bits clear it (SDM Vol. 1 3.4.1.1).
    public long keepMask;

    /// Address size in bytes: 2, 4 or 8.
    public int addressSize;

    /// ModRM.reg, or the register in the opcode's low bits.
    public int reg;

    /// ModRM.rm as a register, when [#isMemory] is false.
    public int rm;

    public boolean isMemory;

    /// Segment register of the memory operand, default or overridden (index of `SegmentRegister`).
    public int segment;

    /// Base register, [#NONE] or [#RIP].
    public int base;

    /// Index register or [#NONE].
    public int index;

    /// 0 to 3.
    public int scale;

    /// Sign-extended.
    public long displacement;

    /// Sign- or zero-extended as the instruction wants it; relative targets as the distance from
    /// the next instruction.
    public long immediate;

    /// Second immediate: ENTER's level, the selector of a far pointer; the register of a fourth
    /// vector operand, the index register of a gather.
    public int immediate2;

    /// First source of a vector instruction: VEX.vvvv, or the destination itself in legacy
    /// encodings, which overwrite it. [#reg] is the destination of all of them.
    public int vvvv;

    /// Bytes of the vector registers: 8 (MMX), 16 or 32; 0 for instructions that have none.
    public int vectorBytes;

    /// VEX-encoded: clears the destination's bits above [#vectorBytes].
    public boolean vex;

    public boolean hasRex;
    public boolean lock;

    /// 0, 0xF2 or 0xF3.
    public int repeat;

    void reset() {
        opcode = Opcode.INVALID;
        handler = Handler.GENERAL;
        form = Form.NONE;
        condition = 0;
        length = 0;
        reg = 0;
        rm = 0;
        isMemory = false;
        segment = SegmentRegister.DS;
        base = NONE;
        index = NONE;
        scale = 0;
        displacement = 0;
        immediate = 0;
        immediate2 = 0;
        vvvv = 0;
        vectorBytes = 0;
        vex = false;
        hasRex = false;
        lock = false;
        repeat = 0;
    }

    /// An independent copy.
    public Instruction copy() {
        Instruction copy = new Instruction();
        copy.opcode = opcode;
        copy.handler = handler;
        copy.form = form;
        copy.condition = condition;
        copy.length = length;
        copy.operandSize = operandSize;
        copy.resultMask = resultMask;
        copy.keepMask = keepMask;
        copy.addressSize = addressSize;
        copy.reg = reg;
        copy.rm = rm;
        copy.copyAddress(this);
        copy.immediate = immediate;
        copy.immediate2 = immediate2;
        copy.vvvv = vvvv;
        copy.vectorBytes = vectorBytes;
        copy.vex = vex;
        copy.hasRex = hasRex;
        copy.lock = lock;
        copy.repeat = repeat;
        return copy;
    }

    private void copyAddress(Instruction other) {
        isMemory = other.isMemory;
        segment = other.segment;
        base = other.base;
        index = other.index;
        scale = other.scale;
        displacement = other.displacement;
    }
}
