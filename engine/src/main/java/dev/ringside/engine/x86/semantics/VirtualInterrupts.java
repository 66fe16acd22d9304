package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.TR;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// VIF and VIP in the place of IF: virtual-8086 mode with CR4.VME, protected mode with CR4.PVI,
/// each where IOPL denies IF itself (SDM Vol. 3A 21.3 and 21.4).
final class VirtualInterrupts {
    private static final int IO_MAP = 102;
    private static final int REDIRECTION_BYTES = 32;

    private VirtualInterrupts() {}

    /// Whether PUSHF, POPF and IRET work on VIF. `#GP` where they may do neither.
    ///
    /// @param size of the operand: only 16-bit forms are virtual
    static boolean flags(Cpu cpu, int size) {
        if (!Mode.virtual8086(cpu) || Mode.iopl(cpu) == 3) {
            return false;
        }
        if (size != 2 || (cpu.state.cr4 & VcpuState.CR4_VME) == 0) {
            throw gp(cpu, "IOPL below 3 in virtual-8086 mode");
        }
        return true;
    }

    /// Whether CLI and STI work on VIF. `#GP` where they may do neither.
    static boolean control(Cpu cpu) {
        if (cpu.cpl <= Mode.iopl(cpu)) {
            return false;
        }
        long bit = Mode.virtual8086(cpu) ? VcpuState.CR4_VME : VcpuState.CR4_PVI;
        if (cpu.cpl != 3 || (cpu.state.cr4 & bit) == 0) {
            throw gp(cpu, "CPL is above IOPL");
        }
        return true;
    }

    /// The flags as the 8086 program sees them: IF is VIF, IOPL is 3.
    static long image(Cpu cpu) {
        long flags = cpu.rflags();
        long enabled = (flags & Rflags.VIF) != 0 ? Rflags.IF : 0;
        return flags & ~Rflags.IF | Rflags.IOPL | enabled;
    }

    /// Takes flags off the program's stack: its IF becomes VIF.
    ///
    /// @param popped checked by [#check]
    static void restore(Cpu cpu, long popped) {
        long changed = Rflags.STATUS | Rflags.TF | Rflags.DF | Rflags.NT;
        long enabled = (popped & Rflags.IF) != 0 ? Rflags.VIF : 0;
        long kept = cpu.rflags() & ~(changed | Rflags.VIF | Rflags.RF);
        cpu.setRflags(kept | popped & changed | enabled);
    }

    /// `#GP` for TF, and for interrupts switched on while one waits.
    static void check(Cpu cpu, long popped) {
        boolean waits = (popped & Rflags.IF) != 0 && (cpu.state.rflags & Rflags.VIP) != 0;
        if (waits || (popped & Rflags.TF) != 0) {
            throw gp(cpu, "virtual interrupt waits, or TF would be set");
        }
    }

    static void disable(Cpu cpu) {
        cpu.state.rflags &= ~Rflags.VIF;
    }

    static void enable(Cpu cpu) {
        if ((cpu.state.rflags & Rflags.VIP) != 0) {
            throw gp(cpu, "virtual interrupt waits");
        }
        cpu.state.rflags |= Rflags.VIF;
    }

    /// Whether INT n goes to the 8086 program's own handler: its bit in the TSS's redirection
    /// bitmap is 0 (SDM Vol. 3A 21.3.3.4).
    static boolean redirects(Cpu cpu, int vector) {
        SegmentRegister tr = cpu.state.segment[TR];
        boolean tss32 = (tr.type() & ~2) == Descriptor.TYPE_TSS_32;
        if ((cpu.state.cr4 & VcpuState.CR4_VME) == 0 || !tss32 || tr.limit < IO_MAP + 1) {
            return false;
        }
        long map = cpu.memory.readSystem(tr.base + IO_MAP, 2);
        long at = map - REDIRECTION_BYTES + (vector >> 3);
        if (at < 0 || at > tr.limit) {
            return false;
        }
        return (cpu.memory.readSystem(tr.base + at, 1) >>> (vector & 7) & 1) == 0;
    }

    /// INT n to the program's handler, by the interrupt table at linear address 0.
    static void redirect(Cpu cpu, int vector) {
        boolean real = Mode.iopl(cpu) == 3;
        long entry = cpu.memory.readSystem(vector * 4L, 4);
        StackFrame frame = cpu.platform.frame;
        frame.begin(cpu, 0);
        frame.push(real ? cpu.rflags() : image(cpu), 2);
        frame.push(cpu.state.segment[CS].selector, 2);
        frame.push(cpu.nextRip, 2);
        frame.check(cpu);
        frame.commit(cpu);
        long cleared = Rflags.TF | Rflags.RF | (real ? Rflags.IF : Rflags.VIF);
        cpu.setRflags(cpu.rflags() & ~cleared);
        FarTransfer.enterParagraph(cpu, (int) (entry >>> 16), entry & 0xFFFF);
    }

    private static RuntimeException gp(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.GP, 0, reason);
    }
}
