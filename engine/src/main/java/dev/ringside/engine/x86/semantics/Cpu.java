package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.LinearMemory;

/// The processor that the semantics act on: registers, memory, the instruction being executed.
///
/// Belongs to one VCPU thread.
public final class Cpu {
    public final VcpuState state;
    public final GuestFault fault;
    public final LinearMemory memory;

    /// What lies around the registers: profile, hooks, pending exits.
    public final Platform platform;

    /// Current privilege level, 0 to 3; kept by [Mode#update].
    public int cpl;

    /// 2, 4 or 8: 16-, 32- or 64-bit code; kept by [Mode#update].
    public int codeBytes = 2;

    /// 2, 4 or 8: how much of RSP addresses the stack; kept by [Mode#update].
    public int stackBytes = 2;

    /// IA-32e mode, compatibility code included; kept by [Mode#update].
    public boolean longMode;

    /// CR0.PE, virtual-8086 mode included; kept by [Mode#update].
    public boolean protectedMode;

    /// Where execution continues; set to the following instruction before each execution.
    public long nextRip;

    /// Non-zero when the run loop must look up before the next instruction: bits of [Platform].
    public int attention;

    /// Iterations a REP string instruction may do in one execution, at least 1. A string
    /// instruction that stops early leaves [#nextRip] at its own start. It adds its completed
    /// iterations to `state.instructionCount` itself, less one that the run loop adds when the
    /// execution ends without a fault.
    public long repeatBudget = 1;

    public Cpu(VcpuState state, LinearMemory memory, Platform platform, GuestFault fault) {
        this.state = state;
        this.memory = memory;
        this.platform = platform;
        this.fault = fault;
    }

    /// RFLAGS with the status flags materialised.
    public long rflags() {
        return state.rflags;
    }

    /// Sets all of RFLAGS; the caller has masked it.
    public void setRflags(long value) {
        state.rflags = value & Rflags.ALL | Rflags.RESERVED_ONE;
    }

    /// Brings `state.rflags` up to date.
    public void materializeFlags() {}

    /// The memory operand's offset in its segment, cut to the address size.
    public long effectiveAddress(Instruction insn) {
        long address = insn.displacement;
        if (insn.base == Instruction.RIP) {
            address += state.rip + insn.length;
        } else if (insn.base >= 0) {
            address += state.gpr[insn.base];
        }
        if (insn.index >= 0) {
            address += state.gpr[insn.index] << insn.scale;
        }
        return switch (insn.addressSize) {
            case 2 -> address & 0xFFFF;
            case 4 -> address & 0xFFFFFFFFL;
            default -> address;
        };
    }
}
