package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Descriptor-table and other system instructions (SDM Vol. 3A 2.8).
public final class SystemInstruction {
    private SystemInstruction() {}

    /// LGDT m16:32/64.
    public static void lgdt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SGDT.
    public static void sgdt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// LIDT.
    public static void lidt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SIDT.
    public static void sidt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// LLDT r/m16.
    public static void lldt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SLDT r/m.
    public static void sldt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// LTR r/m16.
    public static void ltr(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// STR r/m.
    public static void str(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// LMSW r/m16.
    public static void lmsw(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SMSW r/m.
    public static void smsw(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// CLTS.
    public static void clts(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INVLPG m; a register operand is #UD.
    public static void invlpg(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// INVD and WBINVD.
    public static void invalidateCaches(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// HLT.
    public static void hlt(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RDTSC.
    public static void rdtsc(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RDTSCP.
    public static void rdtscp(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RDPMC.
    public static void rdpmc(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// XGETBV.
    public static void xgetbv(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// XSETBV.
    public static void xsetbv(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// SWAPGS.
    public static void swapgs(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RDFSBASE r32/64: into `insn.rm`.
    public static void rdfsbase(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// RDGSBASE r32/64: into `insn.rm`.
    public static void rdgsbase(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// WRFSBASE r32/64: from `insn.rm`.
    public static void wrfsbase(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// WRGSBASE r32/64: from `insn.rm`.
    public static void wrgsbase(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// VMCALL: Zircon's hypercalls, #UD in the `pc` profile.
    public static void vmcall(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }

    /// #UD: UD0, UD1, UD2, RSM, MONITOR, MWAIT and every encoding without a meaning.
    public static void undefined(Cpu cpu, Instruction insn) {
        throw new UnsupportedOperationException();
    }
}
