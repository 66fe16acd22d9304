package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// INVPCID (SDM Vol. 2A). Translations are kept for one context at a time, so every kind of
/// invalidation forgets all of them (SDM Vol. 3A 4.10.4.1 allows more than is asked).
public final class ProcessContext {
    private static final int ADDRESS = 0;
    private static final int CONTEXT = 1;
    private static final int LAST_TYPE = 3;

    private ProcessContext() {}

    /// INVPCID r, m128: the type in `insn.reg`, the descriptor at the memory operand.
    ///
    /// ```
    ///  127-64          63-12      11-0
    ///  linear address  reserved   PCID
    /// ```
    public static void invpcid(Cpu cpu, Instruction insn) {
        if (Mode.virtual8086(cpu)) {
            throw gp(cpu, "INVPCID in virtual-8086 mode");
        }
        SystemOperand.requireCpl0(cpu);
        long type = cpu.register(insn.reg, cpu.codeBytes == 8 ? 8 : 4, true);
        long at = cpu.effectiveAddress(insn);
        long low = Segmentation.read(cpu, insn.segment, at, 8);
        long next = Cpu.truncate(at + 8, insn.addressSize);
        long linear = Segmentation.read(cpu, insn.segment, next, 8);
        if (Long.compareUnsigned(type, LAST_TYPE) > 0 || low >>> 12 != 0) {
            throw gp(cpu, "no such type of INVPCID, or a reserved bit is set");
        }
        boolean contexts = (cpu.state.cr4 & VcpuState.CR4_PCIDE) != 0;
        if (type <= CONTEXT && !contexts && low != 0) {
            throw gp(cpu, "INVPCID names a context while CR4.PCIDE is 0");
        }
        if (type == ADDRESS && !Mode.canonical(linear)) {
            throw gp(cpu, "address for INVPCID is not canonical");
        }
        cpu.memory.flushAll();
        cpu.attention |= Platform.BOUNDARY;
    }

    private static RuntimeException gp(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.GP, 0, reason);
    }
}
