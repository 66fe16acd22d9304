package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Instructions on flags that privilege guards: PUSHF, POPF, CLI, STI, CLAC, STAC (SDM Vol. 2).
public final class FlagControl {
    /// What POPF may always change, 32 bits wide.
    private static final long POPF =
            Rflags.STATUS | Rflags.TF | Rflags.DF | Rflags.NT | Rflags.AC | Rflags.ID;

    private FlagControl() {}

    /// PUSHF, PUSHFD, PUSHFQ by `operandSize`: VM and RF read 0.
    public static void pushf(Cpu cpu, Instruction insn) {
        requireVirtualIopl(cpu);
        Stack.push(cpu, cpu.rflags() & ~(Rflags.VM | Rflags.RF), insn.operandSize);
    }

    /// POPF, POPFD, POPFQ by `operandSize`.
    public static void popf(Cpu cpu, Instruction insn) {
        requireVirtualIopl(cpu);
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

    private static void requireVirtualIopl(Cpu cpu) {
        if (Mode.virtual8086(cpu) && Mode.iopl(cpu) < 3) {
            throw cpu.fault.of(Vector.GP, 0, "IOPL below 3 in virtual-8086 mode");
        }
    }

    private static void requireIopl(Cpu cpu) {
        if (cpu.cpl > Mode.iopl(cpu)) {
            throw cpu.fault.of(Vector.GP, 0, "CPL is above IOPL");
        }
    }

    /// CLI.
    public static void cli(Cpu cpu, Instruction insn) {
        requireIopl(cpu);
        cpu.state.rflags &= ~Rflags.IF;
    }

    /// STI with its shadow: none if interrupts were on already (SDM Vol. 2B STI).
    public static void sti(Cpu cpu, Instruction insn) {
        requireIopl(cpu);
        if ((cpu.state.rflags & Rflags.IF) == 0) {
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
