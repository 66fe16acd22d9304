package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// FSIN, FCOS, FSINCOS, FPTAN, FPATAN (SDM Vol. 1 8.3.7, 8.3.8; Vol. 2A).
///
/// Operands are reduced by the processors' own pi of 66 bits, exactly.
public final class FpuTrigonometry {
    private static final int SINE = 0;
    private static final int COSINE = 1;
    private static final int TANGENT = 2;

    /// Pi/2 in units of 2^-65: 66 bits, the top two in the first word.
    private static final long HALF_PI_HIGH = 3;

    private static final long HALF_PI_LOW = 0x243F6A8885A308D3L;

    /// Exponents of operands whose sine is next to themselves, whose cosine is next to 1.
    private static final int TINY = -35;

    /// From there on an operand is out of range.
    private static final int OUT_OF_RANGE = 63;

    private FpuTrigonometry() {}

    public static void sine(Cpu cpu, Instruction insn) {
        single(cpu, insn, SINE);
    }

    public static void cosine(Cpu cpu, Instruction insn) {
        single(cpu, insn, COSINE);
    }

    private static void single(Cpu cpu, Instruction insn, int function) {
        boolean loaded = FpuArithmetic.loadTop(cpu, insn);
        VcpuState state = cpu.state;
        state.fpuStatus &= ~FpuStatus.C2;
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        if (!loaded || outOfRange(state, x)) {
            return;
        }
        int raised = special(x, result);
        if (raised == 0 && !x.isNan()) {
            raised = x.denormal ? Rounding.DE : 0;
            compute(cpu, function, x, result);
        }
        if (FpuFunction.finish(state, raised, result)) {
            FpuStack.store(state, 0, result);
        }
    }

    /// C2 says that the operand is too large; everything stays.
    private static boolean outOfRange(VcpuState state, Float80 x) {
        boolean large = x.kind == Float80.FINITE && x.exponent >= Float80.BIAS + OUT_OF_RANGE;
        if (large) {
            state.fpuStatus |= FpuStatus.C2;
        }
        return large;
    }

    /// NaNs and infinities.
    private static int special(Float80 x, Float80 result) {
        if (x.kind == Float80.INFINITY) {
            result.setIndefinite();
            return Rounding.IE;
        }
        return x.isNan() ? FpuFunction.nan(x, result) : 0;
    }

    /// FSINCOS: the sine into ST(0), the cosine pushed.
    public static void both(Cpu cpu, Instruction insn) {
        pushing(cpu, insn, SINE, COSINE);
    }

    /// FPTAN: the tangent into ST(0), 1.0 pushed.
    public static void tangent(Cpu cpu, Instruction insn) {
        pushing(cpu, insn, TANGENT, TANGENT);
    }

    private static void pushing(Cpu cpu, Instruction insn, int below, int above) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        state.fpuStatus &= ~FpuStatus.C2;
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        boolean empty = FpuStack.isEmpty(state, 0);
        if (empty || !FpuStack.isEmpty(state, 7)) {
            if (empty ? FpuStack.underflow(state) : FpuStack.overflow(state)) {
                result.setIndefinite();
                FpuRemainder.replaceAndPush(state, result, result);
            }
            return;
        }
        FpuStack.load(state, 0, x);
        if (outOfRange(state, x)) {
            return;
        }
        int raised = special(x, result);
        if (raised != 0 || x.isNan()) {
            if (FpuStatus.signal(state, raised)) {
                FpuRemainder.replaceAndPush(state, result, result);
            }
            return;
        }
        if (!FpuStatus.signal(state, x.denormal ? Rounding.DE : 0)) {
            return;
        }
        compute(cpu, below, x, result);
        FpuFunction.finish(state, 0, result);
        cpu.fpu.second.copyFrom(result);
        if (above == TANGENT) {
            result.setFinite(0, Float80.BIAS, Float80.INTEGER_BIT, 0);
        } else {
            compute(cpu, above, x, result);
            FpuFunction.finish(state, 0, result);
        }
        FpuRemainder.replaceAndPush(state, cpu.fpu.second, result);
    }

    /// Sine, cosine or tangent of a zero or finite number in range.
    private static void compute(Cpu cpu, int function, Float80 x, Float80 result) {
        int exponent = x.exponent - Float80.BIAS;
        if (x.kind == Float80.ZERO || exponent < TINY) {
            tiny(function, x, result);
            return;
        }
        DoubleDouble value = cpu.fpu.value;
        int quadrant = reduce(cpu, x);
        boolean odd = (quadrant & 1) != 0;
        boolean negative = x.sign != 0 && function != COSINE;
        switch (function) {
            case SINE -> negative ^= (quadrant & 2) != 0;
            case COSINE -> {
                negative = (quadrant + 1 & 2) != 0;
                odd = !odd;
            }
            default -> {
                tangent(cpu, odd);
                FpuFunction.toResult(cpu, value, 0, result);
                result.sign ^= negative ? Float80.SIGN : 0;
                return;
            }
        }
        if (odd) {
            Elementary.cosine(cpu.fpu, value);
        } else {
            Elementary.sine(cpu.fpu, value);
        }
        FpuFunction.toResult(cpu, value, 0, result);
        result.sign ^= negative ? Float80.SIGN : 0;
    }

    private static void tiny(int function, Float80 x, Float80 result) {
        if (function == COSINE) {
            result.setFinite(0, Float80.BIAS, Float80.INTEGER_BIT, 0);
            if (x.kind != Float80.ZERO) {
                FpuFunction.nudge(result, false);
            }
            return;
        }
        result.copyFrom(x);
        if (x.kind != Float80.ZERO) {
            FpuFunction.nudge(result, function == TANGENT);
        }
    }

    /// Tangent, or minus the cotangent, of `cpu.fpu.value`.
    private static void tangent(Cpu cpu, boolean odd) {
        DoubleDouble value = cpu.fpu.value;
        DoubleDouble other = cpu.fpu.other;
        other.copyFrom(value);
        Elementary.sine(cpu.fpu, odd ? other : value);
        Elementary.cosine(cpu.fpu, odd ? value : other);
        value.divide(other);
        if (odd) {
            value.negate();
        }
    }

    /// The magnitude of `x` less a multiple of pi/2, at most pi/4, in `cpu.fpu.value`.
    ///
    /// @return the multiple, modulo 4 at least
    private static int reduce(Cpu cpu, Float80 x) {
        int shift = x.exponent - Float80.BIAS + 2;
        // In units of 2^-65.
        long high = 0;
        long low = x.significand;
        long quotient = 0;
        if (shift <= 0) {
            FpuFunction.toDoubles(x, cpu.fpu.value);
            cpu.fpu.value.scale(Math.scalb(1.0, x.exponent - Float80.BIAS));
            return 0;
        }
        for (int i = 0; i < shift; i++) {
            high = high << 1 | low >>> 63;
            low <<= 1;
            quotient <<= 1;
            if (atLeastHalfPi(high, low)) {
                high -= HALF_PI_HIGH + (Long.compareUnsigned(low, HALF_PI_LOW) < 0 ? 1 : 0);
                low -= HALF_PI_LOW;
                quotient |= 1;
            }
        }
        boolean upper = atLeastHalfPi(high << 1 | low >>> 63, low << 1);
        if (upper) {
            high = HALF_PI_HIGH - high - (Long.compareUnsigned(HALF_PI_LOW, low) < 0 ? 1 : 0);
            low = HALF_PI_LOW - low;
            quotient++;
        }
        // Three parts that a double holds each.
        double top = (double) (high << 32 | low >>> 32) * 0x1p-33;
        cpu.fpu.value.set(top, 0);
        cpu.fpu.value.add((low & 0xFFFFFFFFL) * 0x1p-65, 0);
        if (upper) {
            cpu.fpu.value.negate();
        }
        return (int) quotient & 3;
    }

    private static boolean atLeastHalfPi(long high, long low) {
        return high > HALF_PI_HIGH
                || high == HALF_PI_HIGH && Long.compareUnsigned(low, HALF_PI_LOW) >= 0;
    }

    /// FPATAN: ST(1) = the angle of the point (ST(0), ST(1)), then pops.
    public static void arcTangent(Cpu cpu, Instruction insn) {
        if (!FpuFunction.loadForPop(cpu, insn)) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 result = cpu.fpu.result;
        int raised = x.denormal || y.denormal ? Rounding.DE : 0;
        if (x.isNan() || y.isNan()) {
            raised = FpuOperand.nan(x, y, result);
        } else if (x.kind == Float80.FINITE && y.kind == Float80.FINITE) {
            angle(cpu, x, y, result);
        } else {
            specialAngle(cpu, x, y, result);
        }
        if (FpuFunction.finish(cpu.state, raised, result)) {
            FpuFunction.storeAndPop(cpu.state, result);
        }
    }

    /// One of the coordinates is zero or infinite (SDM Vol. 2A table 3-30).
    private static void specialAngle(Cpu cpu, Float80 x, Float80 y, Float80 result) {
        boolean left = x.sign != 0;
        if (x.kind == Float80.INFINITY && y.kind == Float80.INFINITY) {
            FpuFunction.setPi(cpu, y.sign, left ? 3 : 1, result);
        } else if (y.kind == Float80.ZERO || x.kind == Float80.INFINITY) {
            if (left) {
                FpuFunction.setPi(cpu, y.sign, 4, result);
            } else {
                result.setZero(y.sign);
            }
        } else {
            FpuFunction.setPi(cpu, y.sign, 2, result);
        }
    }

    private static void angle(Cpu cpu, Float80 x, Float80 y, Float80 result) {
        DoubleDouble value = cpu.fpu.value;
        DoubleDouble other = cpu.fpu.other;
        int distance = y.exponent - x.exponent;
        boolean steep =
                distance > 0
                        || distance == 0 && Long.compareUnsigned(y.significand, x.significand) > 0;
        boolean left = x.sign != 0;
        FpuFunction.toDoubles(steep ? x : y, value);
        FpuFunction.toDoubles(steep ? y : x, other);
        value.divide(other);
        int ratio = steep ? -distance : distance;
        if (ratio >= -120) {
            value.scale(Math.scalb(1.0, ratio));
            Elementary.arcTangent(cpu.fpu, value);
            ratio = 0;
        } else if (steep || left) {
            value.scale(0x1p-120);
            ratio = 0;
        }
        boolean exact = !steep && !left && isPowerOfTwo(x) && ratio != 0;
        if (steep) {
            value.scale(left ? 1 : -1);
            value.add(Elementary.PI / 2, Elementary.PI_LOW / 2);
        } else if (left) {
            value.negate();
            value.add(Elementary.PI, Elementary.PI_LOW);
        }
        FpuFunction.toResult(cpu, value, ratio, result);
        if (exact) {
            // The quotient itself, and a little less.
            result.low = 0;
            FpuFunction.nudge(result, false);
        }
        result.sign = y.sign;
    }

    private static boolean isPowerOfTwo(Float80 x) {
        return x.significand == Float80.INTEGER_BIT;
    }
}
