package dev.ringside.engine.x86.translate;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_CODE;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_UNUSABLE;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.x86.semantics.Cpu;

/// The part of a segment that needs no closer look: what translated code compares with.
public final class SegmentWindow {
    private static final int EXPAND_DOWN = 4;
    private static final int WRITABLE = 2;

    private SegmentWindow() {}

    public static long base(Cpu cpu, int segment) {
        return cpu.state.segment[segment].base;
    }

    /// Highest offset of instructions.
    static long codeLimit(Cpu cpu) {
        return cpu.state.segment[SegmentRegister.CS].limit & 0xFFFFFFFFL;
    }

    /// Highest offset for reads, -1 where the interpreter has to look.
    public static long readLimit(Cpu cpu, int segment) {
        SegmentRegister register = cpu.state.segment[segment];
        int refused = register.access & (ACCESS_UNUSABLE | ACCESS_CODE | EXPAND_DOWN);
        return refused == 0 ? register.limit & 0xFFFFFFFFL : -1;
    }

    /// Highest offset for writes, -1 where the interpreter has to look.
    public static long writeLimit(Cpu cpu, int segment) {
        SegmentRegister register = cpu.state.segment[segment];
        int rights = register.access & (ACCESS_UNUSABLE | ACCESS_CODE | EXPAND_DOWN | WRITABLE);
        return rights == WRITABLE ? register.limit & 0xFFFFFFFFL : -1;
    }
}
