package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.LazyFlags;
import java.lang.classfile.CodeBuilder;

/// Addition, logic, comparison, shifts and rotates by constants, truncated products.
///
/// Operands may have anything above their size, as in the semantics.
final class ArithmeticEmitter {
    private final Body body;
    private final CodeBuilder code;
    private final Flags flags;
    private final Addressing memory;

    // Where the operands and the result are put: directly where the flags want them, unless a store
    // that may fault comes in between.
    private int first;
    private int second;
    private int result;

    ArithmeticEmitter(Body body, Flags flags, Addressing memory) {
        this.body = body;
        this.code = body.code;
        this.flags = flags;
        this.memory = memory;
    }

    private void chooseSlots(boolean live) {
        boolean direct = live && !body.insn.isMemory;
        first = direct ? Slots.FIRST : Slots.A;
        second = direct ? Slots.OPERAND : Slots.B;
        result = direct ? Slots.RESULT : Slots.R;
    }

    private boolean toMemory() {
        return body.insn.isMemory && body.insn.form != Form.REG_RM;
    }

    /// ADD, SUB, AND, OR, XOR, CMP and TEST.
    void binary() {
        Instruction insn = body.insn;
        boolean live = body.live(Effects.ALL_FLAGS);
        boolean writes = insn.opcode != Opcode.CMP && insn.opcode != Opcode.TEST;
        if (!writes && !live && !insn.isMemory) {
            return;
        }
        chooseSlots(live);
        operands(writes);
        code.lload(first).lload(second);
        operate(insn.opcode);
        code.lstore(result);
        if (writes) {
            storeResult(insn.form == Form.REG_RM ? insn.reg : insn.rm);
        }
        if (live) {
            keep(true);
            flags.setAll(LazyFlags.half(operation(insn.opcode), insn.operandSize, 0), true);
        }
    }

    private void operands(boolean writes) {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        if (insn.form == Form.REG_RM) {
            operand(false);
            code.lstore(second);
            body.register(insn.reg, size, insn.hasRex);
            code.lstore(first);
            return;
        }
        operand(writes);
        code.lstore(first);
        if (insn.form == Form.RM_REG) {
            body.register(insn.reg, size, insn.hasRex);
        } else {
            body.constant(insn.immediate);
        }
        code.lstore(second);
    }

    /// Pushes the `rm` operand.
    private void operand(boolean modify) {
        Instruction insn = body.insn;
        if (!insn.isMemory) {
            body.register(insn.rm, insn.operandSize, insn.hasRex);
        } else if (modify) {
            memory.modify(insn.operandSize);
        } else {
            memory.load(insn.operandSize);
        }
    }

    private void operate(int opcode) {
        switch (opcode) {
            case Opcode.ADD -> code.ladd();
            case Opcode.SUB, Opcode.CMP -> code.lsub();
            case Opcode.OR -> code.lor();
            case Opcode.XOR -> code.lxor();
            default -> code.land();
        }
    }

    private static int operation(int opcode) {
        return switch (opcode) {
            case Opcode.ADD -> LazyFlags.ADD;
            case Opcode.SUB, Opcode.CMP -> LazyFlags.SUB;
            default -> LazyFlags.LOGIC;
        };
    }

    /// Writes the result to memory, or to `register`.
    private void storeResult(int register) {
        Instruction insn = body.insn;
        if (toMemory()) {
            memory.storeBack(result, insn.operandSize);
        } else {
            code.lload(result);
            body.setRegister(register, insn.operandSize, insn.hasRex);
        }
    }

    /// Puts operands and result where the flags want them.
    private void keep(boolean withFirst) {
        if (result != Slots.RESULT) {
            if (withFirst) {
                code.lload(first).lstore(Slots.FIRST);
            }
            code.lload(second).lstore(Slots.OPERAND);
            code.lload(result).lstore(Slots.RESULT);
        }
    }

    /// INC, DEC, NEG and NOT.
    void unary() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        boolean live = insn.opcode != Opcode.NOT && body.live(Effects.ALL_FLAGS);
        chooseSlots(live);
        operand(true);
        switch (insn.opcode) {
            case Opcode.INC -> code.lconst_1().ladd();
            case Opcode.DEC -> code.lconst_1().lsub();
            case Opcode.NOT -> {
                body.constant(-1L);
                code.lxor();
            }
            default -> {
                code.lstore(second).lconst_0().lstore(first);
                code.lload(second).lneg();
            }
        }
        code.lstore(result);
        storeResult(insn.rm);
        if (!live) {
            return;
        }
        if (insn.opcode == Opcode.NEG) {
            keep(true);
            flags.setAll(LazyFlags.half(LazyFlags.SUB, size, 0), true);
            return;
        }
        if (result != Slots.RESULT) {
            code.lload(result).lstore(Slots.RESULT);
        }
        int operation = insn.opcode == Opcode.INC ? LazyFlags.INC : LazyFlags.DEC;
        if (!body.splitCarry) {
            code.lconst_0().lstore(Slots.OPERAND);
        }
        flags.setRest(LazyFlags.half(operation, size, 0));
    }

    /// SHL, SHR, SAR, ROL and ROR by an immediate.
    void shift() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        int by = Effects.shiftCount(insn);
        boolean live = by != 0 && body.live(Effects.ALL_FLAGS);
        boolean rotates = insn.opcode == Opcode.ROL || insn.opcode == Opcode.ROR;
        chooseSlots(live && !rotates);
        operand(true);
        code.lstore(second);
        code.lload(second);
        if (rotates) {
            rotate(insn.opcode == Opcode.ROL, by, size);
        } else {
            shift(insn.opcode, by, size);
        }
        code.lstore(result);
        storeResult(insn.rm);
        if (!live) {
            return;
        }
        if (rotates) {
            code.lload(result).lstore(Slots.CARRY_RESULT);
            code.lconst_0().lstore(Slots.CARRY_OPERAND);
            int operation = insn.opcode == Opcode.ROL ? LazyFlags.ROL : LazyFlags.ROR;
            flags.setCarry(LazyFlags.half(operation, size, 0));
            return;
        }
        keep(false);
        flags.setAll(LazyFlags.half(operationOfShift(insn.opcode), size, by), false);
    }

    private static int operationOfShift(int opcode) {
        return switch (opcode) {
            case Opcode.SHR -> LazyFlags.SHR;
            case Opcode.SAR -> LazyFlags.SAR;
            default -> LazyFlags.SHL;
        };
    }

    /// Shifts the long on the stack; counts up to 31 beyond the width of small operands.
    private void shift(int opcode, int by, int size) {
        switch (opcode) {
            case Opcode.SHR -> {
                body.truncate(size);
                body.constant(by);
                code.lushr();
            }
            case Opcode.SAR -> {
                body.signExtend(size);
                body.constant(by);
                code.lshr();
            }
            default -> {
                body.constant(by);
                code.lshl();
            }
        }
    }

    /// Rotates the long on the stack; what is above the size goes.
    private void rotate(boolean left, int count, int size) {
        int bits = size << 3;
        int by = count & bits - 1;
        body.truncate(size);
        if (by == 0) {
            return;
        }
        code.lstore(result).lload(result);
        body.constant(left ? by : bits - by);
        code.lshl().lload(result);
        body.constant(left ? bits - by : by);
        code.lushr().lor();
        body.truncate(size);
    }

    /// IMUL with two or three operands.
    void multiply() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        boolean live = body.live(Effects.ALL_FLAGS);
        chooseSlots(false);
        operand(false);
        code.lstore(second);
        if (insn.opcode == Opcode.IMUL_3) {
            body.constant(insn.immediate);
        } else {
            body.register(insn.reg, size, insn.hasRex);
        }
        code.lstore(first);
        code.lload(first);
        body.signExtend(size);
        code.lload(second);
        body.signExtend(size);
        code.lmul();
        body.setRegister(insn.reg, size, insn.hasRex);
        if (live) {
            code.lload(first).lstore(Slots.CARRY_OPERAND);
            code.lload(second).lstore(Slots.CARRY_RESULT);
            flags.setCarry(LazyFlags.half(LazyFlags.IMUL, size, 0));
        }
    }
}
