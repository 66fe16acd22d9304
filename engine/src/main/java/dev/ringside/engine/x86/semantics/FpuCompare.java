package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 comparison and classification (SDM Vol. 1 8.3.6; Vol. 2A FCOM, FCOMI, FICOM, FTST, FUCOM,
/// FXAM).
public final class FpuCompare {
    private static final int UNORDERED = FpuStatus.C0 | FpuStatus.C2 | FpuStatus.C3;

    private FpuCompare() {}

    /// FCOM, FCOMP with a register or a real number in memory.
    public static void real(Cpu cpu, Instruction insn, int pops) {
        FpuStack.require(cpu);
        if (insn.isMemory) {
            FpuOperand.real(cpu, insn, cpu.fpu.second);
            memory(cpu, insn, pops);
        } else {
            FpuStack.begin(cpu, insn);
            registers(cpu, insn.rm & 7, false, pops);
        }
    }

    /// FICOM, FICOMP.
    public static void integer(Cpu cpu, Instruction insn, int pops) {
        FpuStack.require(cpu);
        FpuOperand.integer(cpu, insn, cpu.fpu.second);
        memory(cpu, insn, pops);
    }

    /// FUCOM, FUCOMP, FUCOMPP, FCOMPP: of two registers.
    ///
    /// @param quiet QNaNs are no invalid operands
    public static void registers(Cpu cpu, Instruction insn, boolean quiet, int pops) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        registers(cpu, insn.rm & 7, quiet, pops);
    }

    /// FTST: ST(0) with 0.0.
    public static void test(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        cpu.fpu.second.setZero(0);
        memory(cpu, insn, 0);
    }

    private static void memory(Cpu cpu, Instruction insn, int pops) {
        FpuStack.begin(cpu, insn);
        if (FpuStack.isEmpty(cpu.state, 0)) {
            finish(cpu.state, FpuStack.underflow(cpu.state), UNORDERED, pops);
            return;
        }
        FpuStack.load(cpu.state, 0, cpu.fpu.first);
        compare(cpu, false, pops);
    }

    private static void registers(Cpu cpu, int i, boolean quiet, int pops) {
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, 0) || FpuStack.isEmpty(state, i)) {
            finish(state, FpuStack.underflow(state), UNORDERED, pops);
            return;
        }
        FpuStack.load(state, 0, cpu.fpu.first);
        FpuStack.load(state, i, cpu.fpu.second);
        compare(cpu, quiet, pops);
    }

    private static void compare(Cpu cpu, boolean quiet, int pops) {
        int raised = exceptions(cpu.fpu.first, cpu.fpu.second, quiet);
        boolean masked = FpuStatus.signal(cpu.state, raised);
        finish(cpu.state, masked, conditions(cpu.fpu.first, cpu.fpu.second), pops);
    }

    private static int exceptions(Float80 x, Float80 y, boolean quiet) {
        if (x.isInvalid() || y.isInvalid() || !quiet && (x.isNan() || y.isNan())) {
            return Rounding.IE;
        }
        return !x.isNan() && !y.isNan() && (x.denormal || y.denormal) ? Rounding.DE : 0;
    }

    private static int conditions(Float80 x, Float80 y) {
        if (x.isNan() || y.isNan()) {
            return UNORDERED;
        }
        int order = x.compare(y);
        return order < 0 ? FpuStatus.C0 : order == 0 ? FpuStatus.C3 : 0;
    }

    private static void finish(VcpuState state, boolean masked, int conditions, int pops) {
        FpuStatus.condition(state, UNORDERED, conditions);
        for (int i = 0; i < pops && masked; i++) {
            FpuStack.pop(state);
        }
    }

    /// FCOMI, FUCOMI and their popping forms: ZF, PF and CF take the place of C3, C2 and C0. Like
    /// these they are set even if the exception is unmasked. C1 stays but for stack underflow, as
    /// AMD processors have it.
    public static void toFlags(Cpu cpu, Instruction insn, boolean quiet, int pops) {
        FpuStack.require(cpu);
        FpuPointers.note(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        boolean masked;
        int conditions = UNORDERED;
        if (FpuStack.isEmpty(state, 0) || FpuStack.isEmpty(state, i)) {
            masked = FpuStack.underflow(state);
        } else {
            FpuStack.load(state, 0, cpu.fpu.first);
            FpuStack.load(state, i, cpu.fpu.second);
            masked = FpuStatus.signal(state, exceptions(cpu.fpu.first, cpu.fpu.second, quiet));
            conditions = conditions(cpu.fpu.first, cpu.fpu.second);
        }
        long zero = (conditions & FpuStatus.C3) != 0 ? Rflags.ZF : 0;
        long parity = (conditions & FpuStatus.C2) != 0 ? Rflags.PF : 0;
        long carry = (conditions & FpuStatus.C0) != 0 ? Rflags.CF : 0;
        cpu.setStatus(zero | parity | carry);
        if (pops != 0 && masked) {
            FpuStack.pop(state);
        }
    }

    /// FXAM: C1 is the sign, of an empty register too.
    public static void examine(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        FpuStack.load(state, 0, cpu.fpu.first);
        Float80 x = cpu.fpu.first;
        int sign = x.sign != 0 ? FpuStatus.C1 : 0;
        int kind = FpuStack.isEmpty(state, 0) ? FpuStatus.C3 | FpuStatus.C0 : kind(x);
        FpuStatus.condition(state, FpuStatus.CONDITION, sign | kind);
    }

    private static int kind(Float80 x) {
        return switch (x.kind) {
            case Float80.ZERO -> FpuStatus.C3;
            case Float80.FINITE -> x.denormal ? FpuStatus.C3 | FpuStatus.C2 : FpuStatus.C2;
            case Float80.INFINITY -> FpuStatus.C2 | FpuStatus.C0;
            case Float80.UNSUPPORTED -> 0;
            default -> FpuStatus.C0;
        };
    }
}
