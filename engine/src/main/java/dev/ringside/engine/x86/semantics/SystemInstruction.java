package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.LDTR;
import static dev.ringside.engine.state.SegmentRegister.TR;
import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDX;

import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// Descriptor-table and other system instructions (SDM Vol. 3A 2.8).
public final class SystemInstruction {
    private SystemInstruction() {}

    /// LGDT m16:32/64.
    public static void lgdt(Cpu cpu, Instruction insn) {
        long at = tableOperand(cpu, insn);
        int limit = (int) Segmentation.read(cpu, insn.segment, at, 2);
        cpu.state.gdtrBase = tableBase(cpu, insn, at);
        cpu.state.gdtrLimit = limit;
    }

    /// SGDT.
    public static void sgdt(Cpu cpu, Instruction insn) {
        storeTable(cpu, insn, cpu.state.gdtrLimit, cpu.state.gdtrBase);
    }

    /// LIDT m16:32/64.
    public static void lidt(Cpu cpu, Instruction insn) {
        long at = tableOperand(cpu, insn);
        int limit = (int) Segmentation.read(cpu, insn.segment, at, 2);
        cpu.state.idtrBase = tableBase(cpu, insn, at);
        cpu.state.idtrLimit = limit;
    }

    /// SIDT.
    public static void sidt(Cpu cpu, Instruction insn) {
        storeTable(cpu, insn, cpu.state.idtrLimit, cpu.state.idtrBase);
    }

    private static long tableOperand(Cpu cpu, Instruction insn) {
        SystemOperand.requireMemory(cpu, insn);
        SystemOperand.requireCpl0(cpu);
        return cpu.effectiveAddress(insn);
    }

    private static long tableBase(Cpu cpu, Instruction insn, long at) {
        int width = cpu.codeBytes == 8 ? 8 : 4;
        long next = Cpu.truncate(at + 2, insn.addressSize);
        long base = Segmentation.read(cpu, insn.segment, next, width);
        if (width == 8 && !Mode.canonical(base)) {
            throw cpu.fault.of(Vector.GP, 0, "table base is not canonical");
        }
        return width == 4 && insn.operandSize == 2 ? base & 0xFFFFFF : base;
    }

    /// Differs: with 16-bit operands all four base bytes are stored, as processors since the 386 do
    /// (SDM Vol. 2B SGDT speaks of a zero byte).
    private static void storeTable(Cpu cpu, Instruction insn, int limit, long base) {
        SystemOperand.requireMemory(cpu, insn);
        SystemOperand.requireUmip(cpu);
        long at = cpu.effectiveAddress(insn);
        int width = cpu.codeBytes == 8 ? 8 : 4;
        long next = Cpu.truncate(at + 2, insn.addressSize);
        long second = Segmentation.linearForWrite(cpu, insn.segment, next, width);
        cpu.memory.probeWrite(second, width);
        Segmentation.write(cpu, insn.segment, at, 2, limit);
        cpu.memory.write(second, width, base);
    }

    /// LLDT r/m16.
    public static void lldt(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        SystemOperand.requireCpl0(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        if (Descriptor.isNull(selector)) {
            Descriptor.loadNull(cpu.state.segment[LDTR], selector);
            return;
        }
        long raw = systemDescriptor(cpu, selector);
        if (Descriptor.isSegment(raw) || Descriptor.type(raw) != Descriptor.TYPE_LDT) {
            throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "selector is not an LDT");
        }
        loadSystem(cpu, LDTR, selector, raw);
    }

    /// SLDT r/m.
    public static void sldt(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        SystemOperand.requireUmip(cpu);
        SystemOperand.storeWord(cpu, insn, cpu.state.segment[LDTR].selector);
    }

    /// LTR r/m16.
    public static void ltr(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        SystemOperand.requireCpl0(cpu);
        int selector = (int) SystemOperand.read(cpu, insn, 2);
        if (Descriptor.isNull(selector)) {
            throw cpu.fault.of(Vector.GP, 0, "LTR of a null selector");
        }
        long raw = systemDescriptor(cpu, selector);
        int type = Descriptor.type(raw);
        boolean tss =
                type == Descriptor.TYPE_TSS_32 || type == Descriptor.TYPE_TSS_16 && !cpu.longMode;
        if (Descriptor.isSegment(raw) || !tss) {
            throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "selector is not an available TSS");
        }
        long busy = raw | 2L << 40;
        loadSystem(cpu, TR, selector, busy);
        long at = Descriptor.address(cpu, selector, 8, Vector.GP);
        cpu.memory.writeSystem(at + 5, 1, busy >>> 40);
    }

    /// STR r/m.
    public static void str(Cpu cpu, Instruction insn) {
        SystemOperand.requireProtected(cpu);
        SystemOperand.requireUmip(cpu);
        SystemOperand.storeWord(cpu, insn, cpu.state.segment[TR].selector);
    }

    private static long systemDescriptor(Cpu cpu, int selector) {
        if ((selector & 4) != 0) {
            throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "LDT and TSS must be in the GDT");
        }
        int bytes = cpu.longMode ? 16 : 8;
        return cpu.memory.readSystem(Descriptor.address(cpu, selector, bytes, Vector.GP), 8);
    }

    /// In IA-32e mode the descriptor has 16 bytes (SDM Vol. 3A 7.2.3).
    private static void loadSystem(Cpu cpu, int index, int selector, long raw) {
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, selector & 0xFFFC, "LDT or TSS is not present");
        }
        long upper = 0;
        if (cpu.longMode) {
            long at = Descriptor.address(cpu, selector, 16, Vector.GP) + 8;
            upper = cpu.memory.readSystem(at, 8);
            boolean canonical = Mode.canonical(upper << 32 | Descriptor.base(raw));
            if ((upper >>> 40 & 0x1F) != 0 || !canonical) {
                throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "bad upper half of descriptor");
            }
        }
        SegmentRegister register = cpu.state.segment[index];
        if (index == TR) {
            // Proves that the busy bit can be set before anything changes.
            long at = Descriptor.address(cpu, selector, 8, Vector.GP);
            cpu.memory.probeWriteSystem(at + 5, 1);
        }
        Descriptor.load(register, selector, raw);
        register.base |= upper << 32;
    }

    /// LMSW r/m16: sets PE, MP, EM, TS; PE cannot be cleared.
    public static void lmsw(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
        long value = SystemOperand.read(cpu, insn, 2);
        long cr0 = cpu.state.cr0;
        ControlRegister.writeCr0(cpu, cr0 & ~0xEL | value & 0xF);
        cpu.platform.note(cpu, EventKind.CONTROL_REGISTER, 0, cr0, cpu.state.cr0);
    }

    /// SMSW r/m.
    public static void smsw(Cpu cpu, Instruction insn) {
        SystemOperand.requireUmip(cpu);
        SystemOperand.storeWord(cpu, insn, cpu.state.cr0);
    }

    /// CLTS.
    public static void clts(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
        cpu.state.cr0 &= ~VcpuState.CR0_TS;
    }

    /// INVLPG m; a register operand is #UD.
    public static void invlpg(Cpu cpu, Instruction insn) {
        SystemOperand.requireMemory(cpu, insn);
        SystemOperand.requireCpl0(cpu);
        long offset = cpu.effectiveAddress(insn);
        cpu.attention |= Platform.BOUNDARY;
        if (cpu.codeBytes == 8) {
            long base = insn.segment >= FS ? cpu.state.segment[insn.segment].base : 0;
            cpu.memory.flush(base + offset);
        } else {
            cpu.memory.flush(cpu.state.segment[insn.segment].base + offset & 0xFFFFFFFFL);
        }
    }

    /// INVD and WBINVD: there are no caches to write back.
    public static void invalidateCaches(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
    }

    /// HLT.
    public static void hlt(Cpu cpu, Instruction insn) {
        SystemOperand.requireCpl0(cpu);
        cpu.state.activity = Activity.HALTED;
        cpu.state.monitorAddress = VcpuState.NOT_MONITORING;
        cpu.state.mwaitBreaks = false;
        cpu.attention |= Platform.BOUNDARY;
    }

    private static final Exit YIELD = new Exit.Deadline();

    /// PAUSE: a spinning VCPU lets the others run, where the VMM wants that.
    public static void pause(Cpu cpu, Instruction insn) {
        if (cpu.state.instructionCount >= cpu.platform.yieldAt) {
            cpu.platform.leave(cpu, YIELD);
        }
    }

    /// The time-stamp counter: one tick a nanosecond of the machine's time.
    static long timeStamp(Cpu cpu) {
        return cpu.state.time() + cpu.state.tscOffset;
    }

    /// RDTSC.
    public static void rdtsc(Cpu cpu, Instruction insn) {
        if ((cpu.state.cr4 & VcpuState.CR4_TSD) != 0 && cpu.protectedMode) {
            SystemOperand.requireCpl0(cpu);
        }
        long count = timeStamp(cpu);
        cpu.gpr[RAX] = count & 0xFFFFFFFFL;
        cpu.gpr[RDX] = count >>> 32;
    }

    /// RDTSCP.
    public static void rdtscp(Cpu cpu, Instruction insn) {
        rdtsc(cpu, insn);
        cpu.gpr[RCX] = cpu.state.tscAux & 0xFFFFFFFFL;
    }

    /// RDPID r: IA32_TSC_AUX into `insn.rm`, at any CPL.
    public static void rdpid(Cpu cpu, Instruction insn) {
        cpu.setRegister(insn.rm, 4, true, cpu.state.tscAux);
    }

    /// RDPMC: there are no counters (CPUID leaf 0xA), so every index is #GP.
    public static void rdpmc(Cpu cpu, Instruction insn) {
        throw cpu.fault.of(Vector.GP, 0, "no performance counters");
    }

    /// XGETBV.
    public static void xgetbv(Cpu cpu, Instruction insn) {
        requireXsave(cpu);
        if ((int) cpu.gpr[RCX] != 0) {
            throw cpu.fault.of(Vector.GP, 0, "no such extended control register");
        }
        cpu.gpr[RAX] = cpu.state.xcr0 & 0xFFFFFFFFL;
        cpu.gpr[RDX] = cpu.state.xcr0 >>> 32;
    }

    /// XSETBV. Zircon ends the run instead of raising #GP (zircon-reference 4.4).
    public static void xsetbv(Cpu cpu, Instruction insn) {
        requireXsave(cpu);
        SystemOperand.requireCpl0(cpu);
        long value = cpu.gpr[RAX] & 0xFFFFFFFFL | cpu.gpr[RDX] << 32;
        if ((int) cpu.gpr[RCX] == 0 && allowsXcr0(cpu, value)) {
            cpu.state.xcr0 = value;
        } else if (cpu.platform.pc()) {
            throw cpu.fault.of(Vector.GP, 0, "XCR0 value is not supported");
        } else {
            ZirconCall.refuseXsetbv(cpu);
        }
    }

    /// x87 state cannot be off, AVX state needs that of SSE (SDM Vol. 1 13.3).
    private static boolean allowsXcr0(Cpu cpu, long value) {
        return (value & ~cpu.platform.model.xcr0()) == 0 && (value & 1) != 0 && (value & 6) != 4;
    }

    private static void requireXsave(Cpu cpu) {
        if ((cpu.state.cr4 & VcpuState.CR4_OSXSAVE) == 0) {
            throw SystemOperand.undefined(cpu, "CR4.OSXSAVE is 0");
        }
    }

    /// SWAPGS.
    public static void swapgs(Cpu cpu, Instruction insn) {
        if (cpu.codeBytes != 8) {
            throw SystemOperand.undefined(cpu, "SWAPGS outside 64-bit code");
        }
        SystemOperand.requireCpl0(cpu);
        long base = cpu.state.segment[GS].base;
        cpu.state.segment[GS].base = cpu.state.kernelGsBase;
        cpu.state.kernelGsBase = base;
    }

    /// RDFSBASE r32/64: into `insn.rm`.
    public static void rdfsbase(Cpu cpu, Instruction insn) {
        readBase(cpu, insn, FS);
    }

    /// RDGSBASE r32/64: into `insn.rm`.
    public static void rdgsbase(Cpu cpu, Instruction insn) {
        readBase(cpu, insn, GS);
    }

    /// WRFSBASE r32/64: from `insn.rm`.
    public static void wrfsbase(Cpu cpu, Instruction insn) {
        writeBase(cpu, insn, FS);
    }

    /// WRGSBASE r32/64: from `insn.rm`.
    public static void wrgsbase(Cpu cpu, Instruction insn) {
        writeBase(cpu, insn, GS);
    }

    private static void requireFsGsBase(Cpu cpu) {
        if (cpu.codeBytes != 8 || (cpu.state.cr4 & VcpuState.CR4_FSGSBASE) == 0) {
            throw SystemOperand.undefined(cpu, "needs 64-bit code and CR4.FSGSBASE");
        }
    }

    private static void readBase(Cpu cpu, Instruction insn, int segment) {
        requireFsGsBase(cpu);
        cpu.setRegister(insn.rm, insn.operandSize, true, cpu.state.segment[segment].base);
    }

    private static void writeBase(Cpu cpu, Instruction insn, int segment) {
        requireFsGsBase(cpu);
        long value = cpu.register(insn.rm, insn.operandSize, true);
        if (!Mode.canonical(value)) {
            throw cpu.fault.of(Vector.GP, 0, "segment base is not canonical");
        }
        cpu.state.segment[segment].base = value;
    }

    /// VMCALL: Zircon's hypercalls, #UD in the `pc` profile.
    public static void vmcall(Cpu cpu, Instruction insn) {
        if (cpu.platform.pc()) {
            throw SystemOperand.undefined(cpu, "VMCALL without a hypervisor");
        }
        ZirconCall.call(cpu);
    }

    /// #UD: UD0, UD1, UD2, RSM, the instructions of VMX and SVM, and every encoding without a
    /// meaning.
    public static void undefined(Cpu cpu, Instruction insn) {
        throw SystemOperand.undefined(cpu, "undefined instruction");
    }
}
