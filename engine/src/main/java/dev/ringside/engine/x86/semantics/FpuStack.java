package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// The x87 register stack: TOP, tags, what every instruction does first (SDM Vol. 1 8.1.2, 8.1.7,
/// 8.1.8, 8.5.1.1).
///
/// Tags say empty (3) or not (0); what a register holds is told from its contents when FSTENV or
/// FSAVE want to know.
final class FpuStack {
    private static final int EMPTY = 3;
    private static final int TOP = 7 << 11;

    private FpuStack() {}

    /// `#NM`, `#MF`. Operands in memory are read after it and before [#begin], so that a fault
    /// leaves everything as it was.
    static void require(Cpu cpu) {
        FpuControl.requireAvailable(cpu);
        FpuControl.requireNoPending(cpu);
    }

    /// Notes the instruction in the pointers and clears C1: nothing faults any more.
    static void begin(Cpu cpu, Instruction insn) {
        VcpuState state = cpu.state;
        state.fpuStatus &= ~FpuStatus.C1;
        FpuPointers.note(cpu, insn);
    }

    static int top(VcpuState state) {
        return state.fpuStatus >> 11 & 7;
    }

    /// The physical register that is ST(i).
    static int physical(VcpuState state, int i) {
        return top(state) + i & 7;
    }

    static boolean isEmpty(VcpuState state, int i) {
        return (state.fpuTag >> 2 * physical(state, i) & EMPTY) == EMPTY;
    }

    static void load(VcpuState state, int i, Float80 into) {
        int register = physical(state, i);
        into.set(state.fpuExponent[register], state.fpuSignificand[register]);
    }

    /// Writes ST(i) and marks it as in use.
    static void store(VcpuState state, int i, Float80 value) {
        store(state, i, value.signExponent(), value.significand);
    }

    static void store(VcpuState state, int i, int signExponent, long significand) {
        int register = physical(state, i);
        state.fpuExponent[register] = signExponent;
        state.fpuSignificand[register] = significand;
        state.fpuTag &= ~(EMPTY << 2 * register);
    }

    static void setTop(VcpuState state, int top) {
        state.fpuStatus = state.fpuStatus & ~TOP | (top & 7) << 11;
    }

    static void pop(VcpuState state) {
        free(state, 0);
        setTop(state, top(state) + 1);
    }

    static void free(VcpuState state, int i) {
        state.fpuTag |= EMPTY << 2 * physical(state, i);
    }

    /// Makes room for a push, or signals stack overflow.
    ///
    /// @return whether the instruction goes on; ST(0) is the indefinite already if the register was
    ///   in use
    static boolean push(Cpu cpu, Float80 value) {
        VcpuState state = cpu.state;
        if (!isEmpty(state, 7)) {
            if (!overflow(state)) {
                return false;
            }
            value.setIndefinite();
        }
        setTop(state, top(state) - 1);
        store(state, 0, value);
        return true;
    }

    /// Stack overflow (SDM Vol. 1 8.5.1.1).
    ///
    /// @return whether it is masked
    static boolean overflow(VcpuState state) {
        return FpuStatus.signal(state, Rounding.IE | FpuStatus.STACK_FAULT | FpuStatus.C1);
    }

    /// Stack underflow.
    ///
    /// @return whether it is masked
    static boolean underflow(VcpuState state) {
        state.fpuStatus &= ~FpuStatus.C1;
        return FpuStatus.signal(state, Rounding.IE | FpuStatus.STACK_FAULT);
    }
}
