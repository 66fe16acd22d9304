package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_DB;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_UNUSABLE;
import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.LDTR;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.SegmentRegister.TR;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// Hardware task switches (SDM Vol. 3A 8.3). Faults up to the commit are the old task's and leave
/// everything as it was; those of loading the new task's segments are the new task's, at its first
/// instruction (step 13 there).
final class TaskSwitch {
    /// JMP: the old task is no longer busy.
    static final int JUMP = 0;

    /// CALL, interrupts and exceptions: the new task is nested in the old one.
    static final int CALL = 1;

    /// IRET from a nested task.
    static final int RETURN = 2;

    private static final long BUSY = 2L << 40;

    /// DR6.BT, and L0 to L3 with LE of DR7 (SDM Vol. 3B 18.2).
    private static final long BT = 1 << 15;

    private static final long LOCAL_ENABLES = 0x155;

    private TaskSwitch() {}

    /// IRET with NT set: back to the task whose selector the current TSS holds.
    static void back(Cpu cpu) {
        int link = (int) TaskState.get(cpu, cpu.state.segment[TR].base, 2);
        long flags = cpu.rflags() & ~Rflags.NT;
        enter(cpu, link, RETURN, cpu.nextRip, flags, 0);
    }

    /// Switches.
    ///
    /// @param selector of the new TSS
    /// @param returnRip what the old task's EIP is saved as
    /// @param flags what its EFLAGS are saved as
    /// @param external EXT for error codes, 0 or 1
    static void enter(Cpu cpu, int selector, int how, long returnRip, long flags, int external) {
        long raw = descriptor(cpu, selector, how, external);
        boolean wide = isWide(Descriptor.type(raw));
        SegmentRegister old = cpu.state.segment[TR];
        boolean oldWide = isWide(old.type());
        if (old.limit < TaskState.size(oldWide) - 1) {
            throw cpu.fault.of(
                    Vector.TS, old.selector & 0xFFFC | external, "TSS of the old task too small");
        }
        long base = Descriptor.base(raw);
        TaskState task = cpu.platform.task;
        task.read(cpu, base, wide);
        long entry = Descriptor.address(cpu, selector, 8, Vector.TS);
        long oldEntry = Descriptor.address(cpu, old.selector, 8, Vector.TS);
        cpu.memory.probeWriteSystem(old.base, TaskState.size(oldWide));
        cpu.memory.probeWriteSystem(base, 2);
        cpu.memory.probeWriteSystem(entry, 8);
        cpu.memory.probeWriteSystem(oldEntry, 8);

        if (how != CALL) {
            long oldRaw = TaskState.get(cpu, oldEntry, 8);
            TaskState.put(cpu, oldEntry + 5, 1, (oldRaw & ~BUSY) >>> 40);
        }
        TaskState.save(cpu, old.base, oldWide, returnRip, flags);
        if (how == CALL) {
            TaskState.put(cpu, base, 2, old.selector);
        }
        long busy = raw | BUSY;
        TaskState.put(cpu, entry + 5, 1, busy >>> 40);
        Descriptor.load(old, selector, busy);
        load(cpu, task, how, external);
    }

    private static boolean isWide(int type) {
        return (type & ~2) == Descriptor.TYPE_TSS_32;
    }

    /// The new TSS's descriptor: in the GDT, available (to return: busy), present, large enough.
    private static long descriptor(Cpu cpu, int selector, int how, int external) {
        int vector = how == RETURN ? Vector.TS : Vector.GP;
        int code = selector & 0xFFFC | external;
        if ((selector & 4) != 0 || Descriptor.isNull(selector)) {
            throw cpu.fault.of(vector, code, "a TSS must be in the GDT");
        }
        long raw = Descriptor.read(cpu, selector, vector, external);
        int type = Descriptor.type(raw);
        boolean tss = isWide(type) || (type & ~2) == Descriptor.TYPE_TSS_16;
        boolean busy = (raw & BUSY) != 0;
        if (Descriptor.isSegment(raw) || !tss || busy != (how == RETURN)) {
            throw cpu.fault.of(vector, code, "no TSS, or one that is busy or not as needed");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, code, "TSS is not present");
        }
        if (Descriptor.limit(raw) < TaskState.size(isWide(type)) - 1) {
            throw cpu.fault.of(Vector.TS, code, "TSS is too small");
        }
        return raw;
    }

    /// Steps 11 to 15: the new task's state. From here on faults are the new task's.
    private static void load(Cpu cpu, TaskState task, int how, int external) {
        VcpuState state = cpu.state;
        state.cr0 |= VcpuState.CR0_TS;
        state.dr7 &= ~LOCAL_ENABLES;
        if (task.wide && (state.cr0 & VcpuState.CR0_PG) != 0) {
            state.cr3 = task.cr3;
        }
        long flags = task.flags | (how == CALL ? Rflags.NT : 0);
        cpu.setRflags(flags);
        for (int i = 0; i < 8; i++) {
            cpu.gpr[i] = task.registers[i];
        }
        state.rip = task.eip;
        cpu.nextRip = task.eip;
        cpu.platform.taskSwitched = true;
        boolean virtual = (flags & Rflags.VM) != 0;
        int cpl = virtual ? 3 : task.selectors[CS] & 3;
        forget(cpu, task, cpl);
        cpu.memory.configure(state);
        Mode.update(cpu);
        loadLdt(cpu, task.ldt, external);
        if (virtual) {
            for (int i = 0; i < TaskState.SEGMENTS; i++) {
                Segmentation.loadParagraph(cpu, i, task.selectors[i]);
            }
        } else {
            loadSegments(cpu, task, cpl, external);
        }
        Mode.update(cpu);
        if (task.eip > state.segment[CS].limit) {
            throw cpu.fault.of(Vector.GP, external, "EIP of the new task is beyond its code");
        }
        if (task.trap) {
            cpu.platform.pendingDebug |= BT;
        }
    }

    /// The new selectors without descriptors; CPL is the new one already.
    private static void forget(Cpu cpu, TaskState task, int cpl) {
        SegmentRegister[] segment = cpu.state.segment;
        for (int i = 0; i < TaskState.SEGMENTS; i++) {
            int access = ACCESS_UNUSABLE | cpl << 5 | (i == CS ? 0x9B : 0x93);
            access |= task.wide ? ACCESS_DB : 0;
            segment[i].set(task.selectors[i], 0, task.wide ? 0xFFFFFFFFL : 0xFFFF, access);
        }
        Descriptor.loadNull(segment[LDTR], task.ldt);
    }

    private static void loadLdt(Cpu cpu, int selector, int external) {
        if (Descriptor.isNull(selector)) {
            return;
        }
        int code = selector & 0xFFFC | external;
        if ((selector & 4) != 0) {
            throw cpu.fault.of(Vector.TS, code, "LDT of the new task is not in the GDT");
        }
        long raw = Descriptor.read(cpu, selector, Vector.TS, external);
        boolean ldt = !Descriptor.isSegment(raw) && Descriptor.type(raw) == Descriptor.TYPE_LDT;
        if (!ldt || !Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.TS, code, "LDT of the new task is none or not present");
        }
        Descriptor.load(cpu.state.segment[LDTR], selector, raw);
    }

    private static void loadSegments(Cpu cpu, TaskState task, int cpl, int external) {
        loadCode(cpu, task.selectors[CS], cpl, external);
        int stack = task.selectors[SS];
        if (Descriptor.isNull(stack)) {
            throw cpu.fault.of(Vector.TS, external, "SS of the new task is null");
        }
        long raw = Descriptor.read(cpu, stack, Vector.TS, external);
        Segmentation.checkStackDescriptor(cpu, stack, raw, cpl, Vector.TS, external);
        Descriptor.load(cpu.state.segment[SS], stack, Descriptor.markAccessed(cpu, stack, raw));
        for (int i = 0; i < TaskState.SEGMENTS; i++) {
            if (i != CS && i != SS && !Descriptor.isNull(task.selectors[i])) {
                loadData(cpu, i, task.selectors[i], cpl, external);
            }
        }
    }

    private static void loadCode(Cpu cpu, int selector, int cpl, int external) {
        int code = selector & 0xFFFC | external;
        if (Descriptor.isNull(selector)) {
            throw cpu.fault.of(Vector.TS, code, "CS of the new task is null");
        }
        long raw = Descriptor.read(cpu, selector, Vector.TS, external);
        int dpl = Descriptor.dpl(raw);
        boolean fits = Descriptor.isConforming(raw) ? dpl <= cpl : dpl == cpl;
        if (!Descriptor.isCode(raw) || !fits) {
            throw cpu.fault.of(Vector.TS, code, "CS of the new task does not fit its RPL");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, code, "CS of the new task is not present");
        }
        Descriptor.load(
                cpu.state.segment[CS], selector, Descriptor.markAccessed(cpu, selector, raw));
    }

    private static void loadData(Cpu cpu, int index, int selector, int cpl, int external) {
        int code = selector & 0xFFFC | external;
        long raw = Descriptor.read(cpu, selector, Vector.TS, external);
        boolean isCode = Descriptor.isCode(raw);
        boolean readable = Descriptor.isSegment(raw) && (!isCode || (raw & 2L << 40) != 0);
        boolean conforming = isCode && Descriptor.isConforming(raw);
        boolean allowed = conforming || Math.max(selector & 3, cpl) <= Descriptor.dpl(raw);
        if (!readable || !allowed) {
            throw cpu.fault.of(Vector.TS, code, "data segment of the new task does not fit");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, code, "data segment of the new task is not present");
        }
        Descriptor.load(
                cpu.state.segment[index], selector, Descriptor.markAccessed(cpu, selector, raw));
    }
}
