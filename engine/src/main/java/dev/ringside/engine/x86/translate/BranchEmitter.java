package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.VcpuState.RCX;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;

/// Ends of blocks: edges within the region, exits, calls, returns and indirect jumps.
final class BranchEmitter {
    private final Body body;
    private final CodeBuilder code;
    private final Conditions conditions;
    private final Addressing memory;

    BranchEmitter(Body body, Conditions conditions, Addressing memory) {
        this.body = body;
        this.code = body.code;
        this.conditions = conditions;
        this.memory = memory;
    }

    /// Writes the last instruction of the block if it is a branch, and the edges.
    void end() {
        GuestBlock block = body.block;
        switch (block.end) {
            case FALL -> {
                count();
                edge(block.next);
            }
            case JUMP -> jump();
            case BRANCH -> branch();
            case CALL -> call();
            case INDIRECT -> indirect();
        }
    }

    private void count() {
        code.lload(Slots.COUNT);
        body.constant((long) body.block.count());
        code.ladd().lstore(Slots.COUNT);
    }

    /// Goes on at `rip`, in the region or outside; COUNT includes the block.
    private void edge(long rip) {
        GuestBlock to = body.plan.blocks().get(rip);
        if (to == null) {
            code.goto_(body.exit(rip));
            return;
        }
        if (body.plan.leavesPage(body.block, to)) {
            code.iload(Slots.PAGES);
            body.constant(1 << body.plan.pageOf(to.rip));
            code.iand().ifeq(body.exit(rip));
        }
        code.goto_(body.label(to));
    }

    /// The branch to nowhere faults: the interpreter says how.
    private void nowhere() {
        body.mark();
        body.bail();
    }

    private void jump() {
        if (body.block.target == GuestBlock.NOWHERE) {
            nowhere();
            return;
        }
        count();
        edge(body.block.target);
    }

    private void branch() {
        Instruction insn = body.insn;
        Label taken = code.newLabel();
        if (insn.opcode == Opcode.JCC) {
            conditions.branch(insn.condition, taken);
        } else {
            loop(insn, taken);
        }
        count();
        edge(body.block.next);
        code.labelBinding(taken);
        jump();
    }

    /// LOOP and JCXZ. RCX changes even if the branch is not taken, but not if it faults.
    private void loop(Instruction insn, Label taken) {
        int size = insn.addressSize;
        code.lload(body.slot(RCX));
        if (insn.opcode == Opcode.JCXZ) {
            body.truncate(size);
            code.lconst_0().lcmp().ifeq(taken);
            return;
        }
        code.lconst_1().lsub();
        body.truncate(size);
        code.lstore(Slots.R);
        if (body.block.target == GuestBlock.NOWHERE) {
            nowhere();
            return;
        }
        code.lload(Slots.R);
        body.setRegister(RCX, size, true);
        Label not = code.newLabel();
        code.lload(Slots.R).lconst_0().lcmp().ifeq(not);
        switch (insn.opcode) {
            case Opcode.LOOPE -> conditions.branch(4, taken);
            case Opcode.LOOPNE -> conditions.branch(5, taken);
            default -> code.goto_(taken);
        }
        code.labelBinding(not);
    }

    private void call() {
        if (body.block.target == GuestBlock.NOWHERE) {
            nowhere();
            return;
        }
        body.constant(body.next);
        code.lstore(Slots.R);
        memory.push(Slots.R, body.insn.operandSize);
        count();
        edge(body.block.target);
    }

    /// RET, JMP r/m and CALL r/m.
    private void indirect() {
        Instruction insn = body.insn;
        int size = insn.operandSize;
        if (insn.opcode == Opcode.RET) {
            memory.peek(0, size);
        } else if (insn.isMemory) {
            memory.load(size);
        } else {
            body.register(insn.rm, size, insn.hasRex);
            body.truncate(size);
        }
        code.lstore(Slots.RIP);
        requireReachable();
        if (insn.opcode == Opcode.RET) {
            memory.release(size + (insn.form == Form.IMMEDIATE ? insn.immediate : 0));
        } else if (insn.opcode == Opcode.CALL) {
            body.constant(body.next);
            code.lstore(Slots.R);
            memory.push(Slots.R, size);
        }
        count();
        dispatch();
    }

    /// Leaves a target that faults to the interpreter.
    private void requireReachable() {
        body.mark();
        Label reachable = code.newLabel();
        code.lload(Slots.RIP);
        if (body.plan.codeBytes() == 8) {
            body.constant(16);
            code.lshl();
            body.constant(16);
            code.lshr().lload(Slots.RIP).lcmp().ifeq(reachable);
        } else {
            body.constant(body.plan.codeLimit());
            code.lcmp().ifle(reachable);
        }
        body.bail();
        code.labelBinding(reachable);
    }

    /// Goes on at RIP: a return site or another block that indirect branches have reached, or
    /// outside.
    private void dispatch() {
        List<GuestBlock> sites = new ArrayList<>();
        for (long site : body.plan.returnSites()) {
            GuestBlock to = body.plan.blocks().get(site);
            if (to != null) {
                sites.add(to);
            }
        }
        if (sites.isEmpty()) {
            code.goto_(body.leave);
            return;
        }
        long first = body.lowest;
        code.lload(Slots.RIP);
        body.constant(first);
        code.lsub().lstore(Slots.R);
        code.lload(Slots.R).l2i().i2l().lload(Slots.R).lcmp().ifne(body.leave);
        code.lload(Slots.R).l2i();
        List<SwitchCase> cases = new ArrayList<>();
        for (GuestBlock to : sites) {
            cases.add(SwitchCase.of((int) (to.rip - first), body.landing(to)));
        }
        cases.sort((a, b) -> Integer.compare(a.caseValue(), b.caseValue()));
        code.lookupswitch(body.leave, cases);
    }
}
