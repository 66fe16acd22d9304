package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.decode.Instruction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Instructions that call the interpreter's semantics: what they read goes to the CPU, what they
/// may write comes back.
final class SharedEmitter {
    private static final ClassDesc SHARED = Body.desc(SharedInstruction.class);
    private static final MethodTypeDesc EXECUTE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_boolean,
                    Body.CPU,
                    Body.desc(Instruction.class),
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);

    private final Body body;
    private final CodeBuilder code;
    private final Flags flags;

    SharedEmitter(Body body, Flags flags) {
        this.body = body;
        this.code = body.code;
        this.flags = flags;
    }

    void emit() {
        Instruction insn = body.insn;
        int reads = Effects.reads(insn) | Effects.writes(insn);
        int writes = Effects.writes(insn);
        boolean touchesFlags = Effects.mayTouchFlags(insn);
        // Completed iterations stay in the CPU when one of them faults.
        boolean everything = Effects.repeats(insn);
        spill(everything ? body.written : reads);
        if (touchesFlags || everything) {
            flags.spill();
        }
        if (everything) {
            body.constant(-1);
            code.istore(Slots.AT);
        } else {
            body.mark();
        }
        call();
        Label goesOn = code.newLabel();
        code.ifne(goesOn);
        stop();
        code.labelBinding(goesOn);
        reload(writes);
        if (touchesFlags) {
            flags.load();
        }
        if (Effects.repeats(insn)) {
            // The run loop counts the last iteration, here the end of the block.
            code.aload(Slots.CPU).getfield(Body.CPU, "state", Body.STATE);
            code.getfield(Body.STATE, "instructionCount", ConstantDescs.CD_long);
            body.constant((long) body.index);
            code.lsub().lstore(Slots.COUNT);
        }
    }

    private void call() {
        code.aload(Slots.CPU);
        body.constants.add(body.insn);
        body.data(body.constants.size() - 1, Instruction.class);
        body.constant(body.rip);
        body.constant(body.next);
        code.lload(Slots.COUNT);
        body.constant((long) body.index);
        code.ladd().lload(Slots.LIMIT);
        code.invokestatic(SHARED, "execute", EXECUTE);
    }

    /// Leaves behind the instruction: the CPU is right in what the instruction touched.
    private void stop() {
        Flags.Known before = flags.known();
        reload(Effects.writes(body.insn));
        if (Effects.mayTouchFlags(body.insn)) {
            flags.load();
        }
        code.aload(Slots.CPU).getfield(Body.CPU, "nextRip", ConstantDescs.CD_long);
        code.lstore(Slots.RIP);
        code.aload(Slots.CPU).getfield(Body.CPU, "state", Body.STATE);
        code.getfield(Body.STATE, "instructionCount", ConstantDescs.CD_long);
        code.lconst_1().ladd().lstore(Slots.COUNT).goto_(body.leave);
        flags.assume(before);
    }

    private void spill(int registers) {
        for (int i = 0; i < 16; i++) {
            if ((registers >> i & 1) != 0 && (body.used >> i & 1) != 0) {
                code.aload(Slots.GPR);
                body.constant(i);
                code.lload(body.slot(i)).lastore();
            }
        }
    }

    private void reload(int registers) {
        for (int i = 0; i < 16; i++) {
            if ((registers >> i & 1) != 0 && (body.used >> i & 1) != 0) {
                body.loadRegister(i);
            }
        }
    }
}
