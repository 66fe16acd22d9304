package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 loads, register moves and constants (SDM Vol. 1 8.3.3, 8.3.4; Vol. 2A FLD, FILD, FBLD, FLD1
/// to FLDZ, FXCH, FCMOVcc, FFREE, FINCSTP, FDECSTP).
public final class FpuTransfer {
    /// FLD1 to FLDZ: exponents, significands rounded down, and whether the nearest is the next.
    private static final int[] CONSTANT_EXPONENT = {
        0x3FFF, 0x4000, 0x3FFF, 0x4000, 0x3FFD, 0x3FFE, 0
    };

    private static final long[] CONSTANT = {
        0x8000000000000000L,
        0xD49A784BCD1B8AFEL,
        0xB8AA3B295C17F0BBL,
        0xC90FDAA22168C234L,
        0x9A209A84FBCFF798L,
        0xB17217F7D1CF79ABL,
        0
    };

    /// One bit a constant.
    private static final int NEAREST_IS_UP = 0b0111100;

    private static final int INEXACT = 0b0111110;

    private FpuTransfer() {}

    /// FLD of single and double precision.
    public static void load(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        Float80 value = cpu.fpu.first;
        FpuOperand.real(cpu, insn, value);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, 7)) {
            int raised = value.kind == Float80.SIGNALING ? Rounding.IE : 0;
            raised |= value.denormal ? Rounding.DE : 0;
            // An unmasked denormal operand is loaded all the same.
            if (!FpuStatus.signal(state, raised) && value.isNan()) {
                return;
            }
            if (value.isNan()) {
                FpuOperand.quiet(value);
            }
        }
        FpuStack.push(cpu, value);
    }

    /// FLD of extended precision: every encoding as it is.
    public static void loadExtended(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        long linear = Segmentation.linearForRead(cpu, insn.segment, cpu.effectiveAddress(insn), 10);
        long significand = cpu.memory.read(linear, 8);
        int signExponent = (int) cpu.memory.read(FpuMemory.next(cpu, linear, 8), 2);
        FpuStack.begin(cpu, insn);
        pushBits(cpu, signExponent, significand);
    }

    private static void pushBits(Cpu cpu, int signExponent, long significand) {
        VcpuState state = cpu.state;
        if (!FpuStack.isEmpty(state, 7)) {
            cpu.fpu.first.setIndefinite();
            FpuStack.push(cpu, cpu.fpu.first);
            return;
        }
        FpuStack.setTop(state, FpuStack.top(state) - 1);
        FpuStack.store(state, 0, signExponent, significand);
    }

    /// FLD ST(i).
    public static void loadRegister(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        if (FpuStack.isEmpty(state, i)) {
            if (FpuStack.underflow(state)) {
                cpu.fpu.first.setIndefinite();
                FpuStack.setTop(state, FpuStack.top(state) - 1);
                FpuStack.store(state, 0, cpu.fpu.first);
            }
            return;
        }
        int register = FpuStack.physical(state, i);
        pushBits(cpu, state.fpuExponent[register], state.fpuSignificand[register]);
    }

    public static void loadInteger(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuOperand.integer(cpu, insn, cpu.fpu.first);
        FpuStack.begin(cpu, insn);
        FpuStack.push(cpu, cpu.fpu.first);
    }

    /// FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ: 0 to 6. The rounding mode counts, the
    /// precision does not.
    public static void loadConstant(Cpu cpu, Instruction insn, int number) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        int mode = Rounding.mode(cpu.state.fpuControl);
        int ups = mode == Rounding.UP ? INEXACT : mode == Rounding.NEAREST ? NEAREST_IS_UP : 0;
        pushBits(cpu, CONSTANT_EXPONENT[number], CONSTANT[number] + (ups >> number & 1));
    }

    public static void exchange(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        boolean firstEmpty = FpuStack.isEmpty(state, 0);
        boolean secondEmpty = FpuStack.isEmpty(state, i);
        if (firstEmpty || secondEmpty) {
            if (!FpuStack.underflow(state)) {
                return;
            }
            cpu.fpu.result.setIndefinite();
            if (firstEmpty) {
                FpuStack.store(state, 0, cpu.fpu.result);
            }
            if (secondEmpty) {
                FpuStack.store(state, i, cpu.fpu.result);
            }
        }
        int first = FpuStack.physical(state, 0);
        int second = FpuStack.physical(state, i);
        int exponent = state.fpuExponent[first];
        long significand = state.fpuSignificand[first];
        FpuStack.store(state, 0, state.fpuExponent[second], state.fpuSignificand[second]);
        FpuStack.store(state, i, exponent, significand);
    }

    /// FCMOVcc.
    public static void conditional(Cpu cpu, Instruction insn, boolean holds) {
        FpuStack.require(cpu);
        FpuPointers.note(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        if (FpuStack.isEmpty(state, 0) || FpuStack.isEmpty(state, i)) {
            if (FpuStack.underflow(state)) {
                cpu.fpu.result.setIndefinite();
                FpuStack.store(state, 0, cpu.fpu.result);
            }
        } else if (holds) {
            int register = FpuStack.physical(state, i);
            FpuStack.store(state, 0, state.fpuExponent[register], state.fpuSignificand[register]);
        }
    }

    /// FST, FSTP to a register.
    public static void storeRegister(Cpu cpu, Instruction insn, int pops) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        if (FpuStack.isEmpty(state, 0)) {
            if (!FpuStack.underflow(state)) {
                return;
            }
            cpu.fpu.result.setIndefinite();
            FpuStack.store(state, i, cpu.fpu.result);
        } else {
            int top = FpuStack.top(state);
            FpuStack.store(state, i, state.fpuExponent[top], state.fpuSignificand[top]);
        }
        if (pops != 0) {
            FpuStack.pop(state);
        }
    }

    /// FSTPNCE, "no exception check": an empty register is popped and that is all.
    public static void storeUnchecked(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        int i = insn.rm & 7;
        int top = FpuStack.top(state);
        if (!FpuStack.isEmpty(state, 0)) {
            FpuStack.store(state, i, state.fpuExponent[top], state.fpuSignificand[top]);
        }
        FpuStack.pop(state);
    }

    /// FFREE, FFREEP.
    public static void free(Cpu cpu, Instruction insn, int pops) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        FpuStack.free(cpu.state, insn.rm & 7);
        if (pops != 0) {
            FpuStack.pop(cpu.state);
        }
    }

    /// FINCSTP (1) and FDECSTP (-1): tags stay.
    public static void rotate(Cpu cpu, Instruction insn, int distance) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        FpuStack.setTop(cpu.state, FpuStack.top(cpu.state) + distance);
    }

    /// FNOP.
    public static void nothing(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuPointers.note(cpu, insn);
    }

    /// What only the 8087 and 80287 did something for (FENI, FDISI, FSETPM).
    public static void ignore(Cpu cpu) {
        FpuControl.requireAvailable(cpu);
    }
}
