package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// What the x87's functions have in common: operands in two doubles, results from them, the order
/// of exceptions (SDM Vol. 1 8.3.7 to 8.3.10, 8.5).
///
/// Results are rounded to 64 bits in the direction the control word says, whatever its precision.
final class FpuFunction {
    private static final double UNIT = 0x1p-52;
    private static final double LOW_UNIT = 0x1p-63;

    private FpuFunction() {}

    /// The significand as a number from 1 to 2.
    static void toDoubles(Float80 value, DoubleDouble into) {
        into.set((value.significand >>> 11) * UNIT, (value.significand & 0x7FF) * LOW_UNIT);
    }

    /// Takes a finite number of moderate size, sign included.
    static void toDoublesScaled(Float80 value, DoubleDouble into) {
        toDoubles(value, into);
        into.scale(Math.scalb(value.sign != 0 ? -1.0 : 1.0, value.exponent - Float80.BIAS));
    }

    /// Makes `result` the value of `from` times two to the power of `exponent`, inexact.
    static void toResult(Cpu cpu, DoubleDouble from, int exponent, Float80 result) {
        FpuScratch scratch = cpu.fpu;
        scratch.product.setDouble(Double.doubleToRawLongBits(from.high));
        scratch.third.setDouble(Double.doubleToRawLongBits(from.low));
        Float80Arithmetic.add(scratch.product, scratch.third, 0, Rounding.NEAREST, result);
        result.exponent += exponent;
        result.low |= 1;
    }

    /// `value` with the tiniest bit more or less of magnitude: what functions near the identity
    /// give for tiny operands.
    static void nudge(Float80 value, boolean up) {
        if (up) {
            value.low = 1;
            return;
        }
        value.low = -1;
        value.significand--;
        if (value.significand >= 0) {
            value.significand = -1;
            value.exponent--;
        }
    }

    /// A quarter of pi times `quarters`, inexact.
    static void setPi(Cpu cpu, int sign, int quarters, Float80 result) {
        DoubleDouble value = cpu.fpu.sum;
        value.set(Elementary.PI, Elementary.PI_LOW);
        value.multiply(quarters * 0.25, 0);
        toResult(cpu, value, 0, result);
        result.sign = sign;
    }

    /// Signals what came before the computation, rounds a finite inexact result.
    ///
    /// @return whether the result is to be stored
    static boolean finish(VcpuState state, int raised, Float80 result) {
        if (!FpuStatus.signal(state, raised)) {
            return false;
        }
        if (result.kind == Float80.FINITE) {
            FpuStatus.signal(state, Rounding.round(result, 64, state.fpuControl));
        }
        return true;
    }

    /// The answer to a single NaN or unsupported operand.
    static int nan(Float80 x, Float80 result) {
        result.copyFrom(x);
        int raised = x.isInvalid() ? Rounding.IE : 0;
        FpuOperand.quiet(result);
        return raised;
    }

    /// Loads ST(0) and ST(1) for a function that replaces ST(1) and pops.
    ///
    /// @return false when the instruction is over
    static boolean loadForPop(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, 0) || FpuStack.isEmpty(state, 1)) {
            if (FpuStack.underflow(state)) {
                cpu.fpu.result.setIndefinite();
                storeAndPop(state, cpu.fpu.result);
            }
            return false;
        }
        FpuStack.load(state, 0, cpu.fpu.first);
        FpuStack.load(state, 1, cpu.fpu.second);
        return true;
    }

    static void storeAndPop(VcpuState state, Float80 result) {
        FpuStack.store(state, 1, result);
        FpuStack.pop(state);
    }
}
