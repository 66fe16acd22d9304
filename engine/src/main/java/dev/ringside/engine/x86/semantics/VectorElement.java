package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Single elements, sign masks and tests (SDM Vol. 1 10.4.1, 12.8, 12.10, 14.7).
public final class VectorElement {
    private VectorElement() {}

    /// The operations from VINSERTF128 to VTESTPD.
    public static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case VectorOpcode.VINSERTF128, VectorOpcode.VINSERTI128 -> insertHalf(cpu, insn);
            case VectorOpcode.VEXTRACTF128, VectorOpcode.VEXTRACTI128 -> extractHalf(cpu, insn);
            case VectorOpcode.PINSRB -> insert(cpu, insn, 0);
            case VectorOpcode.PINSRW -> insert(cpu, insn, 1);
            case VectorOpcode.PINSRD -> insert(cpu, insn, insn.operandSize == 8 ? 3 : 2);
            case VectorOpcode.PEXTRB -> extract(cpu, insn, 0);
            case VectorOpcode.PEXTRW, VectorOpcode.PEXTRW_REG -> extract(cpu, insn, 1);
            case VectorOpcode.PEXTRD -> extract(cpu, insn, insn.operandSize == 8 ? 3 : 2);
            case VectorOpcode.EXTRACTPS -> extract(cpu, insn, 2);
            case VectorOpcode.INSERTPS -> insertps(cpu, insn);
            case VectorOpcode.MOVMSKPS -> signs(cpu, insn, 2);
            case VectorOpcode.MOVMSKPD -> signs(cpu, insn, 3);
            case VectorOpcode.PMOVMSKB -> byteSigns(cpu, insn);
            case VectorOpcode.PTEST -> test(cpu, insn, -1);
            case VectorOpcode.VTESTPS -> test(cpu, insn, Lanes.DOUBLEWORD_SIGNS);
            default -> test(cpu, insn, Long.MIN_VALUE);
        }
    }

    private static void insertHalf(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        boolean high = (insn.immediate & 1) != 0;
        cpu.result[0] = high ? cpu.first[0] : cpu.second[0];
        cpu.result[1] = high ? cpu.first[1] : cpu.second[1];
        cpu.result[2] = high ? cpu.second[0] : cpu.first[2];
        cpu.result[3] = high ? cpu.second[1] : cpu.first[3];
        VectorOperands.store(cpu, insn);
    }

    private static void extractHalf(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        int from = (int) (insn.immediate & 1) << 1;
        cpu.result[0] = cpu.first[from];
        cpu.result[1] = cpu.first[from + 1];
        cpu.result[2] = 0;
        cpu.result[3] = 0;
        if (insn.isMemory) {
            VectorOperands.storeMemory(cpu, insn, false, cpu.result);
        } else {
            VectorOperands.store(cpu, insn, insn.rm, cpu.result);
        }
    }

    /// PINSRB to PINSRQ: from a general register or memory.
    private static void insert(Cpu cpu, Instruction insn, int log) {
        VectorOperands.requireAvailable(cpu, insn);
        long value = insn.isMemory ? Operands.read(cpu, insn) : cpu.gpr[insn.rm];
        VectorOperands.register(cpu, insn, insn.vvvv, cpu.result);
        int index = (int) insn.immediate & (insn.vectorBytes >> log) - 1;
        Lanes.set(cpu.result, index, log, value);
        VectorOperands.store(cpu, insn);
    }

    /// PEXTRB to PEXTRQ, EXTRACTPS: to a general register, zero-extended, or memory.
    private static void extract(Cpu cpu, Instruction insn, int log) {
        VectorOperands.requireAvailable(cpu, insn);
        boolean toReg = insn.form == Form.REG_RM_IMMEDIATE;
        VectorOperands.register(cpu, insn, toReg ? insn.rm : insn.reg, cpu.first);
        int index = (int) insn.immediate & (insn.vectorBytes >> log) - 1;
        long value = Lanes.get(cpu.first, index, log);
        if (insn.isMemory) {
            Operands.write(cpu, insn, value);
        } else {
            cpu.gpr[toReg ? insn.reg : insn.rm] = value;
        }
        leave(cpu, insn);
    }

    private static void leave(Cpu cpu, Instruction insn) {
        if (insn.vectorBytes == 8) {
            MmxRegisters.enter(cpu);
        }
    }

    /// INSERTPS: source element, place and a mask of zeros in the immediate.
    private static void insertps(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        int control = (int) insn.immediate;
        long value = Lanes.get(cpu.second, insn.isMemory ? 0 : control >> 6, 2);
        for (int i = 0; i < 4; i++) {
            long kept = i == (control >> 4 & 3) ? value : Lanes.get(cpu.first, i, 2);
            Lanes.set(cpu.result, i, 2, (control >> i & 1) != 0 ? 0 : kept);
        }
        VectorOperands.store(cpu, insn);
    }

    /// MOVMSKPS, MOVMSKPD: the sign bits as a number.
    private static void signs(Cpu cpu, Instruction insn, int log) {
        VectorOperands.loadSecond(cpu, insn);
        long mask = 0;
        for (int i = (insn.vectorBytes >> log) - 1; i >= 0; i--) {
            mask = mask << 1 | (Lanes.getSigned(cpu.second, i, log) < 0 ? 1 : 0);
        }
        cpu.gpr[insn.reg] = mask;
        leave(cpu, insn);
    }

    private static void byteSigns(Cpu cpu, Instruction insn) {
        VectorOperands.loadSecond(cpu, insn);
        long mask = 0;
        for (int i = (insn.vectorBytes >> 3) - 1; i >= 0; i--) {
            mask = mask << 8 | Lanes.byteSigns(cpu.second[i]);
        }
        cpu.gpr[insn.reg] = mask;
        leave(cpu, insn);
    }

    /// PTEST, VTESTPS, VTESTPD: ZF says that no tested bit is in both, CF that none is in the
    /// second alone.
    private static void test(Cpu cpu, Instruction insn, long tested) {
        VectorOperands.loadSecond(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        long both = 0;
        long second = 0;
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            both |= cpu.second[i] & cpu.first[i];
            second |= cpu.second[i] & ~cpu.first[i];
        }
        boolean zero = (both & tested) == 0;
        boolean carry = (second & tested) == 0;
        cpu.setStatus((zero ? Rflags.ZF : 0) | (carry ? Rflags.CF : 0));
    }
}
