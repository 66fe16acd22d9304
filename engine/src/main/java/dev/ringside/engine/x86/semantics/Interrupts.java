package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.DS;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Interrupt and exception delivery and the INT instructions (SDM Vol. 3A chapter 6).
public final class Interrupts {
    /// [#deliver]: INT n, INT3, INTO: the gate's DPL is checked, EXT is 0.
    public static final int SOFTWARE = 0;

    /// [#deliver]: INTR, NMI.
    public static final int EXTERNAL = 1;

    /// [#deliver]: an exception, with its error code if its vector has one.
    public static final int EXCEPTION = 2;

    private Interrupts() {}

    /// INT n (CD): `vector` 0 to 255.
    public static void software(Cpu cpu, int vector, Instruction insn) {
        if (Mode.virtual8086(cpu) && VirtualInterrupts.redirects(cpu, vector)) {
            VirtualInterrupts.redirect(cpu, vector);
            return;
        }
        if (Mode.virtual8086(cpu) && Mode.iopl(cpu) < 3) {
            throw cpu.fault.of(Vector.GP, 0, "INT n with IOPL below 3 in virtual-8086 mode");
        }
        deliver(cpu, vector, SOFTWARE, 0, cpu.nextRip);
    }

    /// INT3 (CC).
    public static void breakpoint(Cpu cpu, Instruction insn) {
        raiseTrap(cpu, Vector.BP);
    }

    /// INTO (CE); #UD in 64-bit mode.
    public static void overflow(Cpu cpu, Instruction insn) {
        if (cpu.codeBytes == 8) {
            throw SystemOperand.undefined(cpu, "INTO in 64-bit mode");
        }
        if (cpu.overflow()) {
            raiseTrap(cpu, Vector.OF);
        }
    }

    /// INT1 (F1): no DPL check, EXT is 1 (SDM Vol. 2A INT).
    public static void icebp(Cpu cpu, Instruction insn) {
        throw trap(cpu, Vector.DB, EXCEPTION);
    }

    /// Traps of instructions go the way of exceptions, so that event hooks see them; the run loop
    /// knows by [Platform#trapPending] that they return after the instruction.
    private static void raiseTrap(Cpu cpu, int vector) {
        throw trap(cpu, vector, SOFTWARE);
    }

    private static RuntimeException trap(Cpu cpu, int vector, int kind) {
        cpu.platform.trapKind = kind;
        cpu.platform.trapPending = true;
        return cpu.fault.of(vector, 0, "raised by an instruction");
    }

    /// IRET, IRETD, IRETQ by `operandSize` 2, 4, 8.
    public static void iret(Cpu cpu, Instruction insn) {
        InterruptReturn.iret(cpu, insn);
    }

    /// Delivers a vector: afterwards [Cpu#nextRip] and `state.rip` are the handler's. Throws
    /// [dev.ringside.engine.x86.tlb.GuestFault] having changed nothing.
    ///
    /// @param kind [#SOFTWARE], [#EXTERNAL] or [#EXCEPTION]
    /// @param returnRip where the handler returns to
    public static void deliver(Cpu cpu, int vector, int kind, int errorCode, long returnRip) {
        int returnCs = cpu.state.segment[CS].selector;
        if (!cpu.protectedMode) {
            deliverReal(cpu, vector, returnRip);
        } else if (cpu.longMode) {
            InterruptGate.deliverLong(cpu, vector, kind, errorCode, returnRip);
        } else {
            InterruptGate.deliverProtected(cpu, vector, kind, errorCode, returnRip);
        }
        cpu.state.rip = cpu.nextRip;
        cpu.platform.delivered = true;
        Mode.update(cpu);
        EventHook hook = cpu.platform.eventHook();
        if (hook != null) {
            cpu.materializeFlags();
            hook.delivered(cpu.state, vector, kind == EXTERNAL, returnCs, returnRip);
        }
        if (kind == EXTERNAL) {
            cpu.platform.note(cpu, EventKind.EXTERNAL_INTERRUPT, vector, 0, 0);
        } else if (kind == SOFTWARE) {
            cpu.platform.note(cpu, EventKind.SOFTWARE_INTERRUPT, vector, 0, 0);
        }
    }

    /// SDM Vol. 3A 20.1.4.
    private static void deliverReal(Cpu cpu, int vector, long returnRip) {
        if (vector * 4 + 3 > cpu.state.idtrLimit) {
            throw cpu.fault.of(Vector.GP, 0, "vector is beyond the interrupt table's limit");
        }
        long entry = cpu.memory.readSystem(cpu.state.idtrBase + vector * 4L & 0xFFFFFFFFL, 4);
        StackFrame frame = cpu.platform.frame;
        frame.begin(cpu, 0);
        frame.push(cpu.rflags(), 2);
        frame.push(cpu.state.segment[CS].selector, 2);
        frame.push(returnRip, 2);
        frame.check(cpu);
        frame.commit(cpu);
        long cleared = Rflags.IF | Rflags.TF | Rflags.AC | Rflags.RF;
        cpu.setRflags(cpu.rflags() & ~cleared);
        FarTransfer.enterParagraph(cpu, (int) (entry >>> 16), entry & 0xFFFF);
    }

    /// Pushes what virtual-8086 mode needs saved and makes the data segments null (SDM Vol. 3A
    /// 20.3.1.1).
    static void pushVirtual8086(Cpu cpu, StackFrame frame, int size) {
        frame.push(cpu.state.segment[GS].selector, size);
        frame.push(cpu.state.segment[FS].selector, size);
        frame.push(cpu.state.segment[DS].selector, size);
        frame.push(cpu.state.segment[ES].selector, size);
    }

    /// Old SS and stack pointer.
    static void pushStack(Cpu cpu, StackFrame frame, int size) {
        frame.push(cpu.state.segment[SS].selector, size);
        frame.push(cpu.gpr[RSP], size);
    }
}
