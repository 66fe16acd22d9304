package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_DB;
import static dev.ringside.engine.state.SegmentRegister.SS;

import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.state.OperatingMode;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;

/// The mode fields of [Cpu], recomputed from the registers that decide them.
public final class Mode {
    private Mode() {}

    /// To be called after every change of CS, SS, CR0, CR4, EFER, RFLAGS.VM or RFLAGS.AC.
    public static void update(Cpu cpu) {
        VcpuState state = cpu.state;
        cpu.longMode = state.longMode();
        cpu.protectedMode = state.protectedMode();
        cpu.cpl = state.cpl();
        cpu.codeBytes = state.codeSize().bits() / 8;
        cpu.stackBytes = stackBytes(cpu);
        boolean cpl3 = cpu.cpl == 3;
        boolean ac = (state.rflags & Rflags.AC) != 0;
        cpu.memory.setPrivilege(
                cpl3,
                ac && (state.cr4 & VcpuState.CR4_SMAP) != 0,
                ac && cpl3 && (state.cr0 & VcpuState.CR0_AM) != 0,
                cpu.codeBytes == 8 ? -1L : 0xFFFFFFFFL);
        cpu.attention |= Platform.BOUNDARY;
        OperatingMode before = cpu.platform.mode;
        OperatingMode now = OperatingMode.of(state);
        if (now != before) {
            cpu.platform.mode = now;
            cpu.platform.note(cpu, EventKind.MODE_SWITCH, 0, before.ordinal(), now.ordinal());
        }
    }

    private static int stackBytes(Cpu cpu) {
        if (cpu.codeBytes == 8) {
            return 8;
        }
        return (cpu.state.segment[SS].access & ACCESS_DB) != 0 ? 4 : 2;
    }

    /// Virtual-8086 mode.
    static boolean virtual8086(Cpu cpu) {
        return (cpu.state.rflags & Rflags.VM) != 0 && cpu.protectedMode;
    }

    /// Real-address or virtual-8086 mode: segment registers are paragraphs.
    static boolean paragraphs(Cpu cpu) {
        return !cpu.protectedMode || virtual8086(cpu);
    }

    /// I/O privilege level, 0 to 3.
    static int iopl(Cpu cpu) {
        return (int) (cpu.state.rflags >>> 12) & 3;
    }

    /// Whether the address is canonical (SDM Vol. 1 3.3.7.1).
    static boolean canonical(long linear) {
        return linear << 16 >> 16 == linear;
    }
}
