package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 stores to memory and packed BCD (SDM Vol. 1 8.3.3, 8.5; Vol. 2A FST, FIST, FISTTP, FBLD,
/// FBSTP).
///
/// An unmasked invalid operation, overflow or underflow stores nothing and pops nothing.
public final class FpuMemory {
    /// The largest integer of 18 decimal digits.
    private static final long DECIMAL_MAXIMUM = 999_999_999_999_999_999L;

    /// The exceptions that keep a store from happening.
    private static final int PREVENTING = Rounding.IE | Rounding.OE | Rounding.UE;

    private FpuMemory() {}

    /// The linear address `distance` bytes on.
    static long next(Cpu cpu, long linear, int distance) {
        long address = linear + distance;
        return cpu.codeBytes == 8 ? address : address & 0xFFFFFFFFL;
    }

    private static boolean prevented(VcpuState state, int raised) {
        return (raised & PREVENTING & ~state.fpuControl) != 0;
    }

    /// Signals, and pops unless an unmasked exception prevented the store.
    private static void finish(Cpu cpu, Instruction insn, int raised, int pops) {
        VcpuState state = cpu.state;
        FpuStack.begin(cpu, insn);
        boolean prevented = prevented(state, raised);
        FpuStatus.signal(state, prevented ? raised & ~(Rounding.PE | FpuStatus.C1) : raised);
        if (pops != 0 && !prevented) {
            FpuStack.pop(state);
        }
    }

    /// FST, FSTP of single and double precision.
    public static void storeReal(Cpu cpu, Instruction insn, int pops) {
        FpuStack.require(cpu);
        VcpuState state = cpu.state;
        Float80 value = cpu.fpu.first;
        int raised = 0;
        if (FpuStack.isEmpty(state, 0)) {
            value.setIndefinite();
            raised = Rounding.IE | FpuStatus.STACK_FAULT;
        } else {
            FpuStack.load(state, 0, value);
        }
        boolean single = insn.operandSize == 4;
        if (value.isNan()) {
            raised |= value.isInvalid() ? Rounding.IE : 0;
            FpuOperand.quiet(value);
        } else if (value.kind == Float80.FINITE) {
            value.exponent -= Float80.BIAS - (single ? 127 : 1023);
            raised =
                    Rounding.round(
                            value, single ? 24 : 53, single ? 0xFF : 0x7FF, state.fpuControl);
        }
        if (prevented(state, raised)) {
            probe(cpu, insn, insn.operandSize);
        } else {
            Operands.write(cpu, insn, single ? single(value) : twice(value));
        }
        finish(cpu, insn, raised, pops);
    }

    /// A rounded value whose exponent has single precision's bias.
    private static long single(Float80 value) {
        int exponent = value.kind >= Float80.INFINITY ? 0xFF : value.exponent;
        long fraction = value.significand << 1 >>> 41;
        return (long) value.sign << 16 | (long) exponent << 23 | fraction;
    }

    private static long twice(Float80 value) {
        long exponent = value.kind >= Float80.INFINITY ? 0x7FF : value.exponent;
        long fraction = value.significand << 1 >>> 12;
        return (long) value.sign << 48 | exponent << 52 | fraction;
    }

    /// FSTP of extended precision: every encoding as it is.
    public static void storeExtended(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        VcpuState state = cpu.state;
        int raised = 0;
        int top = FpuStack.top(state);
        int signExponent = state.fpuExponent[top];
        long significand = state.fpuSignificand[top];
        if (FpuStack.isEmpty(state, 0)) {
            raised = Rounding.IE | FpuStatus.STACK_FAULT;
            signExponent = 0xFFFF;
            significand = Float80.INTEGER_BIT | Float80.QUIET_BIT;
        }
        if (prevented(state, raised)) {
            probe(cpu, insn, 10);
        } else {
            writeTen(cpu, insn, significand, signExponent);
        }
        finish(cpu, insn, raised, 1);
    }

    private static void writeTen(Cpu cpu, Instruction insn, long low, int high) {
        long linear =
                Segmentation.linearForWrite(cpu, insn.segment, cpu.effectiveAddress(insn), 10);
        if ((linear & 4095) > 4096 - 10) {
            cpu.memory.probeWrite(linear, 10);
        }
        cpu.memory.write(linear, 8, low);
        cpu.memory.write(next(cpu, linear, 8), 2, high);
    }

    /// Faults as a store would.
    private static void probe(Cpu cpu, Instruction insn, int size) {
        long offset = cpu.effectiveAddress(insn);
        long linear = Segmentation.linearForWrite(cpu, insn.segment, offset, size);
        cpu.memory.readForWrite(linear, Math.min(size, 8));
        if (size > 8) {
            cpu.memory.readForWrite(next(cpu, linear, 8), size - 8);
        }
    }

    /// FIST, FISTP.
    public static void storeInteger(Cpu cpu, Instruction insn, int pops) {
        storeInteger(cpu, insn, pops, Rounding.mode(cpu.state.fpuControl));
    }

    /// FISTTP.
    public static void storeTruncated(Cpu cpu, Instruction insn) {
        storeInteger(cpu, insn, 1, Rounding.TRUNCATE);
    }

    private static void storeInteger(Cpu cpu, Instruction insn, int pops, int mode) {
        FpuStack.require(cpu);
        long limit = 1L << 8 * insn.operandSize - 1;
        int raised = integer(cpu, mode, limit - 1, limit);
        long magnitude = cpu.fpu.first.significand;
        long value = cpu.fpu.first.sign != 0 ? -magnitude : magnitude;
        if ((raised & Rounding.IE) != 0) {
            value = limit;
        }
        if (prevented(cpu.state, raised)) {
            probe(cpu, insn, insn.operandSize);
        } else {
            Operands.write(cpu, insn, value);
        }
        finish(cpu, insn, raised, pops);
    }

    /// Rounds ST(0) to an integer, whose magnitude it leaves in `cpu.fpu.first.significand`.
    ///
    /// @param most the largest magnitude with a plus, unsigned
    /// @param least the largest with a minus
    private static int integer(Cpu cpu, int mode, long most, long least) {
        VcpuState state = cpu.state;
        Float80 value = cpu.fpu.first;
        if (FpuStack.isEmpty(state, 0)) {
            return Rounding.IE | FpuStatus.STACK_FAULT;
        }
        FpuStack.load(state, 0, value);
        if (value.kind == Float80.ZERO) {
            return 0;
        }
        if (value.kind != Float80.FINITE) {
            return Rounding.IE;
        }
        int raised = Rounding.integer(value, mode);
        long limit = value.sign != 0 ? least : most;
        boolean outside = raised < 0 || Long.compareUnsigned(value.significand, limit) > 0;
        return outside ? Rounding.IE : raised;
    }

    /// FBSTP: 18 digits and a sign.
    public static void storeDecimal(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        int mode = Rounding.mode(cpu.state.fpuControl);
        int raised = integer(cpu, mode, DECIMAL_MAXIMUM, DECIMAL_MAXIMUM);
        if (prevented(cpu.state, raised)) {
            probe(cpu, insn, 10);
        } else if ((raised & Rounding.IE) != 0) {
            writeTen(cpu, insn, 0xC000000000000000L, 0xFFFF);
        } else {
            long magnitude = cpu.fpu.first.significand;
            long low = digits(magnitude % 10_000_000_000_000_000L);
            int high = (int) digits(magnitude / 10_000_000_000_000_000L);
            writeTen(cpu, insn, low, high | cpu.fpu.first.sign);
        }
        finish(cpu, insn, raised, 1);
    }

    private static long digits(long value) {
        long digits = 0;
        long rest = value;
        for (int i = 0; i < 64; i += 4) {
            digits |= rest % 10 << i;
            rest /= 10;
        }
        return digits;
    }

    /// FBLD. Nibbles beyond 9 count as what they are (the SDM leaves them undefined).
    public static void loadDecimal(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        long linear = Segmentation.linearForRead(cpu, insn.segment, cpu.effectiveAddress(insn), 10);
        long low = cpu.memory.read(linear, 8);
        int high = (int) cpu.memory.read(next(cpu, linear, 8), 2);
        long value = (high >> 4 & 15) * 10L + (high & 15);
        for (int i = 60; i >= 0; i -= 4) {
            value = value * 10 + (low >>> i & 15);
        }
        cpu.fpu.first.setInteger(value);
        cpu.fpu.first.sign = high & Float80.SIGN;
        FpuStack.begin(cpu, insn);
        FpuStack.push(cpu, cpu.fpu.first);
    }
}
