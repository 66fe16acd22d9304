package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 remainder, scaling, extraction, rounding to integer (SDM Vol. 1 8.3.5; Vol. 2A FPREM,
/// FPREM1, FSCALE, FXTRACT, FRNDINT).
public final class FpuRemainder {
    private FpuRemainder() {}

    /// FPREM (truncating) and FPREM1 (to nearest).
    public static void remainder(Cpu cpu, Instruction insn, boolean nearest) {
        boolean loaded = loadBoth(cpu, insn);
        VcpuState state = cpu.state;
        state.fpuStatus &= ~FpuStatus.C2;
        if (!loaded) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 result = cpu.fpu.result;
        if (x.isNan() || y.isNan()) {
            finish(state, FpuOperand.nan(x, y, result), result);
            return;
        }
        if (x.kind == Float80.INFINITY || y.kind == Float80.ZERO) {
            result.setIndefinite();
            finish(state, Rounding.IE, result);
            return;
        }
        if (!FpuStatus.signal(state, x.denormal || y.denormal ? Rounding.DE : 0)) {
            return;
        }
        result.copyFrom(x);
        int conditions = 0;
        if (x.kind == Float80.FINITE && y.kind == Float80.FINITE) {
            conditions = reduce(x, y, nearest, result);
        }
        FpuStatus.condition(state, FpuStatus.CONDITION, conditions);
        if (result.kind == Float80.FINITE) {
            FpuStatus.signal(state, Rounding.round(result, 64, state.fpuControl));
        }
        FpuStack.store(state, 0, result);
    }

    private static void finish(VcpuState state, int raised, Float80 result) {
        if (FpuStatus.signal(state, raised)) {
            FpuStack.store(state, 0, result);
        }
    }

    /// Subtracts so many times `y`; with exponents 64 and more apart only a part of the way, C2
    /// telling.
    ///
    /// @return condition bits: the quotient's low three bits in C0, C3 and C1
    private static int reduce(Float80 x, Float80 y, boolean nearest, Float80 result) {
        int distance = x.exponent - y.exponent;
        if (distance < (nearest ? -1 : 0)) {
            return 0;
        }
        int steps = distance;
        if (distance >= 64) {
            steps = 32 + (distance & 31);
        }
        long rest = x.significand;
        long divisor = y.significand;
        long quotient = 0;
        boolean carry = false;
        for (int i = 0; i <= steps; i++) {
            quotient <<= 1;
            if (i > 0) {
                carry = rest < 0;
                rest <<= 1;
            }
            if (carry || Long.compareUnsigned(rest, divisor) >= 0) {
                rest -= divisor;
                quotient |= 1;
            }
        }
        result.setUnnormalized(x.sign, y.exponent + distance - steps, rest, 0);
        if (distance >= 64) {
            return FpuStatus.C2;
        }
        if (nearest) {
            quotient += toNearest(x, y, distance, quotient, rest, result);
        }
        return ((quotient & 4) != 0 ? FpuStatus.C0 : 0)
                | ((quotient & 2) != 0 ? FpuStatus.C3 : 0)
                | ((quotient & 1) != 0 ? FpuStatus.C1 : 0);
    }

    /// Takes one more `y` away when more than half of it is left.
    ///
    /// @return 1 if so
    private static int toNearest(
            Float80 x, Float80 y, int distance, long quotient, long rest, Float80 result) {
        long divisor = y.significand;
        if (distance < 0) {
            // Half of x's scale: x itself is the rest, y counts twice.
            int order = Long.compareUnsigned(x.significand, divisor);
            if (order <= 0) {
                result.copyFrom(x);
                return 0;
            }
            // 2y - x in units of x.
            result.setUnnormalized(
                    x.sign ^ Float80.SIGN, x.exponent, (divisor - x.significand) + divisor, 0);
            return 1;
        }
        int order = Long.compareUnsigned(rest, divisor - rest);
        if (order < 0 || order == 0 && (quotient & 1) == 0) {
            return 0;
        }
        result.setUnnormalized(x.sign ^ Float80.SIGN, y.exponent, divisor - rest, 0);
        return 1;
    }

    /// Takes ST(0) and ST(1) apart; an empty one makes ST(0) the indefinite.
    ///
    /// @return false when the instruction is over
    static boolean loadBoth(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, 0) || FpuStack.isEmpty(state, 1)) {
            if (FpuStack.underflow(state)) {
                cpu.fpu.result.setIndefinite();
                FpuStack.store(state, 0, cpu.fpu.result);
            }
            return false;
        }
        FpuStack.load(state, 0, cpu.fpu.first);
        FpuStack.load(state, 1, cpu.fpu.second);
        return true;
    }

    /// FSCALE: ST(0) by two to the power of ST(1), truncated.
    public static void scale(Cpu cpu, Instruction insn) {
        if (!loadBoth(cpu, insn)) {
            return;
        }
        VcpuState state = cpu.state;
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 result = cpu.fpu.result;
        if (x.isNan() || y.isNan()) {
            finish(state, FpuOperand.nan(x, y, result), result);
            return;
        }
        result.copyFrom(x);
        int raised = y.kind == Float80.INFINITY ? scaleByInfinity(x, y, result) : 0;
        if (raised == 0 && (x.denormal || y.denormal)) {
            raised = Rounding.DE;
        }
        if (!FpuStatus.signal(state, raised)) {
            return;
        }
        if (result.kind == Float80.FINITE) {
            result.exponent += scale(y);
            FpuStatus.signal(state, Rounding.round(result, 64, state.fpuControl));
        }
        FpuStack.store(state, 0, result);
    }

    private static int scaleByInfinity(Float80 x, Float80 y, Float80 result) {
        boolean up = y.sign == 0;
        if (x.kind == (up ? Float80.ZERO : Float80.INFINITY)) {
            result.setIndefinite();
            return Rounding.IE;
        }
        if (up) {
            result.setInfinity(x.sign);
        } else {
            result.setZero(x.sign);
        }
        return 0;
    }

    /// The integer part, as far as it makes a difference.
    private static int scale(Float80 y) {
        int bits = y.exponent - Float80.BIAS;
        if (y.kind == Float80.ZERO || bits < 0) {
            return 0;
        }
        int magnitude = bits >= 17 ? 1 << 17 : (int) (y.significand >>> 63 - bits);
        return y.sign != 0 ? -magnitude : magnitude;
    }

    /// FXTRACT: the exponent into ST(0), the significand pushed above it.
    public static void extract(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        boolean empty = FpuStack.isEmpty(state, 0);
        if (empty || !FpuStack.isEmpty(state, 7)) {
            if (empty ? FpuStack.underflow(state) : FpuStack.overflow(state)) {
                result.setIndefinite();
                replaceAndPush(state, result, result);
            }
            return;
        }
        FpuStack.load(state, 0, x);
        int raised = x.denormal ? Rounding.DE : 0;
        if (x.isNan()) {
            raised = x.isInvalid() ? Rounding.IE : 0;
            FpuOperand.quiet(x);
            result.copyFrom(x);
        } else if (x.kind == Float80.ZERO) {
            raised = Rounding.ZE;
            result.setInfinity(Float80.SIGN);
        } else if (x.kind == Float80.INFINITY) {
            result.setInfinity(0);
        } else {
            result.setInteger(x.exponent - Float80.BIAS);
            x.exponent = Float80.BIAS;
        }
        if (FpuStatus.signal(state, raised)) {
            replaceAndPush(state, result, x);
        }
    }

    static void replaceAndPush(VcpuState state, Float80 below, Float80 above) {
        FpuStack.store(state, 0, below);
        FpuStack.setTop(state, FpuStack.top(state) - 1);
        FpuStack.store(state, 0, above);
    }

    /// FRNDINT.
    public static void roundToInteger(Cpu cpu, Instruction insn) {
        if (!FpuArithmetic.loadTop(cpu, insn)) {
            return;
        }
        VcpuState state = cpu.state;
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        int raised = 0;
        result.copyFrom(x);
        if (x.isNan()) {
            raised = x.isInvalid() ? Rounding.IE : 0;
            FpuOperand.quiet(result);
        } else if (x.denormal) {
            raised = Rounding.DE;
        }
        if (!FpuStatus.signal(state, raised)) {
            return;
        }
        if (x.kind == Float80.FINITE && x.exponent < Float80.BIAS + 63) {
            int rounded = Rounding.integer(result, Rounding.mode(state.fpuControl));
            result.setUnnormalized(x.sign, Float80.BIAS + 63, result.significand, 0);
            FpuStatus.signal(state, rounded);
        }
        FpuStack.store(state, 0, result);
    }
}
