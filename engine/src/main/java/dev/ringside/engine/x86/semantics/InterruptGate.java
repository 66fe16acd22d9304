package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.DS;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// Deliveries through the IDT's gates (SDM Vol. 3A 6.11 to 6.14).
final class InterruptGate {
    private static final int IDT = 2;

    private InterruptGate() {}

    /// Legacy protected mode.
    static void deliverProtected(Cpu cpu, int vector, int kind, int errorCode, long returnRip) {
        int external = kind == Interrupts.SOFTWARE ? 0 : 1;
        long gate = readGate(cpu, vector, 8, external);
        int type = Descriptor.type(gate);
        boolean task = type == Descriptor.TYPE_TASK_GATE;
        boolean wide = (type & ~1) == Descriptor.TYPE_INTERRUPT_GATE_32;
        boolean narrow = (type & ~1) == Descriptor.TYPE_INTERRUPT_GATE_16;
        if (Descriptor.isSegment(gate) || !task && !wide && !narrow) {
            throw cpu.fault.of(Vector.GP, code(vector, external), "IDT entry is no gate");
        }
        checkGate(cpu, gate, vector, kind, external);
        if (task) {
            switchTask(cpu, gate, vector, kind, errorCode, returnRip);
            return;
        }
        long offset = wide ? Descriptor.gateOffset32(gate) : gate & 0xFFFF;
        int selector = Descriptor.gateSelector(gate);
        long target = readTarget(cpu, selector, external);
        boolean virtual = Mode.virtual8086(cpu);
        int dpl = Descriptor.dpl(target);
        boolean inward = !Descriptor.isConforming(target) && dpl < cpu.cpl;
        if (virtual && (!inward || dpl != 0)) {
            throw cpu.fault.of(
                    Vector.GP,
                    selector & 0xFFFC | external,
                    "handler of virtual-8086 mode is not at CPL 0");
        }
        int cpl = inward ? dpl : cpu.cpl;
        int size = wide ? 4 : 2;
        StackFrame frame = cpu.platform.frame;
        if (inward) {
            frame.beginInner(cpu, cpl, external);
            if (virtual) {
                Interrupts.pushVirtual8086(cpu, frame, size);
            }
            Interrupts.pushStack(cpu, frame, size);
        } else {
            frame.begin(cpu, external);
        }
        pushReturn(cpu, frame, vector, kind, size, returnRip);
        pushError(frame, vector, kind, size, errorCode);
        enter(cpu, frame, gate, selector, target, offset, cpl, external);
        if (virtual) {
            dropData(cpu);
        }
    }

    /// SDM Vol. 3A 6.12.2: the error code goes to the new task's stack.
    private static void switchTask(
            Cpu cpu, long gate, int vector, int kind, int errorCode, long returnRip) {
        int external = kind == Interrupts.SOFTWARE ? 0 : 1;
        boolean fault = kind == Interrupts.EXCEPTION && vector != Vector.DB;
        long flags = fault ? cpu.rflags() | Rflags.RF : cpu.rflags();
        int selector = Descriptor.gateSelector(gate);
        TaskSwitch.enter(cpu, selector, TaskSwitch.CALL, returnRip, flags, external);
        if (kind == Interrupts.EXCEPTION && Vector.hasErrorCode(vector)) {
            Stack.push(cpu, errorCode, cpu.platform.task.wide ? 4 : 2);
        }
    }

    /// IA-32e mode (SDM Vol. 3A 6.14).
    static void deliverLong(Cpu cpu, int vector, int kind, int errorCode, long returnRip) {
        int external = kind == Interrupts.SOFTWARE ? 0 : 1;
        long gate = readGate(cpu, vector, 16, external);
        boolean isGate = (Descriptor.type(gate) & ~1) == Descriptor.TYPE_INTERRUPT_GATE_32;
        if (Descriptor.isSegment(gate) || !isGate) {
            throw cpu.fault.of(Vector.GP, code(vector, external), "IDT entry is no 64-bit gate");
        }
        checkGate(cpu, gate, vector, kind, external);
        long upper = cpu.memory.readSystem(cpu.state.idtrBase + vector * 16L + 8, 8);
        long offset = Descriptor.gateOffset32(gate) | upper << 32;
        int selector = Descriptor.gateSelector(gate);
        long target = readTarget(cpu, selector, external);
        if (!Descriptor.isLong(target) || Descriptor.isBig(target)) {
            throw cpu.fault.of(
                    Vector.GP, selector & 0xFFFC | external, "handler is not in 64-bit code");
        }
        int dpl = Descriptor.dpl(target);
        boolean inward = !Descriptor.isConforming(target) && dpl < cpu.cpl;
        int cpl = inward ? dpl : cpu.cpl;
        int ist = (int) (gate >>> 32) & 7;
        StackFrame frame = cpu.platform.frame;
        if (ist != 0) {
            frame.beginIst(cpu, ist, cpl, external);
        } else if (inward) {
            frame.beginInner(cpu, cpl, external);
        } else {
            frame.begin(cpu, external);
        }
        frame.alignLong(cpu);
        Interrupts.pushStack(cpu, frame, 8);
        pushReturn(cpu, frame, vector, kind, 8, returnRip);
        pushError(frame, vector, kind, 8, errorCode);
        enter(cpu, frame, gate, selector, target, offset, cpl, external);
    }

    private static int code(int vector, int external) {
        return vector * 8 + IDT + external;
    }

    private static long readGate(Cpu cpu, int vector, int bytes, int external) {
        VcpuState state = cpu.state;
        if (vector * bytes + bytes - 1 > state.idtrLimit) {
            throw cpu.fault.of(
                    Vector.GP, code(vector, external), "vector is beyond the IDT's limit");
        }
        return cpu.memory.readSystem(state.idtrBase + (long) vector * bytes, 8);
    }

    private static void checkGate(Cpu cpu, long gate, int vector, int kind, int external) {
        if (kind == Interrupts.SOFTWARE && Descriptor.dpl(gate) < cpu.cpl) {
            throw cpu.fault.of(Vector.GP, code(vector, 0), "IDT gate's DPL is below CPL");
        }
        if (!Descriptor.isPresent(gate)) {
            throw cpu.fault.of(Vector.NP, code(vector, external), "IDT gate is not present");
        }
    }

    private static long readTarget(Cpu cpu, int selector, int external) {
        if (Descriptor.isNull(selector)) {
            throw cpu.fault.of(Vector.GP, external, "IDT gate holds a null selector");
        }
        long target = Descriptor.read(cpu, selector, Vector.GP, external);
        if (!Descriptor.isCode(target) || Descriptor.dpl(target) > cpu.cpl) {
            throw cpu.fault.of(
                    Vector.GP,
                    selector & 0xFFFC | external,
                    "IDT gate's selector is no code segment for this CPL");
        }
        CodeTarget.checkPresent(cpu, selector, target, external);
        return target;
    }

    /// RFLAGS, CS, RIP. Faults push RF set, so that an instruction breakpoint does not hit twice;
    /// `#DB` leaves it (SDM Vol. 3B 18.3.1.1).
    private static void pushReturn(
            Cpu cpu, StackFrame frame, int vector, int kind, int size, long returnRip) {
        boolean fault = kind == Interrupts.EXCEPTION && vector != Vector.DB;
        frame.push(fault ? cpu.rflags() | Rflags.RF : cpu.rflags(), size);
        frame.push(cpu.state.segment[CS].selector, size);
        frame.push(returnRip, size);
    }

    private static void pushError(StackFrame frame, int vector, int kind, int size, int errorCode) {
        if (kind == Interrupts.EXCEPTION && Vector.hasErrorCode(vector)) {
            frame.push(errorCode, size);
        }
    }

    private static void enter(
            Cpu cpu,
            StackFrame frame,
            long gate,
            int selector,
            long target,
            long offset,
            int cpl,
            int external) {
        CodeTarget.checkOffset(cpu, target, offset, external);
        frame.check(cpu);
        frame.commit(cpu);
        long cleared = Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM;
        if ((Descriptor.type(gate) & 1) == 0) {
            cleared |= Rflags.IF;
        }
        cpu.setRflags(cpu.rflags() & ~cleared);
        CodeTarget.load(cpu, selector, target, offset, cpl);
    }

    private static void dropData(Cpu cpu) {
        for (int index : new int[] {ES, DS, FS, GS}) {
            Descriptor.loadNull(cpu.state.segment[index], 0);
        }
    }
}
