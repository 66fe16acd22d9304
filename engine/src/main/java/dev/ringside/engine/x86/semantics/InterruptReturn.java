package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.DS;
import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// IRET in all modes (SDM Vol. 2A IRET).
final class InterruptReturn {
    private static final long ALWAYS = Rflags.STATUS | Rflags.TF | Rflags.DF | Rflags.NT;
    private static final long WIDE = Rflags.RF | Rflags.AC | Rflags.ID;

    private InterruptReturn() {}

    static void iret(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        if (Mode.virtual8086(cpu)) {
            if (VirtualInterrupts.flags(cpu, size)) {
                virtualInterrupts(cpu);
            } else {
                paragraphs(cpu, size, Rflags.IF);
            }
        } else if (!cpu.protectedMode) {
            paragraphs(cpu, size, Rflags.IF | Rflags.IOPL);
        } else {
            protectedMode(cpu, size);
        }
        cpu.state.nmiBlocked = false;
        EventHook hook = cpu.platform.eventHook();
        if (hook != null) {
            cpu.materializeFlags();
            cpu.state.rip = cpu.nextRip;
            hook.returned(cpu.state);
        }
    }

    private static void paragraphs(Cpu cpu, int size, long more) {
        long ip = Stack.peek(cpu, 0, size);
        int cs = (int) Stack.peek(cpu, size, size) & 0xFFFF;
        long flags = Stack.peek(cpu, 2L * size, size);
        if (ip > cpu.state.segment[CS].limit) {
            throw cpu.fault.of(Vector.GP, 0, "target is beyond the code segment");
        }
        Stack.release(cpu, 3L * size);
        setFlags(cpu, flags, more, size);
        FarTransfer.enterParagraph(cpu, cs, ip);
    }

    /// With CR4.VME and IOPL below 3, 16 bits wide.
    private static void virtualInterrupts(Cpu cpu) {
        long ip = Stack.peek(cpu, 0, 2);
        int cs = (int) Stack.peek(cpu, 2, 2) & 0xFFFF;
        long flags = Stack.peek(cpu, 4, 2);
        VirtualInterrupts.check(cpu, flags);
        Stack.release(cpu, 6);
        VirtualInterrupts.restore(cpu, flags);
        FarTransfer.enterParagraph(cpu, cs, ip);
    }

    private static void setFlags(Cpu cpu, long popped, long more, int size) {
        long mask = ALWAYS | more | WIDE;
        if (size == 2) {
            mask &= 0xFFFF;
        }
        cpu.setRflags(cpu.rflags() & ~mask | popped & mask);
    }

    private static void protectedMode(Cpu cpu, int size) {
        if ((cpu.rflags() & Rflags.NT) != 0) {
            if (cpu.longMode) {
                throw cpu.fault.of(Vector.GP, 0, "IRET with NT set in IA-32e mode");
            }
            TaskSwitch.back(cpu);
            return;
        }
        long rip = Stack.peek(cpu, 0, size);
        int cs = (int) Stack.peek(cpu, size, size) & 0xFFFF;
        long flags = Stack.peek(cpu, 2L * size, size);
        if ((flags & Rflags.VM) != 0 && cpu.cpl == 0 && !cpu.longMode && size == 4) {
            toVirtual8086(cpu, rip, cs, flags);
            return;
        }
        if (Descriptor.isNull(cs)) {
            throw cpu.fault.of(Vector.GP, 0, "IRET to a null selector");
        }
        long raw = Descriptor.read(cpu, cs, Vector.GP);
        CodeTarget.checkReturn(cpu, cs, raw);
        CodeTarget.checkOffset(cpu, raw, rip, 0);
        long more = privileged(cpu);
        int rpl = cs & 3;
        if (rpl == cpu.cpl && cpu.codeBytes != 8) {
            Stack.release(cpu, 3L * size);
            CodeTarget.load(cpu, cs, raw, rip, rpl);
            setFlags(cpu, flags, more, size);
            Mode.update(cpu);
            return;
        }
        // To an outer level, and always from 64-bit code (SDM Vol. 3A 6.14.3).
        long sp = Stack.peek(cpu, 3L * size, size);
        int ss = (int) Stack.peek(cpu, 4L * size, size) & 0xFFFF;
        FarTransfer.returnOutward(cpu, cs, raw, rip, ss, sp, 0);
        setFlags(cpu, flags, more, size);
        Mode.update(cpu);
    }

    /// What the level before the return may change.
    private static long privileged(Cpu cpu) {
        long more = 0;
        if (cpu.cpl <= Mode.iopl(cpu)) {
            more |= Rflags.IF;
        }
        if (cpu.cpl == 0) {
            more |= Rflags.IOPL | Rflags.VIF | Rflags.VIP;
        }
        return more;
    }

    /// SDM Vol. 3A 20.2.5.
    private static void toVirtual8086(Cpu cpu, long rip, int cs, long flags) {
        long sp = Stack.peek(cpu, 12, 4);
        int ss = (int) Stack.peek(cpu, 16, 4) & 0xFFFF;
        int es = (int) Stack.peek(cpu, 20, 4) & 0xFFFF;
        int ds = (int) Stack.peek(cpu, 24, 4) & 0xFFFF;
        int fs = (int) Stack.peek(cpu, 28, 4) & 0xFFFF;
        int gs = (int) Stack.peek(cpu, 32, 4) & 0xFFFF;
        if (rip > 0xFFFF) {
            throw cpu.fault.of(Vector.GP, 0, "IP above 0xFFFF for virtual-8086 mode");
        }
        cpu.setRflags(flags);
        cpu.gpr[RSP] = sp & 0xFFFFFFFFL;
        Segmentation.loadParagraph(cpu, ES, es);
        Segmentation.loadParagraph(cpu, SS, ss);
        Segmentation.loadParagraph(cpu, DS, ds);
        Segmentation.loadParagraph(cpu, FS, fs);
        Segmentation.loadParagraph(cpu, GS, gs);
        FarTransfer.enterParagraph(cpu, cs, rip);
    }
}
