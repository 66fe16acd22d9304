package dev.ringside.engine.x86;

import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.hypervisor.InitialState;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Mode;

import java.util.Arrays;

/// What INIT and start-up messages do to a processor (SDM Vol. 3A 9.4.4.1, table 10-1).
final class ProcessorReset {
    private ProcessorReset() {}

    /// Takes the INIT that waits. x87, SSE, the time-stamp counter and model-specific registers
    /// other than EFER keep their values. The boot processor goes on at the reset vector, the
    /// others wait for a start-up message.
    static void init(Cpu cpu) {
        VcpuState state = cpu.state;
        VcpuState fresh = InitialState.reset(1);
        Arrays.fill(state.gpr, 0);
        state.gpr[VcpuState.RDX] = 0x600;
        state.rip = fresh.rip;
        state.rflags = fresh.rflags;
        for (int i = 0; i < state.segment.length; i++) {
            state.segment[i].copyFrom(fresh.segment[i]);
        }
        state.gdtrBase = 0;
        state.gdtrLimit = 0xFFFF;
        state.idtrBase = 0;
        state.idtrLimit = 0xFFFF;
        state.cr0 = VcpuState.CR0_ET | state.cr0 & (VcpuState.CR0_CD | VcpuState.CR0_NW);
        state.cr2 = 0;
        state.cr3 = 0;
        state.cr4 = 0;
        state.efer = 0;
        Arrays.fill(state.dr, 0);
        state.dr6 = fresh.dr6;
        state.dr7 = fresh.dr7;
        state.stiShadow = false;
        state.movSsShadow = false;
        state.nmiBlocked = false;
        state.activity = state.apic.id == 0 ? Activity.ACTIVE : Activity.WAIT_FOR_SIPI;
        int startup = state.apic.startup;
        cpu.platform.apic.reset();
        state.apic.startup = startup;
        cpu.platform.pendingDebug = 0;
        refresh(cpu);
    }

    /// Takes the start-up message that waits: real mode at page `vector`.
    static void start(Cpu cpu) {
        VcpuState state = cpu.state;
        int vector = state.apic.startup;
        state.apic.startup = ApicState.NO_STARTUP;
        state.segment[CS].selector = vector << 8;
        state.segment[CS].base = (long) vector << 12;
        state.rip = 0;
        state.activity = Activity.ACTIVE;
        refresh(cpu);
    }

    private static void refresh(Cpu cpu) {
        cpu.loadFlags();
        cpu.memory.configure(cpu.state);
        Mode.update(cpu);
    }
}
