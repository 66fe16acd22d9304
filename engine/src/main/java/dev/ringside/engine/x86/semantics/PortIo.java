package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ES;
import static dev.ringside.engine.state.SegmentRegister.TR;
import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDI;
import static dev.ringside.engine.state.VcpuState.RDX;
import static dev.ringside.engine.state.VcpuState.RSI;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// IN, OUT, INS, OUTS with IOPL and the I/O bitmap (SDM Vol. 1 chapter 19). `operandSize` is the
/// access size: 1, 2 or 4.
///
/// An access inside an I/O trap leaves the run loop; outside any, the `pc` profile reads all ones
/// and drops writes, and Zircon's guest cannot go on (zircon-reference 5).
public final class PortIo {
    private PortIo() {}

    /// IN AL/AX/EAX, imm8.
    public static void inImmediate(Cpu cpu, Instruction insn) {
        in(cpu, insn, (int) insn.immediate & 0xFF);
    }

    /// IN AL/AX/EAX, DX.
    public static void inDx(Cpu cpu, Instruction insn) {
        in(cpu, insn, (int) cpu.gpr[RDX] & 0xFFFF);
    }

    /// OUT imm8, AL/AX/EAX.
    public static void outImmediate(Cpu cpu, Instruction insn) {
        out(cpu, insn, (int) insn.immediate & 0xFF);
    }

    /// OUT DX, AL/AX/EAX.
    public static void outDx(Cpu cpu, Instruction insn) {
        out(cpu, insn, (int) cpu.gpr[RDX] & 0xFFFF);
    }

    private static void in(Cpu cpu, Instruction insn, int port) {
        int size = Math.min(insn.operandSize, 4);
        permit(cpu, port, size);
        Trap trap = cpu.platform.vm.traps().findIo(port);
        if (trap != null) {
            // Until the VMM answers, AL and AX keep their value and EAX reads 0.
            if (size == 4) {
                cpu.gpr[RAX] = 0;
            }
            cpu.platform.leave(cpu, new Exit.Io(trap.key(), port, size, true, 0));
        } else if (cpu.platform.pc()) {
            cpu.setRegister(RAX, size, true, -1);
        } else {
            untrapped(cpu, port);
        }
        cpu.platform.note(cpu, EventKind.PORT_IN, port, size, 0);
        breakpoint(cpu, port, size);
    }

    private static void out(Cpu cpu, Instruction insn, int port) {
        int size = Math.min(insn.operandSize, 4);
        permit(cpu, port, size);
        send(cpu, port, size, cpu.register(RAX, size, true));
    }

    private static void send(Cpu cpu, int port, int size, long value) {
        Trap trap = cpu.platform.vm.traps().findIo(port);
        if (trap != null) {
            cpu.platform.leave(cpu, new Exit.Io(trap.key(), port, size, false, (int) value));
        } else if (!cpu.platform.pc()) {
            untrapped(cpu, port);
        }
        cpu.platform.note(cpu, EventKind.PORT_OUT, port, size, value & -1L >>> 64 - 8 * size);
        breakpoint(cpu, port, size);
    }

    private static void untrapped(Cpu cpu, int port) {
        String reason = "no trap on I/O port 0x%x".formatted(port);
        cpu.platform.refuse(cpu, ZxStatus.NOT_FOUND, reason);
    }

    /// INS and REP INS: one element an execution.
    public static void ins(Cpu cpu, Instruction insn) {
        if (refused(cpu)) {
            return;
        }
        int size = Math.min(insn.operandSize, 4);
        int port = (int) cpu.gpr[RDX] & 0xFFFF;
        permit(cpu, port, size);
        if (finished(cpu, insn)) {
            return;
        }
        long to = Cpu.truncate(cpu.gpr[RDI], insn.addressSize);
        PendingInput input = cpu.platform.input;
        if (!input.readyFor(cpu.state.rip)) {
            cpu.memory.probeWrite(Segmentation.linearForWrite(cpu, ES, to, size), size);
            Trap trap = cpu.platform.vm.traps().findIo(port);
            if (trap != null) {
                ask(cpu, new Exit.Io(trap.key(), port, size, true, 0));
                return;
            }
            input.data = -1;
        }
        Segmentation.write(cpu, ES, to, size, input.data);
        input.ready = false;
        cpu.platform.note(cpu, EventKind.PORT_IN, port, size, input.data & 0xFFFFFFFFL);
        breakpoint(cpu, port, size);
        advance(cpu, insn, RDI, size);
    }

    /// Leaves before the instruction retires: it runs again when the element is there.
    private static void ask(Cpu cpu, Exit.Io exit) {
        PendingInput input = cpu.platform.input;
        input.waiting = true;
        input.ready = false;
        input.rip = cpu.state.rip;
        cpu.nextRip = cpu.state.rip;
        cpu.state.instructionCount--;
        cpu.platform.leave(cpu, exit);
    }

    /// OUTS and REP OUTS: one element an execution; source segment in `insn.segment`.
    public static void outs(Cpu cpu, Instruction insn) {
        if (refused(cpu)) {
            return;
        }
        int size = Math.min(insn.operandSize, 4);
        int port = (int) cpu.gpr[RDX] & 0xFFFF;
        permit(cpu, port, size);
        if (finished(cpu, insn)) {
            return;
        }
        long from = Cpu.truncate(cpu.gpr[RSI], insn.addressSize);
        long value = Segmentation.read(cpu, insn.segment, from, size);
        send(cpu, port, size, value);
        advance(cpu, insn, RSI, size);
    }

    private static boolean refused(Cpu cpu) {
        if (cpu.platform.pc()) {
            return false;
        }
        cpu.platform.refuse(cpu, ZxStatus.NOT_SUPPORTED, "string I/O is not supported");
        return true;
    }

    private static boolean finished(Cpu cpu, Instruction insn) {
        return insn.repeat != 0 && Cpu.truncate(cpu.gpr[RCX], insn.addressSize) == 0;
    }

    private static void advance(Cpu cpu, Instruction insn, int register, int size) {
        long delta = cpu.directionDown() ? -size : size;
        cpu.setRegister(register, insn.addressSize, true, cpu.gpr[register] + delta);
        if (insn.repeat != 0) {
            cpu.setRegister(RCX, insn.addressSize, true, cpu.gpr[RCX] - 1);
            if (!finished(cpu, insn)) {
                cpu.nextRip = cpu.state.rip;
            }
        }
    }

    /// SDM Vol. 1 19.5. Asked before a REP form looks at its count, as processors do.
    private static void permit(Cpu cpu, int port, int size) {
        boolean free = !Mode.virtual8086(cpu) && cpu.cpl <= Mode.iopl(cpu);
        if (cpu.protectedMode && !free && !bitmapAllows(cpu, port, size)) {
            throw cpu.fault.of(Vector.GP, 0, "I/O port is forbidden by IOPL and the I/O bitmap");
        }
    }

    private static boolean bitmapAllows(Cpu cpu, int port, int size) {
        SegmentRegister tr = cpu.state.segment[TR];
        boolean tss32 = (tr.type() & ~2) == Descriptor.TYPE_TSS_32;
        if (!tr.usable() || !tss32 || tr.limit < 0x67) {
            return false;
        }
        long at = cpu.memory.readSystem(tr.base + 0x66, 2) + (port >>> 3);
        if (at + 1 > tr.limit) {
            return false;
        }
        long bits = cpu.memory.readSystem(tr.base + at, 2) >>> (port & 7);
        return (bits & (1L << size) - 1) == 0;
    }

    /// DR0 to DR3 with R/W = 2 and CR4.DE (SDM Vol. 3B 18.2.4).
    private static void breakpoint(Cpu cpu, int port, int size) {
        if ((cpu.state.dr7 & 0xFF) != 0) {
            cpu.platform.pendingDebug |= DebugRegister.portHits(cpu, port, size);
            if (cpu.platform.pendingDebug != 0) {
                cpu.attention |= Platform.BOUNDARY;
            }
        }
    }
}
