package dev.ringside.engine.oracle;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.TrapMap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.Engine;
import dev.ringside.engine.x86.X86Backend;
import java.lang.foreign.MemorySegment;

/// Runs cases on the own core: a processor in long mode as Linux sets it up for a user program,
/// with the same segments and the same pages.
///
/// Exceptions go through the IDT to handlers that halt, so that delivery is judged too. Not
/// thread-safe.
final class CoreRunner implements AutoCloseable {
    private static final int RAM = 1 << 20;
    private static final int PML4 = 0x1000;
    private static final int USER_TABLES = 0x2000;
    private static final int KERNEL_TABLES = 0x5000;
    private static final int GDT = 0x8000;
    private static final int LDT = 0x9000;
    private static final int IDT = 0xA000;
    private static final int TSS = 0xB000;
    private static final int KERNEL_STACK_TOP = 0xE000;
    private static final int HANDLERS = 0xE000;
    private static final int PAGES = 0x10000;

    /// Where the core sees physical memory, as a supervisor only.
    private static final long KERNEL = 0xFFFF_8000_0000_0000L;

    private static final long PRESENT_ACCESSED_DIRTY = 0x61;
    private static final long WRITABLE = 2;
    private static final long USER = 4;
    private static final long LARGE = 0x80;
    private static final long NO_EXECUTE = 1L << 63;

    /// The upper part of RSP when SS is a 16-bit segment: IRETQ loads only SP then, and this is
    /// what the child's stack pointer has above it.
    private static final long CHILD_STACK_HIGH = Shared.STACK_TOP - 0x10000;

    private static final int MAX_INSTRUCTIONS = 200_000;

    private final PhysicalMemory memory = new PhysicalMemory(RAM);
    private final MemorySegment ram = memory.segment();
    private final BackendVcpu vcpu;
    private final VcpuState state;
    private final VcpuState initial = new VcpuState();
    private final Outcome outcome = new Outcome();

    CoreRunner() {
        GuestPhysicalAddressSpace space = new GuestPhysicalAddressSpace();
        space.map(
                0,
                0,
                RAM,
                GuestPhysicalAddressSpace.READ
                        | GuestPhysicalAddressSpace.WRITE
                        | GuestPhysicalAddressSpace.EXECUTE);
        Vm vm = new Vm(memory, space, new TrapMap(), Profile.PC);
        writeTables();
        configure();
        vcpu = new X86Backend(Engine.INTERPRET, CpuModel.V3).createVcpu(vm, 1, initial);
        vcpu.debug().setInstructionLimit(MAX_INSTRUCTIONS);
        state = vcpu.state();
    }

    private void put(long physical, long value) {
        ram.set(JAVA_LONG_UNALIGNED, physical, value);
    }

    private void writeTables() {
        long user = PRESENT_ACCESSED_DIRTY | WRITABLE | USER;
        put(PML4, USER_TABLES | user);
        put(USER_TABLES + 8 * (Window.BASE >> 30), USER_TABLES + 0x1000 | user);
        put(USER_TABLES + 0x1000, USER_TABLES + 0x2000 | user);
        long table = USER_TABLES + 0x2000;
        put(table + 8, PAGES | PRESENT_ACCESSED_DIRTY | USER | NO_EXECUTE);
        put(table + 16, PAGES + 0x1000 | user | NO_EXECUTE);
        put(table + 24, PAGES + 0x2000 | user | NO_EXECUTE);
        put(table + 32, PAGES + 0x3000 | user);
        long kernel = PRESENT_ACCESSED_DIRTY | WRITABLE;
        put(PML4 + 8 * 256, KERNEL_TABLES | kernel);
        put(KERNEL_TABLES, KERNEL_TABLES + 0x1000 | kernel);
        put(KERNEL_TABLES + 0x1000, kernel | LARGE);
        writeDescriptors();
        put(TSS + 4, KERNEL + KERNEL_STACK_TOP);
        // I/O map base beyond the limit: every port is closed.
        put(TSS + 0x60, 0xFFFF_0000_0000_0000L);
    }

    /// Linux's GDT for one CPU, as far as a user program can tell.
    private void writeDescriptors() {
        long[] gdt = {
            0,
            0x00CF9B000000FFFFL,
            0x00AF9B000000FFFFL,
            0x00CF93000000FFFFL,
            0x00CFFB000000FFFFL,
            0x00CFF3000000FFFFL,
            0x00AFFB000000FFFFL
        };
        for (int i = 0; i < gdt.length; i++) {
            put(GDT + 8L * i, gdt[i]);
        }
        writeSystemDescriptor(GDT + 0x40, TSS, 0x67, 0x8B);
        writeSystemDescriptor(GDT + 0x50, LDT, 8 * Segments.LDT.size() - 1, 0x82);
        put(GDT + 0x78, 0x0040F5000000_0000L);
        for (int i = 0; i < Segments.LDT.size(); i++) {
            put(LDT + 8L * i, Segments.LDT.get(i).descriptor());
        }
        for (int vector = 0; vector < 256; vector++) {
            long handler = KERNEL + HANDLERS + vector;
            long dpl = vector == Vector.BP || vector == Vector.OF ? 3 : 0;
            put(
                    IDT + 16L * vector,
                    handler & 0xFFFF
                            | 0x10L << 16
                            | (0x8E00L | dpl << 13) << 32
                            | (handler >> 16 & 0xFFFF) << 48);
            put(IDT + 16L * vector + 8, handler >>> 32);
            ram.set(JAVA_BYTE, HANDLERS + vector, (byte) 0xF4);
        }
    }

    private void writeSystemDescriptor(long at, long physical, long limit, long access) {
        long base = KERNEL + physical;
        put(at, limit | (base & 0xFFFFFF) << 16 | access << 40 | (base >> 24 & 0xFF) << 56);
        put(at + 8, base >>> 32);
    }

    private void configure() {
        initial.cr0 =
                VcpuState.CR0_PE
                        | VcpuState.CR0_MP
                        | VcpuState.CR0_ET
                        | VcpuState.CR0_NE
                        | VcpuState.CR0_WP
                        | VcpuState.CR0_AM
                        | VcpuState.CR0_PG;
        initial.cr3 = PML4;
        initial.cr4 =
                VcpuState.CR4_PAE
                        | VcpuState.CR4_PGE
                        | VcpuState.CR4_OSFXSR
                        | VcpuState.CR4_OSXMMEXCPT
                        | VcpuState.CR4_UMIP
                        | VcpuState.CR4_OSXSAVE
                        | VcpuState.CR4_FSGSBASE
                        | VcpuState.CR4_SMEP
                        | VcpuState.CR4_SMAP;
        initial.xcr0 = 7;
        initial.efer =
                VcpuState.EFER_SCE | VcpuState.EFER_LME | VcpuState.EFER_LMA | VcpuState.EFER_NXE;
        initial.gdtrBase = KERNEL + GDT;
        initial.gdtrLimit = 0x7F;
        initial.idtrBase = KERNEL + IDT;
        initial.idtrLimit = 0xFFF;
        initial.segment[SegmentRegister.LDTR].set(
                0x50, KERNEL + LDT, 8 * Segments.LDT.size() - 1, 0x82);
        initial.segment[SegmentRegister.TR].set(0x40, KERNEL + TSS, 0x67, 0x8B);
    }

    /// The read-only page and the page templates of the cases to come.
    void use(Template template) {
        MemorySegment.copy(template.readOnly, 0, ram, PAGES, Window.PAGE);
    }

    /// Runs one case to its first exception.
    ///
    /// @return valid until the next call
    Outcome run(CaseState test, Template template) {
        enter(test, template);
        outcome.failure = "";
        outcome.vector = -1;
        try {
            execute();
        } catch (RuntimeException e) {
            outcome.failure = e.toString();
        }
        leave();
        if (test.media != null) {
            outcome.media.load(state);
        }
        return outcome;
    }

    private void enter(CaseState test, Template template) {
        MemorySegment.copy(template.window, 0, ram, PAGES + Window.PAGE, Window.SIZE);
        MemorySegment.copy(
                test.code,
                0,
                ram,
                JAVA_BYTE,
                PAGES + test.codeAddress - Window.READ_ONLY,
                test.codeLength);
        state.copyFrom(initial);
        System.arraycopy(test.gpr, 0, state.gpr, 0, 16);
        if (test.smallStack()) {
            state.gpr[VcpuState.RSP] = test.gpr[VcpuState.RSP] & 0xFFFF | CHILD_STACK_HIGH;
        }
        state.rip = test.rip;
        state.rflags = test.rflags;
        load(SegmentRegister.CS, test.cs);
        load(SegmentRegister.SS, test.ss);
        load(SegmentRegister.DS, test.ds);
        load(SegmentRegister.ES, test.es);
        load(SegmentRegister.FS, test.fs);
        load(SegmentRegister.GS, test.gs);
        if (test.cs == Segments.CODE_64) {
            state.segment[SegmentRegister.FS].base = test.fsBase;
            state.segment[SegmentRegister.GS].base = test.gsBase;
        }
        if (test.media != null) {
            test.media.store(state);
        }
        vcpu.debug().memoryChanged(PAGES + Window.PAGE + Window.CODE_OFFSET, Window.PAGE);
    }

    /// Fills a segment register from its descriptor without any check.
    private void load(int segment, int selector) {
        SegmentRegister register = state.segment[segment];
        if ((selector & ~3) == 0) {
            register.set(selector, 0, 0, SegmentRegister.ACCESS_UNUSABLE);
            return;
        }
        long table = (selector & 4) != 0 ? LDT : GDT;
        long raw = ram.get(JAVA_LONG_UNALIGNED, table + (selector & ~7));
        long limit = raw & 0xFFFF | raw >> 32 & 0xF0000;
        if ((raw & 1L << 55) != 0) {
            limit = limit << 12 | 0xFFF;
        }
        register.set(
                selector,
                raw >>> 16 & 0xFFFFFF | raw >>> 32 & 0xFF000000L,
                limit,
                (int) (raw >>> 40) & 0xF0FF);
    }

    /// The handler of every vector is a HLT: the exception has then been delivered, and the frame
    /// on the inner stack says what it found.
    private void execute() {
        Exit exit = vcpu.run();
        if (!(exit instanceof Exit.Halted)) {
            Stop stop = vcpu.debug().takeStop();
            outcome.failure = exit + (stop == null ? "" : " " + stop);
            return;
        }
        outcome.vector = (int) (state.rip - 1 - KERNEL - HANDLERS);
        long frame = state.gpr[VcpuState.RSP] - KERNEL;
        outcome.errorCode = 0;
        if (Vector.hasErrorCode(outcome.vector)) {
            outcome.errorCode = ram.get(JAVA_LONG_UNALIGNED, frame);
            frame += 8;
        }
        outcome.cr2 = state.cr2;
        state.rip = ram.get(JAVA_LONG_UNALIGNED, frame);
        state.segment[CS].selector = (int) ram.get(JAVA_LONG_UNALIGNED, frame + 8);
        state.rflags = ram.get(JAVA_LONG_UNALIGNED, frame + 16);
        state.gpr[VcpuState.RSP] = ram.get(JAVA_LONG_UNALIGNED, frame + 24);
        state.segment[SegmentRegister.SS].selector = (int) ram.get(JAVA_LONG_UNALIGNED, frame + 32);
    }

    private void leave() {
        System.arraycopy(state.gpr, 0, outcome.gpr, 0, 16);
        outcome.rip = state.rip;
        outcome.rflags = state.rflags;
        outcome.cs = state.segment[CS].selector;
        outcome.ss = state.segment[SegmentRegister.SS].selector;
        outcome.ds = state.segment[SegmentRegister.DS].selector;
        outcome.es = state.segment[SegmentRegister.ES].selector;
        outcome.fs = state.segment[SegmentRegister.FS].selector;
        outcome.gs = state.segment[SegmentRegister.GS].selector;
        outcome.fsBase = state.segment[SegmentRegister.FS].base;
        outcome.gsBase = state.segment[SegmentRegister.GS].base;
        outcome.window = ram.asSlice(PAGES + Window.PAGE, Window.SIZE);
    }

    @Override
    public void close() {
        vcpu.close();
        memory.close();
    }
}
