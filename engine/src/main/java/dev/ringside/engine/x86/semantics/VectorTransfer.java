package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;

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
