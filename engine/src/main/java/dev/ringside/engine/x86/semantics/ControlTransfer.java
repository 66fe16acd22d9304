package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;

/// Near branches (SDM Vol. 1 7.3.8; Vol. 2 Jcc, JMP, CALL, RET, LOOP). All of them assign
/// [Cpu#nextRip] after checking the target.
public final class ControlTransfer {
    private ControlTransfer() {}

    /// JMP and taken Jcc: `immediate` counts from the next instruction.
    public static void jumpRelative(Cpu cpu, Instruction insn) {
        cpu.nextRip = checked(cpu, cpu.nextRip + insn.immediate, insn.operandSize);
    }

    /// JMP r/m.
    public static void jump(Cpu cpu, Instruction insn) {
        cpu.nextRip = checked(cpu, Operands.read(cpu, insn), insn.operandSize);
    }

    /// CALL rel.
    public static void callRelative(Cpu cpu, Instruction insn) {
        call(cpu, cpu.nextRip + insn.immediate, insn.operandSize);
    }

    /// CALL r/m.
    public static void call(Cpu cpu, Instruction insn) {
        call(cpu, Operands.read(cpu, insn), insn.operandSize);
    }

    private static void call(Cpu cpu, long to, int size) {
        long target = checked(cpu, to, size);
        Stack.push(cpu, cpu.nextRip, size);
        cpu.nextRip = target;
    }

    /// RET and RET imm16.
    public static void ret(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        cpu.nextRip = checked(cpu, Stack.peek(cpu, 0, size), size);
        Stack.release(cpu, size + (insn.form == Form.IMMEDIATE ? insn.immediate : 0));
    }

    /// LOOP: counts (E)CX or RCX by the address size and jumps while it is not zero.
    public static void loop(Cpu cpu, Instruction insn) {
        loop(cpu, insn, true);
    }

    public static void loope(Cpu cpu, Instruction insn) {
        loop(cpu, insn, cpu.zero());
    }

    public static void loopne(Cpu cpu, Instruction insn) {
        loop(cpu, insn, !cpu.zero());
    }

    private static void loop(Cpu cpu, Instruction insn, boolean condition) {
        int size = insn.addressSize;
        long count = Cpu.truncate(cpu.gpr[VcpuState.RCX] - 1, size);
        if (count != 0 && condition) {
            jumpRelative(cpu, insn);
        }
        cpu.setRegister(VcpuState.RCX, size, count);
    }

    /// JCXZ, JECXZ, JRCXZ by the address size.
    public static void jcxz(Cpu cpu, Instruction insn) {
        if (Cpu.truncate(cpu.gpr[VcpuState.RCX], insn.addressSize) == 0) {
            jumpRelative(cpu, insn);
        }
    }

    /// `target` cut to `size` bytes, or `#GP(0)` if CS does not reach it or it is not canonical.
    static long checked(Cpu cpu, long target, int size) {
        if (cpu.codeBytes == 8) {
            if (target << 16 >> 16 != target) {
                throw cpu.fault.of(Vector.GP, 0, "branch to a non-canonical address");
            }
            return target;
        }
        long offset = Cpu.truncate(target, size);
        if (offset > cpu.state.segment[SegmentRegister.CS].limit) {
            throw cpu.fault.of(Vector.GP, 0, "branch beyond the limit of CS");
        }
        return offset;
    }
}
