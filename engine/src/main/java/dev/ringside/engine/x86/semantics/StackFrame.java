package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_DB;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.SegmentRegister.TR;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// What a far call or a delivery is about to push, on the current stack or an inner one: collected,
/// checked as a whole, then written, so that a fault leaves nothing behind.
///
/// One reused instance a VCPU.
final class StackFrame {
    private static final int MAX_VALUES = 48;

    private final SegmentRegister stack = new SegmentRegister();
    private final long[] values = new long[MAX_VALUES];
    private final long[] offsets = new long[MAX_VALUES];
    private final int[] sizes = new int[MAX_VALUES];
    private int count;

    /// 2, 4 or 8 bytes of stack pointer.
    private int width;

    private long pointer;
    private boolean inner;
    private int external;

    /// Starts on the current stack.
    ///
    /// @param external EXT for the error codes of faults, 0 or 1
    void begin(Cpu cpu, int external) {
        stack.copyFrom(cpu.state.segment[SS]);
        width = cpu.stackBytes;
        pointer = Stack.pointer(cpu);
        inner = false;
        this.external = external;
        count = 0;
    }

    /// Starts on the stack the TSS holds for `cpl` (SDM Vol. 3A 5.8.5, figures 7-2 and 7-11).
    void beginInner(Cpu cpu, int cpl, int external) {
        this.external = external;
        inner = true;
        count = 0;
        if (cpu.longMode) {
            beginLong(cpu, tssQuad(cpu, 4 + 8 * cpl), cpl);
            return;
        }
        SegmentRegister tr = cpu.state.segment[TR];
        boolean tss32 = (tr.type() & ~2) == Descriptor.TYPE_TSS_32;
        int size = tss32 ? 4 : 2;
        int at = tss32 ? 4 + 8 * cpl : 2 + 4 * cpl;
        if (at + size + 1 > tr.limit) {
            throw cpu.fault.of(
                    Vector.TS, tr.selector & 0xFFFC | external, "TSS has no stack for this CPL");
        }
        long sp = cpu.memory.readSystem(tr.base + at, size);
        int selector = (int) cpu.memory.readSystem(tr.base + at + size, 2);
        loadInner(cpu, selector, cpl);
        width = (stack.access & ACCESS_DB) != 0 ? 4 : 2;
        pointer = Cpu.truncate(sp, width);
    }

    private void loadInner(Cpu cpu, int selector, int cpl) {
        int code = selector & 0xFFFC;
        if (code == 0) {
            throw cpu.fault.of(Vector.TS, external, "SS in the TSS is null");
        }
        long raw = Descriptor.read(cpu, selector, Vector.TS, external);
        Segmentation.checkStackDescriptor(cpu, selector, raw, cpl, Vector.TS, external);
        Descriptor.load(stack, selector, Descriptor.markAccessed(cpu, selector, raw));
    }

    /// Starts on stack `ist` (1 to 7) of the interrupt stack table (SDM Vol. 3A 6.14.5).
    void beginIst(Cpu cpu, int ist, int cpl, int external) {
        this.external = external;
        inner = true;
        count = 0;
        beginLong(cpu, tssQuad(cpu, 28 + 8 * ist), cpl);
    }

    private void beginLong(Cpu cpu, long rsp, int cpl) {
        if (cpl == cpu.cpl) {
            stack.copyFrom(cpu.state.segment[SS]);
        } else {
            stack.set(cpl, 0, 0xFFFFFFFFL, SegmentRegister.ACCESS_UNUSABLE | cpl << 5 | 0x4093);
        }
        width = 8;
        pointer = rsp;
    }

    private long tssQuad(Cpu cpu, int at) {
        SegmentRegister tr = cpu.state.segment[TR];
        if (at + 7 > tr.limit) {
            throw cpu.fault.of(
                    Vector.TS, tr.selector & 0xFFFC | external, "TSS has no stack for this CPL");
        }
        long rsp = cpu.memory.readSystem(tr.base + at, 8);
        if (!Mode.canonical(rsp)) {
            throw cpu.fault.of(Vector.SS, external, "stack pointer in the TSS is not canonical");
        }
        return rsp;
    }

    /// 64-bit deliveries use all of RSP, aligned to 16 bytes, whatever SS says (SDM Vol. 3A
    /// 6.14.2).
    void alignLong(Cpu cpu) {
        if (!inner) {
            pointer = cpu.gpr[VcpuState.RSP];
            width = 8;
        }
        pointer &= -16;
    }

    /// Puts `size` bytes of `value` below what is there.
    void push(long value, int size) {
        pointer = Cpu.truncate(pointer - size, width);
        values[count] = value;
        offsets[count] = pointer;
        sizes[count] = size;
        count++;
    }

    /// Proves that all of it can be written.
    void check(Cpu cpu) {
        for (int i = 0; i < count; i++) {
            long linear = linear(cpu, offsets[i], sizes[i]);
            if (inner) {
                cpu.memory.probeWriteSystem(linear, sizes[i]);
            } else {
                cpu.memory.probeWrite(linear, sizes[i]);
            }
        }
    }

    private long linear(Cpu cpu, long offset, int size) {
        if (width == 8) {
            if (!Mode.canonical(offset) || !Mode.canonical(offset + size - 1)) {
                throw cpu.fault.of(Vector.SS, external, "stack pointer is not canonical");
            }
            return offset;
        }
        if (!Segmentation.stackFits(stack, offset, size)) {
            int code = inner ? stack.selector & 0xFFFC : 0;
            throw cpu.fault.of(
                    Vector.SS, code | external, "stack offset is beyond the segment's limit");
        }
        return stack.base + offset & 0xFFFFFFFFL;
    }

    /// Writes it all and makes the stack current. After [#check] nothing here faults.
    void commit(Cpu cpu) {
        for (int i = 0; i < count; i++) {
            long linear = linear(cpu, offsets[i], sizes[i]);
            if (inner) {
                cpu.memory.writeSystem(linear, sizes[i], values[i]);
            } else {
                cpu.memory.write(linear, sizes[i], values[i]);
            }
        }
        VcpuState state = cpu.state;
        state.segment[SS].copyFrom(stack);
        cpu.setRegister(VcpuState.RSP, width, true, pointer);
    }
}
