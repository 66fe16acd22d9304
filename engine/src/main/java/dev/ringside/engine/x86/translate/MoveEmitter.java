package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBP;
import static dev.ringside.engine.state.VcpuState.RDX;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/// Moves, conversions, conditional moves and the stack.
final class MoveEmitter {
    private final Body body;
    private final CodeBuilder code;
    private final Conditions conditions;
    private final Addressing memory;

    MoveEmitter(Body body, Conditions conditions, Addressing memory) {
        this.body = body;
        this.code = body.code;
        this.conditions = conditions;
        this.memory = memory;
    }

    /// Pushes the `rm` operand.
    private void operand(int size) {
        Instruction insn = body.insn;
        if (insn.isMemory) {
            memory.load(size);
        } else {
            body.register(insn.rm, size, insn.hasRex);
        }
    }

    void move() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        if (insn.form == Form.REG_RM) {
            operand(size);
            body.setRegister(insn.reg, size, insn.hasRex);
            return;
        }
        if (insn.form == Form.RM_REG) {
            body.register(insn.reg, size, insn.hasRex);
        } else {
            body.constant(insn.immediate);
        }
        write();
    }

    /// Pops into the `rm` operand.
    private void write() {
        Instruction insn = body.insn;
        if (insn.isMemory) {
            code.lstore(Slots.R);
            memory.store(Slots.R, insn.operandSize);
        } else {
            body.setRegister(insn.rm, insn.operandSize, insn.hasRex);
        }
    }

    /// MOVZX of `size` bytes. Its register destination is `reg` in every form.
    void zeroExtend(int size) {
        operand(size);
        body.truncate(size);
        body.setRegister(body.insn.reg, body.insn.operandSize, body.insn.hasRex);
    }

    /// MOVSX and MOVSXD of `size` bytes.
    void signExtend(int size) {
        operand(size);
        body.signExtend(size);
        body.setRegister(body.insn.reg, body.insn.operandSize, body.insn.hasRex);
    }

    void lea() {
        memory.offset();
        body.setRegister(body.insn.reg, body.insn.operandSize, body.insn.hasRex);
    }

    /// XCHG of registers.
    void exchange() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        body.register(insn.rm, size, insn.hasRex);
        code.lstore(Slots.A);
        body.register(insn.reg, size, insn.hasRex);
        body.setRegister(insn.rm, size, insn.hasRex);
        code.lload(Slots.A);
        body.setRegister(insn.reg, size, insn.hasRex);
    }

    /// CMOVcc reads its source and clears the upper half of a 32-bit destination in any case.
    void conditionalMove() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        operand(size);
        code.lstore(Slots.R);
        Label moves = code.newLabel();
        Label done = code.newLabel();
        conditions.branch(insn.condition, moves);
        body.register(insn.reg, size, insn.hasRex);
        code.lstore(Slots.R);
        code.labelBinding(moves);
        code.lload(Slots.R);
        body.setRegister(insn.reg, size, insn.hasRex);
        code.labelBinding(done);
    }

    void setCondition() {
        Label holds = code.newLabel();
        Label done = code.newLabel();
        conditions.branch(body.insn.condition, holds);
        code.lconst_0().lstore(Slots.R).goto_(done);
        code.labelBinding(holds);
        code.lconst_1().lstore(Slots.R);
        code.labelBinding(done);
        if (body.insn.isMemory) {
            memory.store(Slots.R, 1);
        } else {
            code.lload(Slots.R);
            body.setRegister(body.insn.rm, 1, body.insn.hasRex);
        }
    }

    /// CBW, CWDE, CDQE.
    void widenAccumulator() {
        int size = body.insn.operandSize;
        code.lload(body.slot(RAX));
        body.signExtend(size >> 1);
        body.setRegister(RAX, size, true);
    }

    /// CWD, CDQ, CQO.
    void spreadSign() {
        int size = body.insn.operandSize;
        code.lload(body.slot(RAX));
        body.signExtend(size);
        body.constant(63);
        code.lshr();
        body.setRegister(RDX, size, true);
    }

    void push() {
        Instruction insn = body.insn;
        if (insn.form == Form.IMMEDIATE) {
            body.constant(insn.immediate);
        } else {
            operand(insn.operandSize);
        }
        code.lstore(Slots.R);
        memory.push(Slots.R, insn.operandSize);
    }

    /// POP of a register.
    void pop() {
        int size = body.insn.operandSize;
        memory.peek(0, size);
        code.lstore(Slots.R);
        memory.release(size);
        code.lload(Slots.R);
        body.setRegister(body.insn.rm, size, true);
    }

    void leave() {
        int size = body.insn.operandSize;
        int stack = body.plan.stackBytes();
        memory.peek(RBP, 0, size);
        code.lstore(Slots.R);
        code.lload(body.slot(RBP));
        body.truncate(stack);
        body.constant((long) size);
        code.ladd();
        body.setRegister(RSP, stack, true);
        code.lload(Slots.R);
        body.setRegister(RBP, size, true);
    }

    /// One of MOV, MOVZX, LEA and the like.
    ///
    /// @return whether it was one
    boolean emit() {
        Instruction insn = body.insn;
        switch (insn.opcode) {
            case Opcode.MOV -> move();
            case Opcode.MOVZX_B -> zeroExtend(1);
            case Opcode.MOVZX_W -> zeroExtend(2);
            case Opcode.MOVSX_B -> signExtend(1);
            case Opcode.MOVSX_W -> signExtend(2);
            case Opcode.MOVSXD -> signExtend(Math.min(insn.operandSize, 4));
            case Opcode.LEA -> lea();
            case Opcode.XCHG -> exchange();
            case Opcode.CMOVCC -> conditionalMove();
            case Opcode.SETCC -> setCondition();
            case Opcode.CBW -> widenAccumulator();
            case Opcode.CWD -> spreadSign();
            case Opcode.PUSH -> push();
            case Opcode.POP -> pop();
            case Opcode.LEAVE -> leave();
            case Opcode.NOP -> {}
            default -> {
                return false;
            }
        }
        return true;
    }
}
