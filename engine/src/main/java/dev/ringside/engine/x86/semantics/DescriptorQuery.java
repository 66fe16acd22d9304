package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.LDTR;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.x86.decode.Instruction;

/// LAR, LSL, VERR, VERW and ARPL (SDM Vol. 3A 5.10). A selector that does not qualify clears ZF and
/// faults nothing.
public final class DescriptorQuery {
    /// Types LAR accepts outside IA-32e mode: TSSs, LDT, call and task gates (SDM Vol. 2A LAR).
    private static final int LAR_LEGACY =
            1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 9 | 1 << 11 | 1 << 12;

    private static final int LAR_LONG = 1 << 2 | 1 << 9 | 1 << 11 | 1 << 12;

    /// Types with a limit (SDM Vol. 2A LSL).
    private static final int LSL_LEGACY = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 | 1 << 11;

    private static final int LSL_LONG = 1 << 2 | 1 << 9 | 1 << 11;

    private DescriptorQuery() {}

    /// LAR r, r/m16.
    public static void lar(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        long raw = find(cpu, selector);
        boolean found = raw != 0 && qualifies(cpu, selector, raw, LAR_LEGACY, LAR_LONG);
        if (found) {
            cpu.setRegister(insn.reg, insn.operandSize, true, raw >>> 32 & 0x00F0FF00);
        }
        setZero(cpu, found);
    }

    /// LSL r, r/m16.
    public static void lsl(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        long raw = find(cpu, selector);
        boolean found = raw != 0 && qualifies(cpu, selector, raw, LSL_LEGACY, LSL_LONG);
        if (found) {
            cpu.setRegister(insn.reg, insn.operandSize, true, Descriptor.limit(raw));
        }
        setZero(cpu, found);
    }

    /// VERR r/m16.
    public static void verr(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        long raw = find(cpu, selector);
        boolean readable = !Descriptor.isCode(raw) || (raw & 2L << 40) != 0;
        setZero(cpu, Descriptor.isSegment(raw) && readable && qualifies(cpu, selector, raw, 0, 0));
    }

    /// VERW r/m16.
    public static void verw(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        long raw = find(cpu, selector);
        boolean writable = !Descriptor.isCode(raw) && (raw & 2L << 40) != 0;
        setZero(cpu, Descriptor.isSegment(raw) && writable && qualifies(cpu, selector, raw, 0, 0));
    }

    /// ARPL r/m16, r16; the caller decodes it as MOVSXD in 64-bit code. Memory that need not change
    /// is not written, and may be read-only.
    public static void arpl(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        long rpl = cpu.gpr[insn.reg] & 3;
        if (!insn.isMemory) {
            long selector = cpu.gpr[insn.rm] & 0xFFFF;
            boolean raise = (selector & 3) < rpl;
            if (raise) {
                cpu.setRegister(insn.rm, 2, true, selector & ~3 | rpl);
            }
            setZero(cpu, raise);
            return;
        }
        long at = cpu.effectiveAddress(insn);
        long selector = Segmentation.read(cpu, insn.segment, at, 2);
        boolean raise = (selector & 3) < rpl;
        if (raise) {
            Segmentation.write(cpu, insn.segment, at, 2, selector & ~3 | rpl);
        }
        setZero(cpu, raise);
    }

    /// The descriptor, or 0 for the null selector and beyond the tables.
    private static long find(Cpu cpu, int selector) {
        if (Descriptor.isNull(selector)) {
            return 0;
        }
        int last = (selector & 0xFFF8) + 7;
        SegmentRegister ldtr = cpu.state.segment[LDTR];
        boolean local = (selector & 4) != 0;
        boolean localInside =
                ldtr.usable() && !Descriptor.isNull(ldtr.selector) && last <= ldtr.limit;
        if (local ? !localInside : last > cpu.state.gdtrLimit) {
            return 0;
        }
        return Descriptor.read(cpu, selector, 0);
    }

    private static boolean qualifies(Cpu cpu, int selector, long raw, int legacy, int inLong) {
        if (!Descriptor.isSegment(raw)) {
            int types = cpu.longMode ? inLong : legacy;
            if ((types >>> Descriptor.type(raw) & 1) == 0) {
                return false;
            }
        } else if (Descriptor.isCode(raw) && Descriptor.isConforming(raw)) {
            return true;
        }
        return Math.max(cpu.cpl, selector & 3) <= Descriptor.dpl(raw);
    }

    private static void setZero(Cpu cpu, boolean zero) {
        cpu.setStatus(Rflags.ZF, zero ? Rflags.ZF : 0);
    }
}
