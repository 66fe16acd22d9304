package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;

/// Operands by an instruction's form: registers, memory, immediates (SDM Vol. 1 3.7).
public final class Operands {
    private Operands() {}

    /// The `rm` operand, zero-extended from the operand size.
    public static long read(Cpu cpu, Instruction insn) {
        return read(cpu, insn, insn.operandSize);
    }

    /// The `rm` operand with a size of its own, zero-extended.
    public static long read(Cpu cpu, Instruction insn, int size) {
        return insn.isMemory
                ? Segmentation.read(cpu, insn.segment, cpu.effectiveAddress(insn), size)
                : cpu.register(insn.rm, size, insn.hasRex);
    }

    /// Writes the `rm` operand.
    public static void write(Cpu cpu, Instruction insn, long value) {
        if (insn.isMemory) {
            long address = cpu.effectiveAddress(insn);
            Segmentation.write(cpu, insn.segment, address, insn.operandSize, value);
        } else {
            cpu.setRegister(insn.rm, insn.operandSize, insn.hasRex, value);
        }
    }

    /// The `rm` operand of a read-modify-write, to be followed by [#store]: faults as the write
    /// would, so that the store cannot fault.
    public static long modify(Cpu cpu, Instruction insn) {
        if (insn.isMemory) {
            cpu.operandAddress = cpu.effectiveAddress(insn);
            return Segmentation.readForWrite(
                    cpu, insn.segment, cpu.operandAddress, insn.operandSize);
        }
        return cpu.register(insn.rm, insn.operandSize, insn.hasRex);
    }

    /// Writes back what [#modify] read.
    public static void store(Cpu cpu, Instruction insn, long value) {
        if (insn.isMemory) {
            Segmentation.write(cpu, insn.segment, cpu.operandAddress, insn.operandSize, value);
        } else {
            cpu.setRegister(insn.rm, insn.operandSize, insn.hasRex, value);
        }
    }

    /// The `reg` operand, zero-extended.
    public static long register(Cpu cpu, Instruction insn) {
        return cpu.register(insn.reg, insn.operandSize, insn.hasRex);
    }

    /// Writes the `reg` operand.
    public static void setRegister(Cpu cpu, Instruction insn, long value) {
        cpu.setRegister(insn.reg, insn.operandSize, insn.hasRex, value);
    }

    /// The second operand of a two-operand form.
    public static long source(Cpu cpu, Instruction insn) {
        return switch (insn.form) {
            case Form.RM_REG -> register(cpu, insn);
            case Form.REG_RM -> read(cpu, insn);
            default -> insn.immediate;
        };
    }
}
