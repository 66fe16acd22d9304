package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import java.util.Arrays;

/// Moves of vector registers (SDM Vol. 1 10.4.1, 11.4.1; Vol. 2B MOV...).
public final class VectorTransfer {
    private VectorTransfer() {}

    /// MOVAPS, MOVUPS, MOVDQA, MOVDQU and their kin.
    ///
    /// @param aligned whether memory operands must be, VEX-encoded ones as well
    public static void move(Cpu cpu, Instruction insn, boolean aligned) {
        VectorOperands.requireAvailable(cpu, insn);
        boolean load = insn.form == Form.REG_RM;
        if (!insn.isMemory) {
            VectorOperands.register(cpu, insn, load ? insn.rm : insn.reg, cpu.result);
            VectorOperands.store(cpu, insn, load ? insn.reg : insn.rm, cpu.result);
        } else if (load) {
            VectorOperands.loadMemory(cpu, insn, aligned, cpu.result);
            VectorOperands.store(cpu, insn);
        } else {
            VectorOperands.register(cpu, insn, insn.reg, cpu.result);
            VectorOperands.storeMemory(cpu, insn, aligned, cpu.result);
            finishStore(cpu, insn);
        }
    }

    /// MOVLPS, MOVLPD, MOVHPS, MOVHPD, MOVHLPS, MOVLHPS: one half, the other from the first source.
    ///
    /// @param high whether the half of the register is the upper one
    public static void moveHalf(Cpu cpu, Instruction insn, boolean high) {
        if (insn.form == Form.RM_REG) {
            VectorOperands.requireAvailable(cpu, insn);
            Operands.write(cpu, insn, cpu.state.xmm[(insn.reg << 1) + (high ? 1 : 0)]);
            return;
        }
        VectorOperands.load(cpu, insn);
        long moved = cpu.second[insn.isMemory || high ? 0 : 1];
        cpu.result[0] = high ? cpu.first[0] : moved;
        cpu.result[1] = high ? moved : cpu.first[1];
        VectorOperands.store(cpu, insn);
    }

    /// MOVQ2DQ and MOVDQ2Q, which need both register files.
    public static void moveBetweenFiles(Cpu cpu, Instruction insn, boolean toMmx) {
        VectorOperands.requireSse(cpu);
        MmxRegisters.requireAvailable(cpu);
        if (toMmx) {
            MmxRegisters.write(cpu, insn.reg, cpu.state.xmm[insn.rm << 1]);
        } else {
            storeLow(cpu, insn, insn.reg, MmxRegisters.read(cpu, insn.rm));
            MmxRegisters.enter(cpu);
        }
    }

    /// VZEROUPPER, or VZEROALL when the vectors have 32 bytes; outside 64-bit code the eight
    /// registers it has.
    public static void zero(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        int count = cpu.codeBytes == 8 ? 32 : 16;
        Arrays.fill(cpu.state.ymmHigh, 0, count, 0);
        if (insn.vectorBytes == 32) {
            Arrays.fill(cpu.state.xmm, 0, count, 0);
        }
    }

    private static void finishStore(Cpu cpu, Instruction insn) {
        if (insn.vectorBytes == 8) {
            MmxRegisters.enter(cpu);
        }
    }

    /// MOVSS, MOVSD: a load clears the rest, a register move takes it from the first source.
    public static void moveScalar(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        int size = insn.operandSize;
        boolean load = insn.form == Form.REG_RM;
        if (insn.isMemory && load) {
            VectorOperands.loadMemory(cpu, insn, false, cpu.result);
            VectorOperands.store(cpu, insn);
        } else if (insn.isMemory) {
            Operands.write(cpu, insn, cpu.state.xmm[insn.reg << 1]);
        } else {
            int to = load ? insn.reg : insn.rm;
            VectorOperands.register(cpu, insn, insn.vex ? insn.vvvv : to, cpu.first);
            long low = cpu.state.xmm[(load ? insn.rm : insn.reg) << 1];
            cpu.result[0] = size == 8 ? low : low & 0xFFFFFFFFL | cpu.first[0] & ~0xFFFFFFFFL;
            cpu.result[1] = cpu.first[1];
            VectorOperands.store(cpu, insn, to, cpu.result);
        }
    }

    /// MOVD, MOVQ from a general register or memory; the rest is cleared.
    public static void fromInteger(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        storeLow(cpu, insn, insn.reg, Operands.read(cpu, insn));
    }

    /// MOVD, MOVQ to a general register or memory.
    public static void toInteger(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.result);
        Operands.write(cpu, insn, cpu.result[0]);
        finishStore(cpu, insn);
    }

    /// MOVQ between XMM registers and from or to memory; the rest is cleared.
    public static void moveQuadword(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        long[] xmm = cpu.state.xmm;
        if (insn.form == Form.REG_RM) {
            boolean memory = insn.isMemory;
            storeLow(cpu, insn, insn.reg, memory ? Operands.read(cpu, insn) : xmm[insn.rm << 1]);
        } else if (insn.isMemory) {
            Operands.write(cpu, insn, xmm[insn.reg << 1]);
        } else {
            storeLow(cpu, insn, insn.rm, xmm[insn.reg << 1]);
        }
    }

    private static void storeLow(Cpu cpu, Instruction insn, int register, long low) {
        cpu.result[0] = low;
        cpu.result[1] = 0;
        VectorOperands.store(cpu, insn, register, cpu.result);
    }
}
