package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.tlb.LinearMemory;

/// MOVS, CMPS, STOS, LODS and SCAS with their repeat prefixes (SDM Vol. 1 7.3.9; Vol. 2 REP).
///
/// One execution does as many iterations as [Cpu#repeatBudget] allows; when iterations are left it
/// leaves [Cpu#nextRip] at its own start, with the registers as they are between iterations. So
/// does a fault.
public final class StringOp {
    private StringOp() {}

    /// One of the five, by `insn.opcode`.
    public static void execute(Cpu cpu, Instruction insn) {
        if (insn.repeat == 0) {
            iterate(cpu, insn);
        } else {
            repeat(cpu, insn);
        }
    }

    private static void repeat(Cpu cpu, Instruction insn) {
        int size = insn.addressSize;
        long left = cpu.register(VcpuState.RCX, size, true);
        if (left == 0) {
            return;
        }
        long budget = cpu.repeatBudget;
        while (true) {
            long done =
                    BulkString.iterate(
                            cpu, insn, Long.compareUnsigned(left, budget) < 0 ? left : budget);
            if (done == 0) {
                iterate(cpu, insn);
                done = 1;
            }
            left -= done;
            budget -= done;
            cpu.setRegister(VcpuState.RCX, size, left);
            cpu.state.instructionCount += done;
            if (left == 0 || ended(cpu, insn)) {
                break;
            }
            // Overwriting itself does not stop it: the instruction has been fetched.
            int events = cpu.memory.events & ~LinearMemory.CODE_CHANGED;
            if (budget <= 0 || (cpu.attention | events) != 0) {
                cpu.nextRip = cpu.state.rip;
                break;
            }
        }
        // The run loop counts the last iteration.
        cpu.state.instructionCount--;
    }

    /// REPE ends at ZF = 0, REPNE at ZF = 1; only CMPS and SCAS look at it.
    private static boolean ended(Cpu cpu, Instruction insn) {
        return (insn.opcode == Opcode.CMPS || insn.opcode == Opcode.SCAS)
                && cpu.zero() != (insn.repeat == 0xF3);
    }

    private static void iterate(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.MOVS -> movs(cpu, insn);
            case Opcode.CMPS -> cmps(cpu, insn);
            case Opcode.STOS -> stos(cpu, insn);
            case Opcode.LODS -> lods(cpu, insn);
            default -> scas(cpu, insn);
        }
    }

    private static void movs(Cpu cpu, Instruction insn) {
        long value = source(cpu, insn);
        Segmentation.write(
                cpu, SegmentRegister.ES, destination(cpu, insn), insn.operandSize, value);
        advance(cpu, insn, VcpuState.RSI);
        advance(cpu, insn, VcpuState.RDI);
    }

    private static void cmps(Cpu cpu, Instruction insn) {
        // In this order, which shows when both fault.
        long second = atDestination(cpu, insn);
        long first = source(cpu, insn);
        Arithmetic.sub(cpu, first, second, insn.operandSize);
        advance(cpu, insn, VcpuState.RSI);
        advance(cpu, insn, VcpuState.RDI);
    }

    private static void stos(Cpu cpu, Instruction insn) {
        long value = cpu.gpr[VcpuState.RAX];
        Segmentation.write(
                cpu, SegmentRegister.ES, destination(cpu, insn), insn.operandSize, value);
        advance(cpu, insn, VcpuState.RDI);
    }

    private static void lods(Cpu cpu, Instruction insn) {
        cpu.setRegister(VcpuState.RAX, insn.operandSize, true, source(cpu, insn));
        advance(cpu, insn, VcpuState.RSI);
    }

    private static void scas(Cpu cpu, Instruction insn) {
        long second = atDestination(cpu, insn);
        Arithmetic.sub(cpu, cpu.gpr[VcpuState.RAX], second, insn.operandSize);
        advance(cpu, insn, VcpuState.RDI);
    }

    private static long source(Cpu cpu, Instruction insn) {
        long offset = cpu.register(VcpuState.RSI, insn.addressSize, true);
        return Segmentation.read(cpu, insn.segment, offset, insn.operandSize);
    }

    private static long atDestination(Cpu cpu, Instruction insn) {
        long offset = destination(cpu, insn);
        return Segmentation.read(cpu, SegmentRegister.ES, offset, insn.operandSize);
    }

    /// The destination's segment is always ES.
    private static long destination(Cpu cpu, Instruction insn) {
        return cpu.register(VcpuState.RDI, insn.addressSize, true);
    }

    private static void advance(Cpu cpu, Instruction insn, int register) {
        int by = cpu.directionDown() ? -insn.operandSize : insn.operandSize;
        cpu.setRegister(register, insn.addressSize, cpu.gpr[register] + by);
    }
}
