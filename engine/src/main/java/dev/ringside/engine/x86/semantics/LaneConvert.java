package dev.ringside.engine.x86.semantics;

/// Conversions of one lane of a vector under MXCSR (SDM Vol. 1 4.8.4, 11.5; appendix E).
public final class LaneConvert {
    private LaneConvert() {}

    /// A double as an integer of 4 or 8 bytes, in the low bytes; the indefinite where it does not
    /// fit.
    static long toInteger(Cpu cpu, long bits, int size, int mode) {
        SoftLane.loadDouble(cpu, bits, cpu.fpu.first);
        return integer(cpu, size, mode);
    }

    /// A single as an integer.
    static long singleToInteger(Cpu cpu, int bits, int size, int mode) {
        SoftLane.loadSingle(cpu, bits, cpu.fpu.first);
        return integer(cpu, size, mode);
    }

    private static long integer(Cpu cpu, int size, int mode) {
        Float80 value = cpu.fpu.first;
        if (value.kind == Float80.ZERO) {
            return 0;
        }
        long limit = 1L << 8 * size - 1;
        if (value.kind == Float80.FINITE) {
            int raised = Rounding.integer(value, mode);
            long most = value.sign != 0 ? limit : limit - 1;
            if (raised >= 0 && Long.compareUnsigned(value.significand, most) <= 0) {
                cpu.simdExceptions |= raised & Rounding.PE;
                return value.sign != 0 ? -value.significand : value.significand;
            }
        }
        cpu.simdExceptions |= Rounding.IE;
        return limit;
    }

    static long fromInteger(Cpu cpu, long value) {
        cpu.fpu.result.setInteger(value);
        return SoftLane.packDouble(cpu, cpu.fpu.result);
    }

    static int singleFromInteger(Cpu cpu, long value) {
        cpu.fpu.result.setInteger(value);
        return SoftLane.packSingle(cpu, cpu.fpu.result);
    }

    static int toSingle(Cpu cpu, long bits) {
        SoftLane.loadDouble(cpu, bits, cpu.fpu.result);
        finish(cpu);
        return SoftLane.packSingle(cpu, cpu.fpu.result);
    }

    static long toDouble(Cpu cpu, int bits) {
        SoftLane.loadSingle(cpu, bits, cpu.fpu.result);
        finish(cpu);
        return SoftLane.packDouble(cpu, cpu.fpu.result);
    }

    private static void finish(Cpu cpu) {
        Float80 value = cpu.fpu.result;
        if (value.isNan()) {
            cpu.simdExceptions |= value.isInvalid() ? Rounding.IE : 0;
            FpuOperand.quiet(value);
        } else if (value.denormal) {
            cpu.simdExceptions |= Rounding.DE;
        }
    }

    /// A double rounded to an integer that is still a double.
    static long roundDouble(Cpu cpu, long bits, int mode) {
        SoftLane.loadDouble(cpu, bits, cpu.fpu.result);
        round(cpu, mode);
        return SoftLane.packDouble(cpu, cpu.fpu.result);
    }

    static int roundSingle(Cpu cpu, int bits, int mode) {
        SoftLane.loadSingle(cpu, bits, cpu.fpu.result);
        round(cpu, mode);
        return SoftLane.packSingle(cpu, cpu.fpu.result);
    }

    private static void round(Cpu cpu, int mode) {
        Float80 value = cpu.fpu.result;
        if (value.isNan()) {
            cpu.simdExceptions |= value.isInvalid() ? Rounding.IE : 0;
            FpuOperand.quiet(value);
        } else if (value.kind == Float80.FINITE && value.exponent < Float80.BIAS + 63) {
            int sign = value.sign;
            cpu.simdExceptions |= Rounding.integer(value, mode) & Rounding.PE;
            value.setUnnormalized(sign, Float80.BIAS + 63, value.significand, 0);
        }
    }
}
