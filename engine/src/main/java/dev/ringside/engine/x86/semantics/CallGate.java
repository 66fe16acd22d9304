package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.state.Vector;

/// A call gate that a far JMP or CALL met (SDM Vol. 3A 5.8.3, 5.8.4). One reused instance a VCPU.
final class CallGate {
    /// Selector in the gate, or of the TSS.
    int selector;

    /// Offset in the gate.
    long offset;

    /// Descriptor the gate's selector names.
    long code;

    /// Bytes of a pushed value: 2, 4 or 8.
    private int size;

    private int parameters;

    /// Reads a gate and checks it and its code segment, all but presence and the rules of the
    /// transfer.
    ///
    /// @return false for a task switch to the TSS that [#selector] names
    boolean open(Cpu cpu, int gateSelector, long raw) {
        int type = Descriptor.type(raw);
        boolean task =
                type == Descriptor.TYPE_TASK_GATE
                        || type == Descriptor.TYPE_TSS_32
                        || type == Descriptor.TYPE_TSS_16;
        boolean gate32 = type == Descriptor.TYPE_CALL_GATE_32;
        boolean gate16 = type == Descriptor.TYPE_CALL_GATE_16 && !cpu.longMode;
        if (!gate32 && !gate16 && (!task || cpu.longMode)) {
            throw cpu.fault.of(
                    Vector.GP,
                    gateSelector & 0xFFFC,
                    "far transfer to what is neither code nor gate");
        }
        if (Descriptor.dpl(raw) < Math.max(cpu.cpl, gateSelector & 3)) {
            throw cpu.fault.of(Vector.GP, gateSelector & 0xFFFC, "gate's DPL is below CPL or RPL");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, gateSelector & 0xFFFC, "gate is not present");
        }
        if (task) {
            boolean gate = type == Descriptor.TYPE_TASK_GATE;
            selector = gate ? Descriptor.gateSelector(raw) : gateSelector;
            return false;
        }
        read(cpu, gateSelector, raw, gate16);
        return true;
    }

    private void read(Cpu cpu, int gateSelector, long raw, boolean gate16) {
        selector = Descriptor.gateSelector(raw);
        offset = gate16 ? raw & 0xFFFF : Descriptor.gateOffset32(raw);
        size = gate16 ? 2 : 4;
        parameters = (int) (raw >>> 32) & 31;
        if (cpu.longMode) {
            long at = Descriptor.address(cpu, gateSelector, 16, Vector.GP);
            long upper = cpu.memory.readSystem(at + 8, 8);
            if ((upper >>> 40 & 0x1F) != 0) {
                throw cpu.fault.of(Vector.GP, gateSelector & 0xFFFC, "bad upper half of gate");
            }
            offset |= upper << 32;
            size = 8;
            parameters = 0;
        }
        if (Descriptor.isNull(selector)) {
            throw cpu.fault.of(Vector.GP, 0, "gate holds a null selector");
        }
        code = Descriptor.read(cpu, selector, Vector.GP);
        boolean width = !cpu.longMode || Descriptor.isLong(code) && !Descriptor.isBig(code);
        if (!Descriptor.isCode(code) || Descriptor.dpl(code) > cpu.cpl || !width) {
            throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "gate's code segment does not fit");
        }
    }

    /// CALL through the gate: to the same level, or to an inner one with a stack of its own.
    void call(Cpu cpu, StackFrame frame) {
        CodeTarget.checkPresent(cpu, selector, code, 0);
        int dpl = Descriptor.dpl(code);
        boolean inward = !Descriptor.isConforming(code) && dpl < cpu.cpl;
        int cpl = inward ? dpl : cpu.cpl;
        if (inward) {
            frame.beginInner(cpu, cpl, 0);
            frame.push(cpu.state.segment[SS].selector, size);
            frame.push(cpu.gpr[RSP], size);
            for (int i = parameters - 1; i >= 0; i--) {
                frame.push(Stack.peek(cpu, (long) i * size, size), size);
            }
        } else {
            frame.begin(cpu, 0);
        }
        frame.push(cpu.state.segment[CS].selector, size);
        frame.push(cpu.nextRip, size);
        CodeTarget.checkOffset(cpu, code, offset, 0);
        frame.check(cpu);
        frame.commit(cpu);
        CodeTarget.load(cpu, selector, code, offset, cpl);
        Mode.update(cpu);
    }
}
