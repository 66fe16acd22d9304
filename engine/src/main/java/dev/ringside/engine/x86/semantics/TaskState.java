package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;

/// A task-state segment in memory, 32 or 16 bits wide (SDM Vol. 3A figures 8-2 and 8-10).
///
/// ```
///  32 bits: 0 link   28 CR3   32 EIP   36 EFLAGS   40 EAX ECX EDX EBX ESP EBP ESI EDI
///           72 ES CS SS DS FS GS   96 LDT   100 T
///  16 bits: 0 link   14 IP   16 FLAGS   18 AX CX DX BX SP BP SI DI   34 ES CS SS DS   42 LDT
/// ```
///
/// One reused instance a VCPU.
final class TaskState {
    static final int SEGMENTS = 6;

    /// Bytes of the part that a switch uses.
    private static final int SIZE_32 = 104;

    private static final int SIZE_16 = 44;

    boolean wide;
    long cr3;
    long eip;
    long flags;
    final long[] registers = new long[8];

    /// ES, CS, SS, DS, FS, GS.
    final int[] selectors = new int[SEGMENTS];

    int ldt;
    boolean trap;

    static int size(boolean wide) {
        return wide ? SIZE_32 : SIZE_16;
    }

    /// Reads the task at linear address `base`.
    void read(Cpu cpu, long base, boolean isWide) {
        wide = isWide;
        int width = isWide ? 4 : 2;
        int at = isWide ? 32 : 14;
        cr3 = isWide ? get(cpu, base + 28, 4) : 0;
        eip = get(cpu, base + at, width);
        flags = get(cpu, base + at + width, width);
        for (int i = 0; i < 8; i++) {
            registers[i] = get(cpu, base + at + (2L + i) * width, width);
        }
        for (int i = 0; i < SEGMENTS; i++) {
            boolean there = isWide || i < SegmentRegister.FS;
            selectors[i] = there ? (int) get(cpu, base + at + (10L + i) * width, 2) : 0;
        }
        ldt = (int) get(cpu, base + (isWide ? 96 : 42), 2);
        trap = isWide && (get(cpu, base + 100, 2) & 1) != 0;
    }

    /// Writes what a switch saves to the task at `base`, which was probed.
    static void save(Cpu cpu, long base, boolean isWide, long eip, long flags) {
        int width = isWide ? 4 : 2;
        int at = isWide ? 32 : 14;
        put(cpu, base + at, width, eip);
        put(cpu, base + at + width, width, flags);
        for (int i = 0; i < 8; i++) {
            put(cpu, base + at + (2L + i) * width, width, cpu.gpr[i]);
        }
        int count = isWide ? SEGMENTS : SegmentRegister.FS;
        for (int i = 0; i < count; i++) {
            put(cpu, base + at + (10L + i) * width, 2, cpu.state.segment[i].selector);
        }
    }

    static long get(Cpu cpu, long linear, int size) {
        return cpu.memory.readSystem(linear & 0xFFFFFFFFL, size);
    }

    static void put(Cpu cpu, long linear, int size, long value) {
        cpu.memory.writeSystem(linear & 0xFFFFFFFFL, size, value);
    }
}
