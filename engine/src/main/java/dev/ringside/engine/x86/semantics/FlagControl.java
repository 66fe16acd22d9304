package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Instruction;

/// Instructions on flags that privilege guards: PUSHF, POPF, CLI, STI, CLAC, STAC (SDM Vol. 2).
public final class FlagControl {
    /// What POPF may always change, 32 bits wide.
    private static final long POPF =
            Rflags.STATUS | Rflags.TF | Rflags.DF | Rflags.NT | Rflags.AC | Rflags.ID;

    private FlagControl() {}

    /// PUSHF, PUSHFD, PUSHFQ by `operandSize`: VM and RF read 0.
    public static void pushf(Cpu cpu, Instruction insn) {
        boolean virtual = VirtualInterrupts.flags(cpu, insn.operandSize);
        long flags = virtual ? VirtualInterrupts.image(cpu) : cpu.rflags();
        Stack.push(cpu, flags & ~(Rflags.VM | Rflags.RF), insn.operandSize);
    }

    /// POPF, POPFD, POPFQ by `operandSize`.
    public static void popf(Cpu cpu, Instruction insn) {
        if (VirtualInterrupts.flags(cpu, insn.operandSize)) {
            long popped = Stack.peek(cpu, 0, 2);
            VirtualInterrupts.check(cpu, popped);
            Stack.release(cpu, 2);
            VirtualInterrupts.restore(cpu, popped);
            Mode.update(cpu);
            return;
        }
        long popped = Stack.pop(cpu, insn.operandSize);
        long changeable = POPF;
        if (cpu.cpl <= Mode.iopl(cpu)) {
            changeable |= Rflags.IF;
        }
        if (cpu.cpl == 0) {
            changeable |= Rflags.IOPL;
        }
        if (insn.operandSize == 2) {
            changeable &= 0xFFFF;
        }
        cpu.setRflags(cpu.rflags() & ~changeable & ~Rflags.RF | popped & changeable);
        Mode.update(cpu);
    }

    /// CLI.
    public static void cli(Cpu cpu, Instruction insn) {
        if (VirtualInterrupts.control(cpu)) {
            VirtualInterrupts.disable(cpu);
        } else {
            cpu.state.rflags &= ~Rflags.IF;
        }
    }

    /// STI with its shadow: none if interrupts were on already (SDM Vol. 2B STI).
    public static void sti(Cpu cpu, Instruction insn) {
        if (VirtualInterrupts.control(cpu)) {
            VirtualInterrupts.enable(cpu);
        } else if ((cpu.state.rflags & Rflags.IF) == 0) {
            cpu.state.rflags |= Rflags.IF;
            cpu.state.stiShadow = true;
            cpu.attention |= Platform.BOUNDARY;
        }
    }

    /// CLAC.
    public static void clac(Cpu cpu, Instruction insn) {
        requireSmap(cpu);
        cpu.state.rflags &= ~Rflags.AC;
        Mode.update(cpu);
    }

    /// STAC.
    public static void stac(Cpu cpu, Instruction insn) {
        requireSmap(cpu);
        cpu.state.rflags |= Rflags.AC;
        Mode.update(cpu);
    }

    /// The CPUID bit and CPL 0; CR4.SMAP may be clear (SDM Vol. 2B STAC).
    private static void requireSmap(Cpu cpu) {
        if (cpu.cpl != 0) {
            throw SystemOperand.undefined(cpu, "CLAC and STAC above CPL 0");
        }
    }
}
