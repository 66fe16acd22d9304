package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Far JMP, CALL and RET with gates and privilege changes (SDM Vol. 3A 5.8, Vol. 2A CALL).
public final class FarTransfer {
    private FarTransfer() {}

    /// JMP ptr16:16/32: offset in `immediate`, selector in `immediate2`.
    public static void jumpDirect(Cpu cpu, Instruction insn) {
        jump(cpu, insn.immediate2, Cpu.truncate(insn.immediate, insn.operandSize), insn);
    }

    /// JMP m16:16/32/64; a register operand is #UD.
    public static void jumpIndirect(Cpu cpu, Instruction insn) {
        SystemOperand.requireMemory(cpu, insn);
        long at = cpu.effectiveAddress(insn);
        long offset = Segmentation.read(cpu, insn.segment, at, insn.operandSize);
        jump(cpu, pointerSelector(cpu, insn, at), offset, insn);
    }

    /// CALL ptr16:16/32: offset in `immediate`, selector in `immediate2`.
    public static void callDirect(Cpu cpu, Instruction insn) {
        call(cpu, insn.immediate2, Cpu.truncate(insn.immediate, insn.operandSize), insn);
    }

    /// CALL m16:16/32/64; a register operand is #UD.
    public static void callIndirect(Cpu cpu, Instruction insn) {
        SystemOperand.requireMemory(cpu, insn);
        long at = cpu.effectiveAddress(insn);
        long offset = Segmentation.read(cpu, insn.segment, at, insn.operandSize);
        call(cpu, pointerSelector(cpu, insn, at), offset, insn);
    }

    private static int pointerSelector(Cpu cpu, Instruction insn, long at) {
        long next = Cpu.truncate(at + insn.operandSize, insn.addressSize);
        return (int) Segmentation.read(cpu, insn.segment, next, 2);
    }

    private static void jump(Cpu cpu, int selector, long offset, Instruction insn) {
        if (Mode.paragraphs(cpu)) {
            checkParagraphOffset(cpu, offset);
            enterParagraph(cpu, selector, offset);
            return;
        }
        long raw = target(cpu, selector);
        if (Descriptor.isSegment(raw)) {
            requireCode(cpu, selector, raw);
            CodeTarget.checkDirect(cpu, selector, raw);
            CodeTarget.checkOffset(cpu, raw, offset, 0);
            CodeTarget.load(cpu, selector, raw, offset, cpu.cpl);
            Mode.update(cpu);
            return;
        }
        CallGate gate = cpu.platform.gate;
        if (gate.open(cpu, selector, raw)) {
            boolean conforming = Descriptor.isConforming(gate.code);
            int dpl = Descriptor.dpl(gate.code);
            if (conforming ? dpl > cpu.cpl : dpl != cpu.cpl) {
                throw cpu.fault.of(
                        Vector.GP, gate.selector & 0xFFFC, "JMP through a gate cannot change CPL");
            }
            CodeTarget.checkPresent(cpu, gate.selector, gate.code, 0);
            CodeTarget.checkOffset(cpu, gate.code, gate.offset, 0);
            CodeTarget.load(cpu, gate.selector, gate.code, gate.offset, cpu.cpl);
            Mode.update(cpu);
        } else {
            TaskSwitch.enter(cpu, gate.selector, TaskSwitch.JUMP, cpu.nextRip, cpu.rflags(), 0);
        }
    }

    private static void call(Cpu cpu, int selector, long offset, Instruction insn) {
        int size = insn.operandSize;
        StackFrame frame = cpu.platform.frame;
        frame.begin(cpu, 0);
        frame.push(cpu.state.segment[CS].selector, size);
        frame.push(cpu.nextRip, size);
        if (Mode.paragraphs(cpu)) {
            checkParagraphOffset(cpu, offset);
            frame.check(cpu);
            frame.commit(cpu);
            enterParagraph(cpu, selector, offset);
            return;
        }
        long raw = target(cpu, selector);
        if (Descriptor.isSegment(raw)) {
            requireCode(cpu, selector, raw);
            CodeTarget.checkDirect(cpu, selector, raw);
            CodeTarget.checkOffset(cpu, raw, offset, 0);
            frame.check(cpu);
            frame.commit(cpu);
            CodeTarget.load(cpu, selector, raw, offset, cpu.cpl);
            Mode.update(cpu);
        } else if (cpu.platform.gate.open(cpu, selector, raw)) {
            cpu.platform.gate.call(cpu, frame);
        } else {
            int task = cpu.platform.gate.selector;
            TaskSwitch.enter(cpu, task, TaskSwitch.CALL, cpu.nextRip, cpu.rflags(), 0);
        }
    }

    private static long target(Cpu cpu, int selector) {
        if (Descriptor.isNull(selector)) {
            throw cpu.fault.of(Vector.GP, 0, "far transfer to a null selector");
        }
        return Descriptor.read(cpu, selector, Vector.GP);
    }

    private static void requireCode(Cpu cpu, int selector, long raw) {
        if (!Descriptor.isCode(raw)) {
            throw cpu.fault.of(
                    Vector.GP, selector & 0xFFFC, "far transfer to what is no code segment");
        }
    }

    private static void checkParagraphOffset(Cpu cpu, long offset) {
        if (offset > cpu.state.segment[CS].limit) {
            throw cpu.fault.of(Vector.GP, 0, "target is beyond the code segment");
        }
    }

    /// CS:IP in real-address and virtual-8086 mode.
    static void enterParagraph(Cpu cpu, int selector, long offset) {
        Segmentation.loadParagraph(cpu, CS, selector);
        cpu.nextRip = offset;
        Mode.update(cpu);
    }

    /// RETF and RETF imm16: `immediate` bytes are released (0 without an operand).
    public static void ret(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long released = insn.immediate & 0xFFFF;
        long offset = Stack.peek(cpu, 0, size);
        int selector = (int) Stack.peek(cpu, size, size) & 0xFFFF;
        if (Mode.paragraphs(cpu)) {
            checkParagraphOffset(cpu, offset);
            Stack.release(cpu, 2L * size + released);
            enterParagraph(cpu, selector, offset);
            return;
        }
        long raw = target(cpu, selector);
        CodeTarget.checkReturn(cpu, selector, raw);
        CodeTarget.checkOffset(cpu, raw, offset, 0);
        int rpl = selector & 3;
        if (rpl == cpu.cpl) {
            Stack.release(cpu, 2L * size + released);
            CodeTarget.load(cpu, selector, raw, offset, rpl);
            Mode.update(cpu);
            return;
        }
        long sp = Stack.peek(cpu, 2L * size + released, size);
        int ss = (int) Stack.peek(cpu, 3L * size + released, size) & 0xFFFF;
        returnOutward(cpu, selector, raw, offset, ss, sp, released);
    }

    /// The stack switch of RETF and IRET to an outer level (SDM Vol. 3A 5.8.6).
    static void returnOutward(
            Cpu cpu, int selector, long raw, long offset, int ss, long sp, long released) {
        int rpl = selector & 3;
        boolean to64 = cpu.longMode && Descriptor.isLong(raw);
        if (Descriptor.isNull(ss)) {
            if (!to64 || rpl == 3 || (ss & 3) != rpl) {
                throw cpu.fault.of(Vector.GP, 0, "return with a null SS");
            }
            CodeTarget.load(cpu, selector, raw, offset, rpl);
            Segmentation.loadNullStack(cpu, ss, rpl);
        } else {
            long stack = Descriptor.read(cpu, ss, Vector.GP);
            Segmentation.checkStackDescriptor(cpu, ss, stack, rpl, Vector.GP, 0);
            long marked = Descriptor.markAccessed(cpu, ss, stack);
            CodeTarget.load(cpu, selector, raw, offset, rpl);
            Descriptor.load(cpu.state.segment[SS], ss, marked);
        }
        setStackPointer(cpu, to64, sp + released);
        Mode.update(cpu);
        Segmentation.dropInnerData(cpu);
    }

    /// The new stack's width decides how much of RSP is written.
    private static void setStackPointer(Cpu cpu, boolean to64, long sp) {
        VcpuState state = cpu.state;
        boolean wide = (state.segment[SS].access & SegmentRegister.ACCESS_DB) != 0;
        cpu.setRegister(RSP, to64 ? 8 : wide ? 4 : 2, true, sp);
    }
}
