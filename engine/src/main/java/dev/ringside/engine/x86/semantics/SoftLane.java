package dev.ringside.engine.x86.semantics;

/// The exact way of [LaneArithmetic]: every rounding mode, denormals, NaNs, flags, flush to zero.
final class SoftLane {
    /// [#fusedDouble]: negate the product.
    static final int NEGATE_PRODUCT = 1;

    /// [#fusedDouble]: negate the addend.
    static final int NEGATE_ADDEND = 2;

    static final int SINGLE_BIAS = Float80.BIAS - 127;
    static final int DOUBLE_BIAS = Float80.BIAS - 1023;

    private SoftLane() {}

    static void loadDouble(Cpu cpu, long bits, Float80 into) {
        into.setDouble(bits);
        flush(cpu, into);
    }

    static void loadSingle(Cpu cpu, int bits, Float80 into) {
        into.setSingle(bits);
        flush(cpu, into);
    }

    /// DAZ: denormal operands are zeros, and no exception.
    private static void flush(Cpu cpu, Float80 value) {
        if (value.denormal && (cpu.state.mxcsr & Mxcsr.DAZ) != 0) {
            value.setZero(value.sign);
        }
    }

    static long twice(Cpu cpu, int operation, long a, long b) {
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        loadDouble(cpu, b, y);
        if (operation == LaneArithmetic.SQUARE_ROOT) {
            x.copyFrom(y);
        } else {
            loadDouble(cpu, a, x);
        }
        compute(cpu, operation, x, y);
        return packDouble(cpu, cpu.fpu.result);
    }

    static int single(Cpu cpu, int operation, int a, int b) {
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        loadSingle(cpu, b, y);
        if (operation == LaneArithmetic.SQUARE_ROOT) {
            x.copyFrom(y);
        } else {
            loadSingle(cpu, a, x);
        }
        compute(cpu, operation, x, y);
        return packSingle(cpu, cpu.fpu.result);
    }

    private static void compute(Cpu cpu, int operation, Float80 x, Float80 y) {
        Float80 result = cpu.fpu.result;
        if (x.isNan() || y.isNan()) {
            nan(cpu, x, y, result);
            return;
        }
        int mode = Mxcsr.mode(cpu.state.mxcsr);
        int raised =
                switch (operation) {
                    case LaneArithmetic.ADD -> Float80Arithmetic.add(x, y, 0, mode, result);
                    case LaneArithmetic.SUBTRACT ->
                            Float80Arithmetic.add(x, y, Float80.SIGN, mode, result);
                    case LaneArithmetic.MULTIPLY -> Float80Arithmetic.multiply(x, y, result);
                    case LaneArithmetic.DIVIDE -> Float80Arithmetic.divide(x, y, result);
                    default -> Float80Arithmetic.squareRoot(y, result);
                };
        if (raised == 0 && (x.denormal || y.denormal)) {
            raised = Rounding.DE;
        }
        cpu.simdExceptions |= raised;
    }

    /// The first operand if it is a NaN, else the second (SDM Vol. 1 table 4-7).
    static void nan(Cpu cpu, Float80 x, Float80 y, Float80 result) {
        if (x.isInvalid() || y.isInvalid()) {
            cpu.simdExceptions |= Rounding.IE;
        }
        result.copyFrom(x.isNan() ? x : y);
        FpuOperand.quiet(result);
    }

    /// Rounds a result to double precision.
    static long packDouble(Cpu cpu, Float80 value) {
        if (value.kind == Float80.FINITE) {
            value.exponent -= DOUBLE_BIAS;
            round(cpu, value, 53, 0x7FF);
        }
        long exponent = value.kind >= Float80.INFINITY ? 0x7FF : value.exponent;
        return (long) value.sign << 48 | exponent << 52 | value.significand << 1 >>> 12;
    }

    /// Rounds a result to single precision.
    static int packSingle(Cpu cpu, Float80 value) {
        if (value.kind == Float80.FINITE) {
            value.exponent -= SINGLE_BIAS;
            round(cpu, value, 24, 0xFF);
        }
        int exponent = value.kind >= Float80.INFINITY ? 0xFF : value.exponent;
        return value.sign << 16 | exponent << 23 | (int) (value.significand << 1 >>> 41);
    }

    private static void round(Cpu cpu, Float80 value, int bits, int maximum) {
        int control = Mxcsr.control(cpu.state.mxcsr);
        boolean flushes = (cpu.state.mxcsr & Mxcsr.FTZ) != 0 && (control & Rounding.UE) != 0;
        if (flushes && value.exponent <= 0 && isTiny(value, bits, control)) {
            value.setZero(value.sign);
            cpu.simdExceptions |= Rounding.UE | Rounding.PE;
            return;
        }
        cpu.simdExceptions |= Rounding.round(value, bits, maximum, control) & 0x3F;
    }

    /// Tininess counts after rounding (SDM Vol. 1 4.9.1.5); leaves the value rounded if not.
    private static boolean isTiny(Float80 value, int bits, int control) {
        if (value.exponent < 0) {
            return true;
        }
        long significand = value.significand;
        long low = value.low;
        Rounding.significand(value, bits, Rounding.mode(control));
        boolean tiny = value.exponent <= 0;
        value.exponent = 0;
        value.significand = significand;
        value.low = low;
        return tiny;
    }

    static long fusedDouble(Cpu cpu, long a, long b, long c, int negate) {
        loadDouble(cpu, a, cpu.fpu.first);
        loadDouble(cpu, b, cpu.fpu.second);
        loadDouble(cpu, c, cpu.fpu.third);
        fused(cpu, negate);
        return packDouble(cpu, cpu.fpu.result);
    }

    static int fusedSingle(Cpu cpu, int a, int b, int c, int negate) {
        loadSingle(cpu, a, cpu.fpu.first);
        loadSingle(cpu, b, cpu.fpu.second);
        loadSingle(cpu, c, cpu.fpu.third);
        fused(cpu, negate);
        return packSingle(cpu, cpu.fpu.result);
    }

    /// `first * second + third`; the order of NaNs is that of the arguments.
    private static void fused(Cpu cpu, int negate) {
        Float80 x = cpu.fpu.first;
        Float80 y = cpu.fpu.second;
        Float80 z = cpu.fpu.third;
        Float80 result = cpu.fpu.result;
        Float80 product = cpu.fpu.product;
        int raised = 0;
        if (!x.isNan() && !y.isNan()) {
            raised = Float80Arithmetic.multiply(x, y, product);
        }
        if (x.isNan() || y.isNan() || z.isNan()) {
            boolean invalid = x.isInvalid() || y.isInvalid() || z.isInvalid();
            cpu.simdExceptions |= invalid ? Rounding.IE : 0;
            result.copyFrom(x.isNan() ? x : y.isNan() ? y : z);
            FpuOperand.quiet(result);
            return;
        }
        if (raised != 0) {
            cpu.simdExceptions |= raised;
            result.setIndefinite();
            return;
        }
        product.sign ^= (negate & NEGATE_PRODUCT) != 0 ? Float80.SIGN : 0;
        int signZ = (negate & NEGATE_ADDEND) != 0 ? Float80.SIGN : 0;
        int mode = Mxcsr.mode(cpu.state.mxcsr);
        raised = Float80Arithmetic.add(product, z, signZ, mode, result);
        boolean denormal = x.denormal || y.denormal || z.denormal;
        cpu.simdExceptions |= raised != 0 ? raised : denormal ? Rounding.DE : 0;
    }
}
