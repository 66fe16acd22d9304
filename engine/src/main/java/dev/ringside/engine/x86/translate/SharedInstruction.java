package dev.ringside.engine.x86.translate;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.interpret.Interpreter;
import dev.ringside.engine.x86.semantics.Cpu;

/// Runs one instruction of a region as the interpreter does.
public final class SharedInstruction {
    private SharedInstruction() {}

    /// Executes `insn`, whose registers are in the CPU.
    ///
    /// @param rip its address
    /// @param next the address behind it
    /// @param count instructions retired before it
    /// @param limit count not to be passed
    /// @return whether the region goes on behind it; if not, [Cpu#nextRip] says where, and
    ///   `state.instructionCount` plus one is the count
    public static boolean execute(
            Cpu cpu, Instruction insn, long rip, long next, long count, long limit) {
        VcpuState state = cpu.state;
        state.rip = rip;
        state.instructionCount = count;
        cpu.nextRip = next;
        cpu.repeatBudget = Math.max(1, limit - count);
        long[] translations = cpu.memory.translations();
        long epoch = cpu.memory.fetchEpoch();
        Interpreter.execute(cpu, insn);
        return cpu.nextRip == next
                && (cpu.attention | cpu.memory.events) == 0
                && cpu.memory.translations() == translations
                && cpu.memory.fetchEpoch() == epoch;
    }
}
