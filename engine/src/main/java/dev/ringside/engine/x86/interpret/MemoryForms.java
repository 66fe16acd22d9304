package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.Handler;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Arithmetic;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Logic;
import dev.ringside.engine.x86.semantics.Operands;
import dev.ringside.engine.x86.semantics.Segmentation;

/// The frequent forms with memory or byte operands.
final class MemoryForms {
    private MemoryForms() {}

    static void execute(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        switch (insn.handler) {
            case Handler.ADD_LOAD ->
                    set(cpu, insn, Arithmetic.add(cpu, cpu.gpr[insn.reg], load(cpu, insn), size));
            case Handler.SUB_LOAD ->
                    set(cpu, insn, Arithmetic.sub(cpu, cpu.gpr[insn.reg], load(cpu, insn), size));
            case Handler.AND_LOAD ->
                    set(cpu, insn, Logic.and(cpu, cpu.gpr[insn.reg], load(cpu, insn), size));
            case Handler.OR_LOAD ->
                    set(cpu, insn, Logic.or(cpu, cpu.gpr[insn.reg], load(cpu, insn), size));
            case Handler.XOR_LOAD ->
                    set(cpu, insn, Logic.xor(cpu, cpu.gpr[insn.reg], load(cpu, insn), size));
            case Handler.CMP_LOAD -> Arithmetic.sub(cpu, cpu.gpr[insn.reg], load(cpu, insn), size);
            case Handler.CMP_MEM_REG ->
                    Arithmetic.sub(cpu, load(cpu, insn), cpu.gpr[insn.reg], size);
            case Handler.TEST_MEM_REG -> Logic.and(cpu, load(cpu, insn), cpu.gpr[insn.reg], size);
            case Handler.CMP_MEM_IMM -> Arithmetic.sub(cpu, load(cpu, insn), insn.immediate, size);
            case Handler.TEST_MEM_IMM -> Logic.and(cpu, load(cpu, insn), insn.immediate, size);
            case Handler.MOV_MEM_IMM -> store(cpu, insn, insn.immediate);
            case Handler.MOVZX_BYTE -> set(cpu, insn, Operands.read(cpu, insn, 1));
            case Handler.MOVZX_WORD -> set(cpu, insn, Operands.read(cpu, insn, 2));
            case Handler.MOV_LOAD_BYTE -> cpu.setRegister8(insn.reg, insn.hasRex, load(cpu, insn));
            case Handler.MOV_STORE_BYTE -> store(cpu, insn, cpu.register8(insn.reg, insn.hasRex));
            case Handler.CMP_BYTE_IMM -> Arithmetic.sub(cpu, first(cpu, insn), insn.immediate, 1);
            case Handler.CMP_BYTE_REG ->
                    Arithmetic.sub(cpu, first(cpu, insn), second(cpu, insn), 1);
            case Handler.TEST_BYTE_REG -> Logic.and(cpu, first(cpu, insn), second(cpu, insn), 1);
            case Handler.MEDIA -> MediaDispatch.execute(cpu, insn);
            default -> IntegerDispatch.execute(cpu, insn);
        }
    }

    private static void set(Cpu cpu, Instruction insn, long value) {
        int register = insn.reg;
        cpu.gpr[register] = cpu.gpr[register] & insn.keepMask | value & insn.resultMask;
    }

    private static long load(Cpu cpu, Instruction insn) {
        long address = cpu.effectiveAddress(insn);
        return Segmentation.read(cpu, insn.segment, address, insn.operandSize);
    }

    private static void store(Cpu cpu, Instruction insn, long value) {
        long address = cpu.effectiveAddress(insn);
        Segmentation.write(cpu, insn.segment, address, insn.operandSize, value);
    }

    private static long first(Cpu cpu, Instruction insn) {
        return cpu.register8(insn.rm, insn.hasRex);
    }

    private static long second(Cpu cpu, Instruction insn) {
        return cpu.register8(insn.reg, insn.hasRex);
    }
}
