package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.tlb.LinearMemory;
import dev.ringside.engine.x86.tlb.TranslatedAccess;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;

/// Effective addresses, segments, loads and stores.
final class Addressing {
    private static final ClassDesc ACCESS = Body.desc(TranslatedAccess.class);
    private static final ClassDesc RAM = Body.desc(MemorySegment.class);
    private static final ClassDesc MEMORY = Body.desc(LinearMemory.class);
    private static final ClassDesc TLB = ConstantDescs.CD_long.arrayType();
    private static final MethodTypeDesc LOAD =
            MethodTypeDesc.of(ConstantDescs.CD_long, RAM, TLB, MEMORY, ConstantDescs.CD_long);
    private static final MethodTypeDesc STORE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_void,
                    RAM,
                    TLB,
                    MEMORY,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);

    private final Body body;
    private final CodeBuilder code;

    Addressing(Body body) {
        this.body = body;
        this.code = body.code;
    }

    /// Pushes the offset of the memory operand, cut to the address size.
    void offset() {
        Instruction insn = body.insn;
        long displacement = insn.displacement;
        if (insn.base == Instruction.RIP) {
            displacement += body.next;
        }
        boolean something = false;
        if (insn.base >= 0 && insn.base != Instruction.RIP) {
            code.lload(body.slot(insn.base));
            something = true;
        }
        if (insn.index >= 0) {
            code.lload(body.slot(insn.index));
            if (insn.scale != 0) {
                body.constant(insn.scale);
                code.lshl();
            }
            if (something) {
                code.ladd();
            }
            something = true;
        }
        if (!something) {
            body.constant(Cpu.truncate(displacement, insn.addressSize));
            return;
        }
        if (displacement != 0) {
            body.constant(displacement);
            code.ladd();
        }
        body.truncate(insn.addressSize);
    }

    /// Turns the offset on the stack into a linear address; [Body#mark] came before.
    void linear(int segment, int size, boolean write) {
        if (body.plan.codeBytes() == 8) {
            if (segment >= FS) {
                code.lload(Slots.base(segment)).ladd();
            }
            return;
        }
        code.dup2();
        body.constant((long) size - 1);
        code.ladd().lload(Slots.limit(segment, write)).lcmp();
        Label inside = code.newLabel();
        code.ifle(inside);
        body.bail();
        code.labelBinding(inside);
        code.lload(Slots.base(segment)).ladd();
        body.truncate(4);
    }

    /// Pushes what the memory operand holds, zero-extended.
    void load(int size) {
        body.mark();
        offset();
        linear(body.insn.segment, size, false);
        code.lstore(Slots.ADDRESS);
        access("read", size);
    }

    /// The same for a read-modify-write; the address stays in ADDRESS.
    void modify(int size) {
        body.mark();
        offset();
        linear(body.insn.segment, size, true);
        code.lstore(Slots.ADDRESS);
        access("modify", size);
    }

    /// Stores the long in `slot` where [#modify] read.
    void storeBack(int slot, int size) {
        arguments();
        code.lload(slot).invokestatic(ACCESS, "write" + size, STORE);
    }

    /// Stores the long in `slot` to the memory operand.
    void store(int slot, int size) {
        body.mark();
        offset();
        linear(body.insn.segment, size, true);
        code.lstore(Slots.ADDRESS);
        storeBack(slot, size);
    }

    /// Pushes `size` bytes from SS:RSP + `distance`.
    void peek(long distance, int size) {
        peek(RSP, distance, size);
    }

    /// Pushes `size` bytes from SS:`register` + `distance`.
    void peek(int register, long distance, int size) {
        body.mark();
        stackOffset(register, distance);
        linear(SS, size, false);
        code.lstore(Slots.ADDRESS);
        access("read", size);
    }

    /// Pushes the long in `slot` on the guest's stack.
    void push(int slot, int size) {
        body.mark();
        stackOffset(RSP, -size);
        linear(SS, size, true);
        code.lstore(Slots.ADDRESS);
        storeBack(slot, size);
        release(-size);
    }

    private void stackOffset(int register, long distance) {
        code.lload(body.slot(register));
        if (distance != 0) {
            body.constant(distance);
            code.ladd();
        }
        body.truncate(body.plan.stackBytes());
    }

    /// Adds `bytes` to the stack pointer.
    void release(long bytes) {
        code.lload(body.slot(RSP));
        body.constant(bytes);
        code.ladd();
        body.setRegister(RSP, body.plan.stackBytes(), true);
    }

    private void arguments() {
        code.aload(Slots.RAM).aload(Slots.TLB).aload(Slots.MEMORY).lload(Slots.ADDRESS);
    }

    private void access(String kind, int size) {
        arguments();
        code.invokestatic(ACCESS, kind + size, LOAD);
    }
}
