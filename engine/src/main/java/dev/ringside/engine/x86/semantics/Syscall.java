package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_DB;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_G;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_L;
import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.EFER_SCE;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDX;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// SYSCALL, SYSRET, SYSENTER and SYSEXIT (SDM Vol. 3A 5.8.7, 5.8.8). They read no descriptors: flat
/// segments are set.
public final class Syscall {
    private static final int R11 = 11;
    private static final long RETURNED = 0x3C7FD7;

    private Syscall() {}

    /// SYSCALL.
    public static void syscall(Cpu cpu, Instruction insn) {
        requireSyscall(cpu);
        VcpuState state = cpu.state;
        cpu.gpr[RCX] = cpu.nextRip;
        cpu.gpr[R11] = cpu.rflags() & ~Rflags.RF;
        cpu.setRflags(cpu.rflags() & ~state.fmask & ~(Rflags.RF | Rflags.VM));
        int selector = (int) (state.star >>> 32) & 0xFFFC;
        enter(cpu, selector, ACCESS_L);
        cpu.nextRip = state.lstar;
        Mode.update(cpu);
    }

    /// SYSRET to 64-bit code with `operandSize` 8, else to 32-bit code.
    public static void sysret(Cpu cpu, Instruction insn) {
        requireSyscall(cpu);
        SystemOperand.requireCpl0(cpu);
        boolean to64 = insn.operandSize == 8;
        long target = cpu.gpr[RCX];
        if (to64 && !Mode.canonical(target)) {
            throw cpu.fault.of(Vector.GP, 0, "SYSRET to an address that is not canonical");
        }
        cpu.setRflags(cpu.gpr[R11] & RETURNED);
        int base = (int) (cpu.state.star >>> 48);
        leave(cpu, to64 ? base + 16 : base, base + 8, to64 ? ACCESS_L : ACCESS_DB);
        cpu.nextRip = to64 ? target : target & 0xFFFFFFFFL;
        Mode.update(cpu);
    }

    /// Intel's rule: only in 64-bit code.
    private static void requireSyscall(Cpu cpu) {
        if (cpu.codeBytes != 8 || (cpu.state.efer & EFER_SCE) == 0) {
            throw SystemOperand.undefined(cpu, "needs 64-bit code and EFER.SCE");
        }
    }

    /// SYSENTER.
    public static void sysenter(Cpu cpu, Instruction insn) {
        int selector = requireSysenter(cpu);
        VcpuState state = cpu.state;
        cpu.setRflags(cpu.rflags() & ~(Rflags.VM | Rflags.IF | Rflags.RF));
        enter(cpu, selector, cpu.longMode ? ACCESS_L : ACCESS_DB);
        cpu.gpr[RSP] = cpu.longMode ? state.sysenterEsp : state.sysenterEsp & 0xFFFFFFFFL;
        cpu.nextRip = cpu.longMode ? state.sysenterEip : state.sysenterEip & 0xFFFFFFFFL;
        Mode.update(cpu);
    }

    /// SYSEXIT to 64-bit code with `operandSize` 8, else to 32-bit code.
    public static void sysexit(Cpu cpu, Instruction insn) {
        int selector = requireSysenter(cpu);
        SystemOperand.requireCpl0(cpu);
        long target = cpu.gpr[RDX];
        long stack = cpu.gpr[RCX];
        boolean to64 = insn.operandSize == 8;
        if (to64 && (!Mode.canonical(target) || !Mode.canonical(stack))) {
            throw cpu.fault.of(Vector.GP, 0, "SYSEXIT to an address that is not canonical");
        }
        int cs = selector + (to64 ? 32 : 16);
        leave(cpu, cs, cs + 8, to64 ? ACCESS_L : ACCESS_DB);
        cpu.gpr[RSP] = to64 ? stack : stack & 0xFFFFFFFFL;
        cpu.nextRip = to64 ? target : target & 0xFFFFFFFFL;
        Mode.update(cpu);
    }

    private static int requireSysenter(Cpu cpu) {
        int selector = (int) cpu.state.sysenterCs & 0xFFFC;
        if (!cpu.protectedMode || selector == 0) {
            throw cpu.fault.of(Vector.GP, 0, "needs protected mode and IA32_SYSENTER_CS");
        }
        return selector;
    }

    private static void enter(Cpu cpu, int selector, int width) {
        cpu.state.segment[CS].set(selector, 0, 0xFFFFFFFFL, 0x9B | width | ACCESS_G);
        cpu.state.segment[SS].set(selector + 8, 0, 0xFFFFFFFFL, 0x93 | ACCESS_DB | ACCESS_G);
    }

    private static void leave(Cpu cpu, int cs, int ss, int width) {
        cpu.state.segment[CS].set((cs | 3) & 0xFFFF, 0, 0xFFFFFFFFL, 0xFB | width | ACCESS_G);
        cpu.state.segment[SS].set((ss | 3) & 0xFFFF, 0, 0xFFFFFFFFL, 0xF3 | ACCESS_DB | ACCESS_G);
    }
}
