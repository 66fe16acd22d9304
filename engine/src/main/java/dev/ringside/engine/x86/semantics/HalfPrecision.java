package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import java.util.Arrays;

/// F16C: conversions of 16-bit floating-point numbers (SDM Vol. 1 14.4; Vol. 2C VCVTPH2PS,
/// VCVTPS2PH). DAZ and FTZ do not apply to the halves.
public final class HalfPrecision {
    private static final int BIAS = Float80.BIAS - 15;
    private static final int SIGNIFICAND = 0x3FF;
    private static final int INFINITY = 0x7C00;
    private static final int QUIET = 0x200;

    /// The immediate: rounding mode, or that of MXCSR.
    private static final int BY_MXCSR = 4;

    private HalfPrecision() {}

    /// VCVTPH2PS. Exact; a signaling NaN is invalid.
    public static void toSingle(Cpu cpu, Instruction insn) {
        VectorOperands.loadSecond(cpu, insn);
        cpu.simdExceptions = 0;
        for (int i = 0; i < insn.vectorBytes >> 2; i++) {
            int half = (int) Lanes.get(cpu.second, i, 1);
            Lanes.set(cpu.result, i, 2, single(cpu, half));
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    private static int single(Cpu cpu, int half) {
        int sign = half >> 15 << 31;
        int magnitude = half & 0x7FFF;
        if (magnitude < INFINITY) {
            float value = (magnitude & SIGNIFICAND) * 0x1p-24f;
            int exponent = magnitude >> 10;
            if (exponent != 0) {
                return sign | exponent + 127 - 15 << 23 | (magnitude & SIGNIFICAND) << 13;
            }
            return sign | Float.floatToRawIntBits(value);
        }
        boolean nan = magnitude > INFINITY;
        if (nan && (half & QUIET) == 0) {
            cpu.simdExceptions |= Rounding.IE;
        }
        return sign | 0x7F800000 | ((magnitude | (nan ? QUIET : 0)) & SIGNIFICAND) << 13;
    }

    /// VCVTPS2PH, to a register or memory.
    public static void fromSingle(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        int control = Mxcsr.control(cpu.state.mxcsr);
        if ((insn.immediate & BY_MXCSR) == 0) {
            control = control & 0x3F | (int) (insn.immediate & 3) << 10;
        }
        if (insn.isMemory) {
            VectorOperands.probeStore(cpu, insn);
        }
        cpu.simdExceptions = 0;
        Arrays.fill(cpu.result, 0);
        for (int i = 0; i < insn.vectorBytes >> 2; i++) {
            int value = (int) Lanes.get(cpu.first, i, 2);
            Lanes.set(cpu.result, i, 1, half(cpu, value, control));
        }
        Mxcsr.signal(cpu);
        if (insn.isMemory) {
            VectorOperands.storeMemory(cpu, insn, false, cpu.result);
        } else {
            VectorOperands.store(cpu, insn, insn.rm, cpu.result);
        }
    }

    private static int half(Cpu cpu, int bits, int control) {
        Float80 value = cpu.fpu.first;
        SoftLane.loadSingle(cpu, bits, value);
        int sign = bits >>> 31 << 15;
        if (value.isNan()) {
            cpu.simdExceptions |= value.isInvalid() ? Rounding.IE : 0;
            return sign | INFINITY | QUIET | bits >> 13 & SIGNIFICAND;
        }
        if (value.kind == Float80.FINITE) {
            int raised = value.denormal ? Rounding.DE : 0;
            value.exponent -= BIAS;
            raised |= Rounding.round(value, 11, 0x1F, control) & 0x3F;
            cpu.simdExceptions |= raised;
        }
        if (value.kind == Float80.INFINITY) {
            return sign | INFINITY;
        }
        return sign | value.exponent << 10 | (int) (value.significand << 1 >>> 54);
    }
}
