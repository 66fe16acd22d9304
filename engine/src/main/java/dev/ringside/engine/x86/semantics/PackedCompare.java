package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;

/// Vector floating-point comparisons (SDM Vol. 2A CMPPS, COMISS; Vol. 2B UCOMISS).
public final class PackedCompare {
    private static final long LOW = 0xFFFFFFFFL;

    private PackedCompare() {}

    /// CMPPS, CMPPD, CMPSS, CMPSD: all ones where the predicate holds. Legacy encodings have eight
    /// predicates, VEX 32.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        cpu.simdExceptions = 0;
        int predicate = (int) insn.immediate & (insn.vex ? 31 : 7);
        boolean signaling = LaneCompare.signaling(predicate);
        int kind = insn.opcode - FloatingPointOpcode.CMPPS;
        boolean single = (kind & 1) == 0;
        int quadwords = kind < 2 ? insn.vectorBytes >> 3 : 1;
        for (int i = 0; i < quadwords; i++) {
            long a = cpu.first[i];
            long b = cpu.second[i];
            if (single) {
                int outcome = LaneCompare.compareSingle(cpu, (int) a, (int) b, signaling);
                long low = LaneCompare.holds(predicate, outcome) ? LOW : 0;
                cpu.result[i] = low;
                if (kind < 2) {
                    outcome =
                            LaneCompare.compareSingle(
                                    cpu, (int) (a >>> 32), (int) (b >>> 32), signaling);
                    cpu.result[i] |= LaneCompare.holds(predicate, outcome) ? ~LOW : 0;
                }
            } else {
                int outcome = LaneCompare.compareDouble(cpu, a, b, signaling);
                cpu.result[i] = LaneCompare.holds(predicate, outcome) ? -1 : 0;
            }
        }
        Mxcsr.signal(cpu);
        if (kind < 2) {
            VectorOperands.store(cpu, insn);
        } else {
            VectorOperands.storeScalar(cpu, insn, single ? 4 : 8);
        }
    }

    /// COMISS, COMISD, UCOMISS, UCOMISD: into ZF, PF and CF.
    ///
    /// @param signaling QNaNs are invalid
    public static void toFlags(Cpu cpu, Instruction insn, boolean single, boolean signaling) {
        VectorOperands.loadSecond(cpu, insn);
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        cpu.simdExceptions = 0;
        long a = cpu.first[0];
        long b = cpu.second[0];
        int outcome =
                single
                        ? LaneCompare.compareSingle(cpu, (int) a, (int) b, signaling)
                        : LaneCompare.compareDouble(cpu, a, b, signaling);
        Mxcsr.signal(cpu);
        cpu.setStatus(
                switch (outcome) {
                    case LaneCompare.UNORDERED -> Rflags.ZF | Rflags.PF | Rflags.CF;
                    case LaneCompare.EQUAL -> Rflags.ZF;
                    case LaneCompare.LESS -> Rflags.CF;
                    default -> 0;
                });
    }
}
