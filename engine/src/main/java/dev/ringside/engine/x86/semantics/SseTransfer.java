package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// MXCSR (SDM Vol. 1 10.2.3; Vol. 2A LDMXCSR, Vol. 2B STMXCSR).
public final class SseTransfer {
    /// MXCSR bits that may be set, as FXSAVE's mask reports (SDM Vol. 1 11.6.6).
    static final int MXCSR_MASK = 0xFFFF;

    private SseTransfer() {}

    public static void ldmxcsr(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        int value = (int) Operands.read(cpu, insn);
        requireMxcsr(cpu, value);
        cpu.state.mxcsr = value;
    }

    static void requireMxcsr(Cpu cpu, int value) {
        if ((value & ~MXCSR_MASK) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "reserved bit of MXCSR");
        }
    }

    public static void stmxcsr(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        Operands.write(cpu, insn, cpu.state.mxcsr);
    }
}
