package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_CODE;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_DB;
import static dev.ringside.engine.state.SegmentRegister.ACCESS_UNUSABLE;
import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.FS;
import static dev.ringside.engine.state.SegmentRegister.SS;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.Vector;

/// Segmented memory access and segment register loads (SDM Vol. 3A 3.4, 5.2 to 5.6).
public final class Segmentation {
    private static final int EXPAND_DOWN = 4;
    private static final int WRITABLE = 2;
    private static final int READABLE = 2;

    private Segmentation() {}

    /// Reads 1, 2, 4 or 8 bytes, zero-extended.
    public static long read(Cpu cpu, int segment, long offset, int size) {
        return cpu.memory.read(linearForRead(cpu, segment, offset, size), size);
    }

    /// The read of a read-modify-write: faults as the write would.
    public static long readForWrite(Cpu cpu, int segment, long offset, int size) {
        return cpu.memory.readForWrite(linearForWrite(cpu, segment, offset, size), size);
    }

    /// Writes the low `size` bytes of `value`: 1, 2, 4 or 8.
    public static void write(Cpu cpu, int segment, long offset, int size, long value) {
        cpu.memory.write(linearForWrite(cpu, segment, offset, size), size, value);
    }

    /// The linear address of `size` bytes (1 to 4096) after the segment's checks for reading.
    public static long linearForRead(Cpu cpu, int segment, long offset, int size) {
        SegmentRegister register = cpu.state.segment[segment];
        if (cpu.codeBytes == 8) {
            return canonical(cpu, segment, offset, size);
        }
        int refused = register.access & (ACCESS_UNUSABLE | ACCESS_CODE | EXPAND_DOWN);
        if (refused != 0 || offset + size - 1 > register.limit) {
            checkRead(cpu, segment, offset, size);
        }
        return register.base + offset & 0xFFFFFFFFL;
    }

    /// The linear address of `size` bytes (1 to 4096) after the segment's checks for writing.
    public static long linearForWrite(Cpu cpu, int segment, long offset, int size) {
        SegmentRegister register = cpu.state.segment[segment];
        if (cpu.codeBytes == 8) {
            return canonical(cpu, segment, offset, size);
        }
        int rights = register.access & (ACCESS_UNUSABLE | ACCESS_CODE | EXPAND_DOWN | WRITABLE);
        if (rights != WRITABLE || offset + size - 1 > register.limit) {
            checkWrite(cpu, segment, offset, size);
        }
        return register.base + offset & 0xFFFFFFFFL;
    }

    private static long canonical(Cpu cpu, int segment, long offset, int size) {
        long linear = segment >= FS ? cpu.state.segment[segment].base + offset : offset;
        if (!Mode.canonical(linear) || !Mode.canonical(linear + size - 1)) {
            throw fault(cpu, segment, "address is not canonical");
        }
        return linear;
    }

    private static RuntimeException fault(Cpu cpu, int segment, String reason) {
        return cpu.fault.of(segment == SS ? Vector.SS : Vector.GP, 0, reason);
    }

    private static void checkRead(Cpu cpu, int segment, long offset, int size) {
        SegmentRegister register = cpu.state.segment[segment];
        if (!Mode.paragraphs(cpu)) {
            if (!register.usable()) {
                throw fault(cpu, segment, "segment register holds a null selector");
            }
            int codeUnreadable = register.access & (ACCESS_CODE | READABLE);
            if (codeUnreadable == ACCESS_CODE) {
                throw fault(cpu, segment, "code segment is execute-only");
            }
        }
        checkLimit(cpu, segment, offset, size);
    }

    private static void checkWrite(Cpu cpu, int segment, long offset, int size) {
        SegmentRegister register = cpu.state.segment[segment];
        if (!Mode.paragraphs(cpu)) {
            if (!register.usable()) {
                throw fault(cpu, segment, "segment register holds a null selector");
            }
            if ((register.access & (ACCESS_CODE | WRITABLE)) != WRITABLE) {
                throw fault(cpu, segment, "segment is not writable");
            }
        }
        checkLimit(cpu, segment, offset, size);
    }

    private static void checkLimit(Cpu cpu, int segment, long offset, int size) {
        SegmentRegister register = cpu.state.segment[segment];
        long last = offset + size - 1;
        boolean expandDown =
                (register.access & (ACCESS_CODE | EXPAND_DOWN)) == EXPAND_DOWN
                        && !Mode.paragraphs(cpu);
        boolean inside =
                expandDown
                        ? offset > register.limit && last <= highest(register)
                        : last <= register.limit;
        if (!inside) {
            throw fault(cpu, segment, "offset is beyond the segment's limit");
        }
    }

    private static long highest(SegmentRegister register) {
        return (register.access & ACCESS_DB) != 0 ? 0xFFFFFFFFL : 0xFFFF;
    }

    /// Whether `bytes` at `offset` fit in a stack segment that is not loaded yet.
    static boolean stackFits(SegmentRegister stack, long offset, int bytes) {
        long last = offset + bytes - 1;
        boolean expandDown = (stack.access & (ACCESS_CODE | EXPAND_DOWN)) == EXPAND_DOWN;
        return expandDown ? offset > stack.limit && last <= highest(stack) : last <= stack.limit;
    }

    /// Loads ES, SS, DS, FS or GS with all checks (SDM Vol. 2B MOV). Never CS. Leaves shadows to
    /// the caller.
    public static void load(Cpu cpu, int segment, int selector) {
        if (Mode.paragraphs(cpu)) {
            loadParagraph(cpu, segment, selector);
        } else if (segment == SS) {
            loadStack(cpu, selector);
        } else {
            loadData(cpu, segment, selector);
        }
        if (segment == SS) {
            Mode.update(cpu);
        }
    }

    /// Real mode keeps limit and rights of the hidden part (SDM Vol. 3A 9.9.2: "unreal mode" lives
    /// by it); virtual-8086 mode sets them.
    static void loadParagraph(Cpu cpu, int segment, int selector) {
        SegmentRegister register = cpu.state.segment[segment];
        register.selector = selector;
        register.base = (long) selector << 4;
        register.access &= ~ACCESS_UNUSABLE;
        if (cpu.protectedMode) {
            register.limit = 0xFFFF;
            register.access = 0xF3;
        } else if (segment == CS) {
            register.access = register.access & ~0x7F | 0x93;
        }
    }

    private static void loadStack(Cpu cpu, int selector) {
        int code = selector & 0xFFFC;
        int rpl = selector & 3;
        if (code == 0) {
            // SDM Vol. 2B MOV: a null SS is allowed in 64-bit mode below CPL 3, with RPL = CPL.
            if (cpu.codeBytes != 8 || cpu.cpl == 3 || rpl != cpu.cpl) {
                throw cpu.fault.of(Vector.GP, 0, "SS cannot hold a null selector");
            }
            loadNullStack(cpu, selector, cpu.cpl);
            return;
        }
        long raw = Descriptor.read(cpu, selector, Vector.GP);
        checkStackDescriptor(cpu, selector, raw, cpu.cpl, Vector.GP, 0);
        Descriptor.load(
                cpu.state.segment[SS], selector, Descriptor.markAccessed(cpu, selector, raw));
    }

    /// SS with a null selector in 64-bit mode: DPL carries the CPL.
    static void loadNullStack(Cpu cpu, int selector, int cpl) {
        cpu.state.segment[SS].set(
                selector, 0, 0xFFFFFFFFL, ACCESS_UNUSABLE | cpl << 5 | ACCESS_DB | 0x93);
    }

    /// SDM Vol. 3A 5.7: a writable data segment with DPL = RPL = CPL.
    ///
    /// @param external EXT for the error code, 0 or 1
    static void checkStackDescriptor(
            Cpu cpu, int selector, long raw, int cpl, int vector, int external) {
        int code = selector & 0xFFFC | external;
        boolean writableData = (raw >>> 40 & 0x1A) == 0x12;
        if ((selector & 3) != cpl || !writableData || Descriptor.dpl(raw) != cpl) {
            throw cpu.fault.of(vector, code, "SS needs a writable data segment with DPL = CPL");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.SS, code, "stack segment is not present");
        }
    }

    private static void loadData(Cpu cpu, int segment, int selector) {
        int code = selector & 0xFFFC;
        SegmentRegister register = cpu.state.segment[segment];
        if (code == 0) {
            Descriptor.loadNull(register, selector);
            if (cpu.longMode) {
                register.base = 0;
            }
            return;
        }
        long raw = Descriptor.read(cpu, selector, Vector.GP);
        boolean isCode = Descriptor.isCode(raw);
        boolean readable = (raw & 2L << 40) != 0;
        if (!Descriptor.isSegment(raw) || isCode && !readable) {
            throw cpu.fault.of(Vector.GP, code, "selector is neither data nor readable code");
        }
        boolean conforming = isCode && Descriptor.isConforming(raw);
        if (!conforming && Math.max(selector & 3, cpu.cpl) > Descriptor.dpl(raw)) {
            throw cpu.fault.of(Vector.GP, code, "CPL or RPL is above the segment's DPL");
        }
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(Vector.NP, code, "segment is not present");
        }
        Descriptor.load(register, selector, Descriptor.markAccessed(cpu, selector, raw));
    }

    /// After a transfer to an outer level, data segments it may not use become null (SDM Vol. 3A
    /// 5.8.6).
    static void dropInnerData(Cpu cpu) {
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            SegmentRegister register = cpu.state.segment[i];
            boolean conforming = (register.access & 0x0C) == 0x0C;
            if (i != CS && i != SS && register.usable() && !conforming) {
                if (register.dpl() < cpu.cpl) {
                    Descriptor.loadNull(register, 0);
                    register.base = cpu.longMode ? 0 : register.base;
                }
            }
        }
    }
}
