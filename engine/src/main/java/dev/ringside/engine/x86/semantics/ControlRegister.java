package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.VcpuState.CR0_CD;
import static dev.ringside.engine.state.VcpuState.CR0_ET;
import static dev.ringside.engine.state.VcpuState.CR0_NE;
import static dev.ringside.engine.state.VcpuState.CR0_NW;
import static dev.ringside.engine.state.VcpuState.CR0_PE;
import static dev.ringside.engine.state.VcpuState.CR0_PG;
import static dev.ringside.engine.state.VcpuState.CR4_PAE;
import static dev.ringside.engine.state.VcpuState.CR4_PCIDE;
import static dev.ringside.engine.state.VcpuState.EFER_LMA;
import static dev.ringside.engine.state.VcpuState.EFER_LME;

import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.Feature;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// MOV to and from control registers (SDM Vol. 3A 2.5, Vol. 2B MOV).
public final class ControlRegister {
    private static final long CR0_WRITABLE =
            CR0_PE
                    | VcpuState.CR0_MP
                    | VcpuState.CR0_EM
                    | VcpuState.CR0_TS
                    | CR0_NE
                    | VcpuState.CR0_WP
                    | VcpuState.CR0_AM
                    | CR0_NW
                    | CR0_CD
                    | CR0_PG;

    /// What CPUID promises.
    private static final long CR4_WRITABLE =
            VcpuState.CR4_VME
                    | VcpuState.CR4_PVI
                    | VcpuState.CR4_PCIDE
                    | VcpuState.CR4_TSD
                    | VcpuState.CR4_DE
                    | VcpuState.CR4_PSE
                    | CR4_PAE
                    | VcpuState.CR4_MCE
                    | VcpuState.CR4_PGE
                    | VcpuState.CR4_PCE
                    | VcpuState.CR4_OSFXSR
                    | VcpuState.CR4_OSXMMEXCPT
                    | VcpuState.CR4_UMIP
                    | VcpuState.CR4_FSGSBASE
                    | VcpuState.CR4_SMEP
                    | VcpuState.CR4_SMAP;

    private ControlRegister() {}

    /// MOV r, CRn (0F 20): CR number in `insn.reg`, general register in `insn.rm`.
    public static void read(Cpu cpu, Instruction insn) {
        check(cpu, insn);
        VcpuState state = cpu.state;
        long value = value(state, insn.reg);
        cpu.setRegister(insn.rm, cpu.codeBytes == 8 ? 8 : 4, true, value);
    }

    /// MOV CRn, r (0F 22): CR number in `insn.reg`, general register in `insn.rm`.
    public static void write(Cpu cpu, Instruction insn) {
        check(cpu, insn);
        long value = cpu.register(insn.rm, cpu.codeBytes == 8 ? 8 : 4, true);
        long before = value(cpu.state, insn.reg);
        switch (insn.reg) {
            case 0 -> writeCr0(cpu, value);
            case 2 -> cpu.state.cr2 = value;
            case 3 -> writeCr3(cpu, value);
            case 4 -> writeCr4(cpu, value);
            default -> writeCr8(cpu, value);
        }
        long after = value(cpu.state, insn.reg);
        cpu.platform.note(cpu, EventKind.CONTROL_REGISTER, insn.reg, before, after);
    }

    private static long value(VcpuState state, int number) {
        return switch (number) {
            case 0 -> state.cr0 | CR0_ET;
            case 2 -> state.cr2;
            case 3 -> state.cr3;
            case 4 -> state.cr4;
            default -> state.cr8;
        };
    }

    private static void check(Cpu cpu, Instruction insn) {
        boolean exists =
                switch (insn.reg) {
                    case 0, 2, 3, 4 -> true;
                    case 8 -> cpu.codeBytes == 8;
                    default -> false;
                };
        if (!exists) {
            throw SystemOperand.undefined(cpu, "no such control register");
        }
        SystemOperand.requireCpl0(cpu);
    }

    /// Sets CR0 with every check (SDM Vol. 3A 2.5, 9.8.5); also LMSW's way.
    static void writeCr0(Cpu cpu, long value) {
        VcpuState state = cpu.state;
        if (value >>> 32 != 0) {
            throw gp(cpu, "upper half of CR0 must be 0");
        }
        if ((value & CR0_PG) != 0 && (value & CR0_PE) == 0) {
            throw gp(cpu, "CR0.PG needs CR0.PE");
        }
        if ((value & CR0_NW) != 0 && (value & CR0_CD) == 0) {
            throw gp(cpu, "CR0.NW needs CR0.CD");
        }
        long efer = state.efer;
        boolean paging = (value & CR0_PG) != 0;
        boolean wasPaging = (state.cr0 & CR0_PG) != 0;
        if (paging && !wasPaging && (efer & EFER_LME) != 0) {
            checkActivation(cpu);
            efer |= EFER_LMA;
        } else if (!paging && wasPaging && (efer & EFER_LMA) != 0) {
            if (cpu.codeBytes == 8) {
                throw gp(cpu, "64-bit code cannot clear CR0.PG");
            }
            if ((state.cr4 & CR4_PCIDE) != 0) {
                throw gp(cpu, "CR0.PG cannot be cleared while CR4.PCIDE is 1");
            }
            efer &= ~EFER_LMA;
        }
        boolean pae = paging && (state.cr4 & CR4_PAE) != 0 && (efer & EFER_LMA) == 0;
        long changed = value ^ state.cr0;
        if (pae && (changed & (CR0_PG | CR0_CD | CR0_NW)) != 0) {
            checkPdptes(cpu, state.cr3);
        }
        state.efer = efer;
        state.cr0 = value & CR0_WRITABLE | CR0_ET | forced(cpu);
        changed(cpu);
    }

    /// The `zircon` profile keeps NE on (zircon-reference 4.4).
    private static long forced(Cpu cpu) {
        return cpu.platform.pc() ? 0 : CR0_NE;
    }

    /// SDM Vol. 3A 9.8.5.
    private static void checkActivation(Cpu cpu) {
        if ((cpu.state.cr4 & CR4_PAE) == 0) {
            throw gp(cpu, "IA-32e mode needs CR4.PAE");
        }
        int cs = cpu.state.segment[SegmentRegister.CS].access;
        if (cpu.protectedMode && (cs & SegmentRegister.ACCESS_L) != 0) {
            throw gp(cpu, "CS.L must be 0 when IA-32e mode is activated");
        }
        SegmentRegister tr = cpu.state.segment[SegmentRegister.TR];
        boolean tss16 = (tr.type() & ~2) == Descriptor.TYPE_TSS_16;
        if (cpu.protectedMode && tr.usable() && !Descriptor.isNull(tr.selector) && tss16) {
            throw gp(cpu, "IA-32e mode cannot start with a 16-bit TSS");
        }
    }

    private static void checkPdptes(Cpu cpu, long cr3) {
        if (!cpu.memory.walker().pdptesValid(cr3)) {
            throw gp(cpu, "a PDPTE has a reserved bit set");
        }
    }

    private static boolean legacyPae(Cpu cpu) {
        VcpuState state = cpu.state;
        return (state.cr0 & CR0_PG) != 0
                && (state.cr4 & CR4_PAE) != 0
                && (state.efer & EFER_LMA) == 0;
    }

    /// With CR4.PCIDE, bit 63 keeps the translations of the new context. They are forgotten all the
    /// same (SDM Vol. 3A 4.10.4.1 allows that), and the bit is not stored.
    private static void writeCr3(Cpu cpu, long written) {
        boolean contexts = (cpu.state.cr4 & CR4_PCIDE) != 0;
        long value = contexts ? written & Long.MAX_VALUE : written;
        if (cpu.codeBytes == 8 && value >>> PageWalker.PHYSICAL_BITS != 0) {
            throw gp(cpu, "CR3 is beyond the physical address width");
        }
        if (legacyPae(cpu)) {
            checkPdptes(cpu, value);
        }
        cpu.state.cr3 = value;
        changed(cpu);
    }

    private static void writeCr4(Cpu cpu, long value) {
        VcpuState state = cpu.state;
        boolean xsave = cpu.platform.model.has(Feature.XSAVE) || !cpu.platform.pc();
        long writable = CR4_WRITABLE | (xsave ? VcpuState.CR4_OSXSAVE : 0);
        if ((value & ~writable) != 0) {
            throw gp(cpu, "reserved bit of CR4 set");
        }
        if (cpu.longMode && (value & CR4_PAE) == 0) {
            throw gp(cpu, "IA-32e mode cannot clear CR4.PAE");
        }
        long old = state.cr4;
        if ((value & ~old & CR4_PCIDE) != 0 && (!cpu.longMode || (state.cr3 & 0xFFF) != 0)) {
            throw gp(cpu, "CR4.PCIDE needs IA-32e mode and PCID 0");
        }
        state.cr4 = value;
        long reload = CR4_PAE | VcpuState.CR4_PSE | VcpuState.CR4_PGE | VcpuState.CR4_SMEP;
        if (legacyPae(cpu) && ((value ^ old) & reload) != 0) {
            if (!cpu.memory.walker().pdptesValid(state.cr3)) {
                state.cr4 = old;
                throw gp(cpu, "a PDPTE has a reserved bit set");
            }
        }
        changed(cpu);
    }

    private static void writeCr8(Cpu cpu, long value) {
        if (value >>> 4 != 0) {
            throw gp(cpu, "CR8 has 4 bits");
        }
        cpu.platform.apic.setTaskPriority((int) value << 4);
        cpu.attention |= Platform.BOUNDARY;
    }

    /// Everything cached from the control registers is stale.
    static void changed(Cpu cpu) {
        cpu.memory.configure(cpu.state);
        Mode.update(cpu);
    }

    private static RuntimeException gp(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.GP, 0, reason);
    }
}
