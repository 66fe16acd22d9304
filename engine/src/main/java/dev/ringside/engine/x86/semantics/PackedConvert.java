package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;

/// Vector conversions (SDM Vol. 2A CVTDQ2PD to CVTTSS2SI; Vol. 2B ROUNDPS to ROUNDSD).
public final class PackedConvert {
    private static final long LOW = 0xFFFFFFFFL;
    private static final long HIGH = ~LOW;

    private PackedConvert() {}

    /// Conversions between the formats of vectors.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        int quadwords = insn.vectorBytes >> 3;
        int mode = Mxcsr.mode(cpu.state.mxcsr);
        switch (insn.opcode) {
            case FloatingPointOpcode.CVTPS2PD, FloatingPointOpcode.CVTDQ2PD -> widen(cpu, insn);
            case FloatingPointOpcode.CVTPD2PS,
                    FloatingPointOpcode.CVTPD2DQ,
                    FloatingPointOpcode.CVTTPD2DQ ->
                    narrow(cpu, insn);
            case FloatingPointOpcode.CVTSS2SD -> {
                cpu.result[0] = LaneConvert.toDouble(cpu, (int) cpu.second[0]);
                Mxcsr.signal(cpu);
                VectorOperands.storeScalar(cpu, insn, 8);
            }
            case FloatingPointOpcode.CVTSD2SS -> {
                cpu.result[0] = LaneConvert.toSingle(cpu, cpu.second[0]) & LOW;
                Mxcsr.signal(cpu);
                VectorOperands.storeScalar(cpu, insn, 4);
            }
            default -> {
                for (int i = 0; i < quadwords; i++) {
                    long low = sameSize(cpu, insn, (int) cpu.second[i], mode);
                    long high = sameSize(cpu, insn, (int) (cpu.second[i] >>> 32), mode);
                    cpu.result[i] = high << 32 | low & LOW;
                }
                Mxcsr.signal(cpu);
                VectorOperands.store(cpu, insn);
            }
        }
    }

    private static long sameSize(Cpu cpu, Instruction insn, int value, int mode) {
        return switch (insn.opcode) {
            case FloatingPointOpcode.CVTDQ2PS -> LaneConvert.singleFromInteger(cpu, value);
            case FloatingPointOpcode.CVTPS2DQ -> LaneConvert.singleToInteger(cpu, value, 4, mode);
            default -> LaneConvert.singleToInteger(cpu, value, 4, Rounding.TRUNCATE);
        };
    }

    /// Lanes of four bytes to lanes of eight, from the top down.
    private static void widen(Cpu cpu, Instruction insn) {
        boolean integers = insn.opcode == FloatingPointOpcode.CVTDQ2PD;
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            int value = (int) (cpu.second[i >> 1] >>> 32 * (i & 1));
            cpu.result[i] =
                    integers ? Double.doubleToRawLongBits(value) : LaneConvert.toDouble(cpu, value);
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    /// Lanes of eight bytes to lanes of four; the rest of the destination becomes zero.
    private static void narrow(Cpu cpu, Instruction insn) {
        int quadwords = insn.vectorBytes >> 3;
        cpu.result[1] = 0;
        cpu.result[2] = 0;
        cpu.result[3] = 0;
        for (int i = 0; i < quadwords; i += 2) {
            long low = narrow(cpu, insn, cpu.second[i]);
            long high = narrow(cpu, insn, cpu.second[i + 1]);
            cpu.result[i >> 1] = high << 32 | low & LOW;
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    private static long narrow(Cpu cpu, Instruction insn, long value) {
        return switch (insn.opcode) {
            case FloatingPointOpcode.CVTPD2PS -> LaneConvert.toSingle(cpu, value);
            case FloatingPointOpcode.CVTPD2DQ ->
                    LaneConvert.toInteger(cpu, value, 4, Mxcsr.mode(cpu.state.mxcsr));
            default -> LaneConvert.toInteger(cpu, value, 4, Rounding.TRUNCATE);
        };
    }

    /// CVTSI2SS, CVTSI2SD: from a general register or memory.
    public static void fromGeneral(Cpu cpu, Instruction insn, boolean single) {
        VectorOperands.requireAvailable(cpu, insn);
        long value = Cpu.signExtend(Operands.read(cpu, insn), insn.operandSize);
        VectorOperands.register(cpu, insn, insn.vvvv, cpu.first);
        cpu.simdExceptions = 0;
        cpu.result[0] =
                single
                        ? LaneConvert.singleFromInteger(cpu, value) & LOW
                        : LaneConvert.fromInteger(cpu, value);
        Mxcsr.signal(cpu);
        VectorOperands.storeScalar(cpu, insn, single ? 4 : 8);
    }

    /// CVTSS2SI, CVTSD2SI and their truncating forms; the operand size is the destination's.
    public static void toGeneral(Cpu cpu, Instruction insn, boolean single, boolean truncate) {
        VectorOperands.requireAvailable(cpu, insn);
        long value;
        if (insn.isMemory) {
            value = Operands.read(cpu, insn, single ? 4 : 8);
        } else {
            value = cpu.state.xmm[insn.rm << 1];
        }
        cpu.simdExceptions = 0;
        int mode = truncate ? Rounding.TRUNCATE : Mxcsr.mode(cpu.state.mxcsr);
        int size = insn.operandSize;
        long result =
                single
                        ? LaneConvert.singleToInteger(cpu, (int) value, size, mode)
                        : LaneConvert.toInteger(cpu, value, size, mode);
        Mxcsr.signal(cpu);
        cpu.setRegister(insn.reg, size, result);
    }

    /// CVTPI2PS, CVTPI2PD: from an MMX register or memory.
    public static void fromMmx(Cpu cpu, Instruction insn, boolean single) {
        VectorOperands.requireAvailable(cpu, insn);
        long value;
        // A memory operand leaves the x87 alone.
        if (insn.isMemory) {
            value = Operands.read(cpu, insn, 8);
        } else {
            MmxRegisters.requireAvailable(cpu);
            value = MmxRegisters.read(cpu, insn.rm);
        }
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        cpu.simdExceptions = 0;
        int low = (int) value;
        int high = (int) (value >>> 32);
        if (single) {
            long upper = LaneConvert.singleFromInteger(cpu, high);
            cpu.result[0] = upper << 32 | LaneConvert.singleFromInteger(cpu, low) & LOW;
            cpu.result[1] = cpu.first[1];
        } else {
            cpu.result[0] = Double.doubleToRawLongBits(low);
            cpu.result[1] = Double.doubleToRawLongBits(high);
        }
        if (!insn.isMemory) {
            MmxRegisters.enter(cpu);
        }
        Mxcsr.signal(cpu);
        VectorOperands.store(cpu, insn);
    }

    /// CVTPS2PI, CVTPD2PI and their truncating forms: to an MMX register.
    public static void toMmx(Cpu cpu, Instruction insn, boolean single, boolean truncate) {
        MmxRegisters.requireAvailable(cpu);
        VectorOperands.loadSecond(cpu, insn);
        cpu.simdExceptions = 0;
        int mode = truncate ? Rounding.TRUNCATE : Mxcsr.mode(cpu.state.mxcsr);
        long low;
        long high;
        if (single) {
            low = LaneConvert.singleToInteger(cpu, (int) cpu.second[0], 4, mode);
            high = LaneConvert.singleToInteger(cpu, (int) (cpu.second[0] >>> 32), 4, mode);
        } else {
            low = LaneConvert.toInteger(cpu, cpu.second[0], 4, mode);
            high = LaneConvert.toInteger(cpu, cpu.second[1], 4, mode);
        }
        // The x87 becomes MMX's even if an exception follows.
        MmxRegisters.enter(cpu);
        Mxcsr.signal(cpu);
        MmxRegisters.write(cpu, insn.reg, high << 32 | low & LOW);
    }

    /// ROUNDPS, ROUNDPD, ROUNDSS, ROUNDSD: the immediate has mode and "no precision exception".
    public static void round(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        int control = (int) insn.immediate;
        int mode = (control & 4) != 0 ? Mxcsr.mode(cpu.state.mxcsr) : control & 3;
        int kind = insn.opcode - FloatingPointOpcode.ROUNDPS;
        boolean single = (kind & 1) == 0;
        int quadwords = kind < 2 ? insn.vectorBytes >> 3 : 1;
        for (int i = 0; i < quadwords; i++) {
            long value = cpu.second[i];
            if (!single) {
                cpu.result[i] = LaneConvert.roundDouble(cpu, value, mode);
                continue;
            }
            cpu.result[i] = LaneConvert.roundSingle(cpu, (int) value, mode) & LOW;
            if (kind < 2) {
                long high = LaneConvert.roundSingle(cpu, (int) (value >>> 32), mode);
                cpu.result[i] |= high << 32 & HIGH;
            }
        }
        if ((control & 8) != 0) {
            cpu.simdExceptions &= ~Rounding.PE;
        }
        Mxcsr.signal(cpu);
        if (kind < 2) {
            VectorOperands.store(cpu, insn);
        } else {
            VectorOperands.storeScalar(cpu, insn, single ? 4 : 8);
        }
    }
}
