package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// Decimal adjustment (SDM Vol. 2A AAA, AAD, AAM, AAS, DAA, DAS). Not in 64-bit code.
///
/// What the SDM leaves undefined is as AMD's Zen 3 does it.
public final class Bcd {
    private Bcd() {}

    public static void daa(Cpu cpu) {
        int old = al(cpu);
        boolean low = (old & 15) > 9 || cpu.adjust();
        boolean high = old > 0x99 || cpu.carry();
        long result = Arithmetic.add(cpu, old, correction(low, high), 1);
        finish(cpu, result, low, high);
    }

    public static void das(Cpu cpu) {
        int old = al(cpu);
        boolean low = (old & 15) > 9 || cpu.adjust();
        boolean high = old > 0x99 || cpu.carry();
        boolean borrow = low && old < 6;
        long result = Arithmetic.sub(cpu, old, correction(low, high), 1);
        finish(cpu, result, low, high || borrow);
    }

    private static int correction(boolean low, boolean high) {
        return (low ? 6 : 0) + (high ? 0x60 : 0);
    }

    private static void finish(Cpu cpu, long result, boolean adjust, boolean carry) {
        cpu.setRegister8(VcpuState.RAX, true, result);
        setCarryAndAdjust(cpu, carry, adjust);
    }

    private static void setCarryAndAdjust(Cpu cpu, boolean carry, boolean adjust) {
        long flags = (carry ? Rflags.CF : 0) | (adjust ? Rflags.AF : 0);
        cpu.setStatus(Rflags.CF | Rflags.AF, flags);
    }

    public static void aaa(Cpu cpu) {
        boolean adjust = (al(cpu) & 15) > 9 || cpu.adjust();
        long ax = cpu.gpr[VcpuState.RAX];
        Arithmetic.add(cpu, ax, adjust ? 0x106 : 0, 2);
        finishAscii(cpu, adjust ? ax + 0x106 : ax, adjust);
    }

    public static void aas(Cpu cpu) {
        boolean adjust = (al(cpu) & 15) > 9 || cpu.adjust();
        long ax = cpu.gpr[VcpuState.RAX];
        Arithmetic.sub(cpu, ax, adjust ? 0x106 : 0, 2);
        finishAscii(cpu, adjust ? ax - 0x106 : ax, adjust);
    }

    private static void finishAscii(Cpu cpu, long ax, boolean adjust) {
        cpu.setRegister(VcpuState.RAX, 2, ax & 0xFF0F);
        setCarryAndAdjust(cpu, adjust, adjust);
    }

    /// AAM: `base` 0 is `#DE`.
    public static void aam(Cpu cpu, int base) {
        if (base == 0) {
            throw cpu.fault.of(Vector.DE, 0, "AAM with base 0");
        }
        int al = al(cpu);
        cpu.setRegister(VcpuState.RAX, 2, al / base << 8 | al % base);
        Logic.or(cpu, al % base, 0, 1);
    }

    public static void aad(Cpu cpu, int base) {
        int ah = (int) cpu.register8(VcpuState.RSP, false);
        long result = Arithmetic.add(cpu, al(cpu), (long) ah * base, 1);
        cpu.setRegister(VcpuState.RAX, 2, result & 0xFF);
    }

    private static int al(Cpu cpu) {
        return (int) cpu.gpr[VcpuState.RAX] & 0xFF;
    }
}
