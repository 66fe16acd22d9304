package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// MM0 to MM7: the significands of the x87's physical registers (SDM Vol. 1 9.2, Vol. 3A 13.2).
public final class MmxRegisters {
    private static final int TOP = 7 << 11;
    private static final int EXPONENT = 0xFFFF;

    private MmxRegisters() {}

    /// `#UD`, `#NM`, or `#MF` while an x87 exception waits (SDM Vol. 2A 2.5, Vol. 3A 13.1).
    public static void requireAvailable(Cpu cpu) {
        if ((cpu.state.cr0 & VcpuState.CR0_EM) != 0) {
            throw cpu.fault.of(Vector.UD, 0, "MMX with CR0.EM set");
        }
        FpuControl.requireAvailable(cpu);
        FpuControl.requireNoPending(cpu);
    }

    /// Every MMX instruction clears TOP and marks all registers as in use (SDM Vol. 1 9.2.1); to be
    /// called when nothing can fault any more.
    public static void enter(Cpu cpu) {
        cpu.state.fpuStatus &= ~TOP;
        cpu.state.fpuTag = 0;
    }

    /// EMMS: all registers are empty again; TOP is cleared here too.
    public static void emms(Cpu cpu) {
        requireAvailable(cpu);
        enter(cpu);
        cpu.state.fpuTag = 0xFFFF;
    }

    public static long read(Cpu cpu, int number) {
        return cpu.state.fpuSignificand[number & 7];
    }

    /// Writes a register; its sign and exponent become ones.
    public static void write(Cpu cpu, int number, long value) {
        enter(cpu);
        cpu.state.fpuSignificand[number & 7] = value;
        cpu.state.fpuExponent[number & 7] = EXPONENT;
    }
}
