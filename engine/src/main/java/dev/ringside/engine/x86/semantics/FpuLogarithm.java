package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// F2XM1, FYL2X, FYL2XP1 (SDM Vol. 1 8.3.9; Vol. 2A).
public final class FpuLogarithm {
    private static final long ROOT_OF_TWO = 0xB504F333F9DE6484L;

    /// Exponents so small that the second term of a series is out of sight.
    private static final int TINY = -70;

    private FpuLogarithm() {}

    /// F2XM1: ST(0) = 2^ST(0) - 1, for -1 to 1. Outside of that, where the result is undefined,
    /// ST(0) stays as it is, as on AMD processors.
    public static void powerLessOne(Cpu cpu, Instruction insn) {
        if (!FpuArithmetic.loadTop(cpu, insn)) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        VcpuState state = cpu.state;
        int raised = 0;
        result.copyFrom(x);
        if (x.isNan()) {
            raised = FpuFunction.nan(x, result);
        } else if (x.kind == Float80.INFINITY) {
            if (x.sign != 0) {
                result.setFinite(Float80.SIGN, Float80.BIAS, Float80.INTEGER_BIT, 0);
            }
        } else if (x.kind == Float80.FINITE) {
            raised = x.denormal ? Rounding.DE : 0;
            powerLessOne(cpu, x, result);
        }
        if (FpuFunction.finish(state, raised, result)) {
            FpuStack.store(state, 0, result);
            if (x.kind == Float80.FINITE) {
                FpuStatus.signal(state, Rounding.PE);
            }
        }
    }

    private static void powerLessOne(Cpu cpu, Float80 x, Float80 result) {
        int exponent = x.exponent - Float80.BIAS;
        if (exponent >= 0) {
            if (exponent == 0 && x.significand == Float80.INTEGER_BIT) {
                // 2^1 - 1 and 2^-1 - 1 are exact.
                result.exponent = x.sign != 0 ? Float80.BIAS - 1 : Float80.BIAS;
            }
            return;
        }
        DoubleDouble value = cpu.fpu.value;
        if (exponent < TINY) {
            FpuFunction.toDoubles(x, value);
            value.multiply(Elementary.LN2, Elementary.LN2_LOW);
            FpuFunction.toResult(cpu, value, exponent, result);
            result.sign = x.sign;
            return;
        }
        FpuFunction.toDoublesScaled(x, value);
        Elementary.powerLessOne(cpu.fpu, value);
        FpuFunction.toResult(cpu, value, 0, result);
    }

    /// FYL2X: ST(1) = ST(1) * log2(ST(0)), then pops.
    public static void logarithm(Cpu cpu, Instruction insn) {
        if (!FpuFunction.loadForPop(cpu, insn)) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 result = cpu.fpu.result;
        int raised;
        if (x.isNan() || y.isNan()) {
            raised = FpuOperand.nan(x, y, result);
        } else {
            raised = logarithmOfNumber(cpu, x, y, result);
        }
        finish(cpu, raised);
    }

    /// Results that happen to be exact count as inexact too.
    private static void finish(Cpu cpu, int raised) {
        Float80 result = cpu.fpu.result;
        boolean computed = result.kind == Float80.FINITE;
        if (FpuFunction.finish(cpu.state, raised, result)) {
            FpuFunction.storeAndPop(cpu.state, result);
            if (computed) {
                FpuStatus.signal(cpu.state, Rounding.PE);
            }
        }
    }

    private static int logarithmOfNumber(Cpu cpu, Float80 x, Float80 y, Float80 result) {
        if (x.sign != 0 && x.kind != Float80.ZERO) {
            return invalid(result);
        }
        if (x.kind == Float80.INFINITY) {
            return infinite(y, y.sign, result);
        }
        if (x.kind == Float80.ZERO) {
            boolean pole = y.kind == Float80.FINITE;
            int raised = infinite(y, y.sign ^ Float80.SIGN, result);
            return pole ? Rounding.ZE : raised;
        }
        int order = order(x);
        int sign = order < 0 ? y.sign ^ Float80.SIGN : y.sign;
        if (y.kind == Float80.INFINITY) {
            if (order == 0) {
                return invalid(result);
            }
            result.setInfinity(sign);
            return x.denormal ? Rounding.DE : 0;
        }
        int raised = x.denormal || y.denormal ? Rounding.DE : 0;
        if (order == 0 || y.kind == Float80.ZERO) {
            result.setZero(sign);
            return raised;
        }
        binaryLogarithm(cpu, x);
        byFactor(cpu, y, result);
        return raised;
    }

    private static int invalid(Float80 result) {
        result.setIndefinite();
        return Rounding.IE;
    }

    /// The product of an infinite logarithm and `y`.
    private static int infinite(Float80 y, int sign, Float80 result) {
        if (y.kind == Float80.ZERO) {
            return invalid(result);
        }
        result.setInfinity(sign);
        return y.denormal ? Rounding.DE : 0;
    }

    /// How a positive number compares with 1.
    private static int order(Float80 x) {
        if (x.exponent != Float80.BIAS) {
            return x.exponent < Float80.BIAS ? -1 : 1;
        }
        return x.significand == Float80.INTEGER_BIT ? 0 : 1;
    }

    /// log2(x) in `cpu.fpu.value`: exponent plus logarithm of a number around 1.
    private static void binaryLogarithm(Cpu cpu, Float80 x) {
        DoubleDouble value = cpu.fpu.value;
        DoubleDouble divisor = cpu.fpu.sum;
        int exponent = x.exponent - Float80.BIAS;
        FpuFunction.toDoubles(x, value);
        if (Long.compareUnsigned(x.significand, ROOT_OF_TWO) > 0) {
            value.scale(0.5);
            exponent++;
        }
        divisor.copyFrom(value);
        divisor.add(1, 0);
        value.add(-1, 0);
        value.divide(divisor);
        Elementary.logarithmOfRatio(cpu.fpu, value);
        value.add(exponent, 0);
    }

    /// `cpu.fpu.value` times `y`. A power of two with a `y` of few bits may come out exact.
    private static void byFactor(Cpu cpu, Float80 y, Float80 result) {
        DoubleDouble value = cpu.fpu.value;
        boolean exact = value.low == 0 && value.high == Math.rint(value.high);
        if (exact) {
            cpu.fpu.third.setDouble(Double.doubleToRawLongBits(value.high));
            Float80Arithmetic.multiply(cpu.fpu.third, y, result);
            return;
        }
        DoubleDouble factor = cpu.fpu.sum;
        FpuFunction.toDoubles(y, factor);
        value.multiply(factor);
        FpuFunction.toResult(cpu, value, y.exponent - Float80.BIAS, result);
        result.sign ^= y.sign;
    }

    /// FYL2XP1: ST(1) = ST(1) * log2(ST(0) + 1), then pops; for magnitudes below 1 - sqrt(2)/2.
    ///
    /// Beyond, where the result is undefined, operands above -1 get the logarithm all the same;
    /// others are the result themselves, as on AMD processors.
    public static void logarithmOfSum(Cpu cpu, Instruction insn) {
        if (!FpuFunction.loadForPop(cpu, insn)) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 result = cpu.fpu.result;
        int raised;
        if (x.isNan() || y.isNan()) {
            raised = FpuOperand.nan(x, y, result);
        } else {
            raised = logarithmOfSum(cpu, x, y, result);
        }
        finish(cpu, raised);
    }

    private static int logarithmOfSum(Cpu cpu, Float80 x, Float80 y, Float80 result) {
        if (x.kind == Float80.INFINITY) {
            return x.sign != 0 ? invalid(result) : infinite(y, y.sign, result);
        }
        if (y.kind == Float80.INFINITY) {
            if (x.kind == Float80.ZERO) {
                return invalid(result);
            }
            result.setInfinity(x.sign ^ y.sign);
            return x.denormal ? Rounding.DE : 0;
        }
        int raised = x.denormal || y.denormal ? Rounding.DE : 0;
        if (x.kind == Float80.ZERO || y.kind == Float80.ZERO) {
            result.setZero(x.sign ^ y.sign);
            return raised;
        }
        int exponent = x.exponent - Float80.BIAS;
        if (x.sign != 0 && exponent >= 0) {
            result.copyFrom(x);
            return raised;
        }
        DoubleDouble value = cpu.fpu.value;
        if (exponent < TINY) {
            FpuFunction.toDoubles(x, value);
            value.multiply(Elementary.LOG2E, Elementary.LOG2E_LOW);
            value.scale(x.sign != 0 ? -1 : 1);
            y.exponent += exponent;
            byFactor(cpu, y, result);
            return raised;
        }
        if (exponent < -1) {
            FpuFunction.toDoublesScaled(x, value);
            DoubleDouble divisor = cpu.fpu.sum;
            divisor.copyFrom(value);
            divisor.add(2, 0);
            value.divide(divisor);
            Elementary.logarithmOfRatio(cpu.fpu, value);
        } else {
            cpu.fpu.third.setFinite(0, Float80.BIAS, Float80.INTEGER_BIT, 0);
            Float80Arithmetic.add(x, cpu.fpu.third, 0, Rounding.NEAREST, cpu.fpu.product);
            cpu.fpu.first.copyFrom(cpu.fpu.product);
            binaryLogarithm(cpu, cpu.fpu.first);
        }
        byFactor(cpu, y, result);
        return raised;
    }
}
