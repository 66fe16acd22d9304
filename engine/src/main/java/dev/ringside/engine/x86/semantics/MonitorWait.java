package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.tlb.GuestMemory;

/// MONITOR and MWAIT (SDM Vol. 2B, Vol. 3A 8.10.2 to 8.10.4). A line is 64 bytes.
///
/// Differs: what ends MWAIT is a change of the line, seen between two instructions; a store of what
/// is there already is not.
public final class MonitorWait {
    private static final long LINE = 64;

    /// MWAIT, ECX: interrupts end it also while RFLAGS.IF is 0.
    private static final long INTERRUPTS_BREAK = 1;

    private MonitorWait() {}

    /// MONITOR: DS:rAX or an overriding segment; ECX and EDX name extensions and hints.
    public static void monitor(Cpu cpu, Instruction insn) {
        require(cpu);
        if ((int) cpu.gpr[VcpuState.RCX] != 0) {
            throw cpu.fault.of(Vector.GP, 0, "no such extension of MONITOR");
        }
        long offset = Cpu.truncate(cpu.gpr[VcpuState.RAX], insn.addressSize);
        long linear = Segmentation.linearForRead(cpu, insn.segment, offset, 1);
        long _ = cpu.memory.read(linear, 1);
        VcpuState state = cpu.state;
        state.monitorAddress = cpu.memory.guestPhysical(linear) & -LINE;
        copyLine(cpu, state.monitorLine);
    }

    /// MWAIT: sleeps until an interrupt or a change of the line, if MONITOR armed one.
    public static void mwait(Cpu cpu, Instruction insn) {
        require(cpu);
        long extensions = cpu.gpr[VcpuState.RCX] & 0xFFFFFFFFL;
        if ((extensions & ~INTERRUPTS_BREAK) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "no such extension of MWAIT");
        }
        VcpuState state = cpu.state;
        if (state.monitorAddress == VcpuState.NOT_MONITORING || isTriggered(cpu)) {
            state.monitorAddress = VcpuState.NOT_MONITORING;
            return;
        }
        state.mwaitBreaks = extensions == INTERRUPTS_BREAK;
        state.activity = Activity.HALTED;
        cpu.attention |= Platform.BOUNDARY;
    }

    private static void require(Cpu cpu) {
        if (cpu.cpl != 0 || !cpu.platform.pc()) {
            throw SystemOperand.undefined(cpu, "MONITOR and MWAIT above CPL 0, or without them");
        }
    }

    /// Whether the line changed since MONITOR.
    public static boolean isTriggered(Cpu cpu) {
        VcpuState state = cpu.state;
        if (state.monitorAddress == VcpuState.NOT_MONITORING) {
            return false;
        }
        GuestMemory memory = cpu.memory.guestMemory();
        for (int i = 0; i < state.monitorLine.length; i++) {
            if (readQuad(cpu, memory, state.monitorAddress + 8L * i) != state.monitorLine[i]) {
                return true;
            }
        }
        return false;
    }

    private static void copyLine(Cpu cpu, long[] line) {
        GuestMemory memory = cpu.memory.guestMemory();
        for (int i = 0; i < line.length; i++) {
            line[i] = readQuad(cpu, memory, cpu.state.monitorAddress + 8L * i);
        }
    }

    /// A device's memory cannot be monitored: it reads the same always.
    private static long readQuad(Cpu cpu, GuestMemory memory, long address) {
        long page = cpu.platform.vm.space().lookup(address & -4096);
        boolean readable = page >= 0 && (page & GuestPhysicalAddressSpace.READ) != 0;
        return readable ? memory.readEntry(address, 8) : -1;
    }
}
