package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Instruction;

/// RDRAND and RDSEED (SDM Vol. 2B): numbers that follow from the machine's seed, so that a run
/// repeats. Never out of numbers.
public final class RandomNumber {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private RandomNumber() {}

    /// RDRAND r and RDSEED r: the number to `insn.rm`, CF set, the other status flags clear.
    public static void read(Cpu cpu, Instruction insn) {
        cpu.state.random += STEP;
        cpu.setRegister(insn.rm, insn.operandSize, true, mix(cpu.state.random));
        cpu.setStatus(Rflags.CF);
    }

    /// The finalizer of SplitMix64.
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
