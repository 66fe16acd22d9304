package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_UNUSABLE;
import static dev.ringside.engine.state.SegmentRegister.LDTR;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// Segment descriptors as raw quadwords (SDM Vol. 3A 3.4.5, figure 3-8; system ones in 7.2 and
/// 5.8.3):
///
/// ```
///  63-56 55 54  53 52  51-48 47 46-45 44 43-40 39-16 15-0
///  base  G  D/B L  AVL limit P  DPL   S  type  base  limit
/// ```
final class Descriptor {
    static final int TYPE_LDT = 2;
    static final int TYPE_TSS_16 = 1;
    static final int TYPE_CALL_GATE_16 = 4;
    static final int TYPE_TASK_GATE = 5;
    static final int TYPE_INTERRUPT_GATE_16 = 6;
    static final int TYPE_TRAP_GATE_16 = 7;
    static final int TYPE_TSS_32 = 9;
    static final int TYPE_BUSY_TSS_32 = 11;
    static final int TYPE_CALL_GATE_32 = 12;
    static final int TYPE_INTERRUPT_GATE_32 = 14;
    static final int TYPE_TRAP_GATE_32 = 15;

    private Descriptor() {}

    /// Linear address of a selector's descriptor.
    ///
    /// @param vector the fault if the selector is beyond its table, `#GP` or `#TS`
    static long address(Cpu cpu, int selector, int bytes, int vector) {
        return address(cpu, selector, bytes, vector, 0);
    }

    /// @param external EXT for the error code, 0 or 1
    private static long address(Cpu cpu, int selector, int bytes, int vector, int external) {
        VcpuState state = cpu.state;
        int code = selector & 0xFFFC | external;
        int offset = selector & 0xFFF8;
        if ((selector & 4) == 0) {
            if (offset + bytes - 1 > state.gdtrLimit) {
                throw cpu.fault.of(vector, code, "selector is beyond the GDT's limit");
            }
            return wrap(cpu, state.gdtrBase + offset);
        }
        SegmentRegister ldtr = state.segment[LDTR];
        boolean usable = ldtr.usable() && (ldtr.selector & 0xFFFC) != 0;
        if (!usable || offset + bytes - 1 > ldtr.limit) {
            throw cpu.fault.of(vector, code, "selector is beyond the LDT's limit");
        }
        return wrap(cpu, ldtr.base + offset);
    }

    private static long wrap(Cpu cpu, long linear) {
        return cpu.longMode ? linear : linear & 0xFFFFFFFFL;
    }

    /// Reads a selector's descriptor; the selector is not null.
    static long read(Cpu cpu, int selector, int vector) {
        return cpu.memory.readSystem(address(cpu, selector, 8, vector), 8);
    }

    /// [#read] during a delivery.
    ///
    /// @param external EXT for the error code, 0 or 1
    static long read(Cpu cpu, int selector, int vector, int external) {
        return cpu.memory.readSystem(address(cpu, selector, 8, vector, external), 8);
    }

    static boolean isNull(int selector) {
        return (selector & 0xFFFC) == 0;
    }

    static int type(long raw) {
        return (int) (raw >>> 40) & 15;
    }

    /// Code or data, not a system descriptor.
    static boolean isSegment(long raw) {
        return (raw & 1L << 44) != 0;
    }

    static boolean isCode(long raw) {
        return (raw & 0x18L << 40) == 0x18L << 40;
    }

    static boolean isConforming(long raw) {
        return (raw & 4L << 40) != 0;
    }

    static boolean isPresent(long raw) {
        return raw << 16 < 0;
    }

    static int dpl(long raw) {
        return (int) (raw >>> 45) & 3;
    }

    static boolean isLong(long raw) {
        return (raw & 1L << 53) != 0;
    }

    static boolean isBig(long raw) {
        return (raw & 1L << 54) != 0;
    }

    static long base(long raw) {
        return raw >>> 16 & 0xFFFFFF | raw >>> 32 & 0xFF000000L;
    }

    static long limit(long raw) {
        long limit = raw & 0xFFFF | raw >>> 32 & 0xF0000;
        return raw << 8 < 0 ? limit << 12 | 0xFFF : limit;
    }

    /// [SegmentRegister#access] of a descriptor.
    static int access(long raw) {
        return (int) (raw >>> 40) & 0xF0FF;
    }

    /// Loads the hidden part.
    static void load(SegmentRegister register, int selector, long raw) {
        register.set(selector, base(raw), limit(raw), access(raw));
    }

    /// The null selector in protected mode: unusable, other parts left (SDM Vol. 3C 25.4.1).
    static void loadNull(SegmentRegister register, int selector) {
        register.selector = selector;
        register.access |= ACCESS_UNUSABLE;
    }

    /// Sets the accessed bit in memory (SDM Vol. 3A 3.4.5.1).
    ///
    /// @return the descriptor with the bit set
    static long markAccessed(Cpu cpu, int selector, long raw) {
        if ((raw & 1L << 40) != 0) {
            return raw;
        }
        long address = address(cpu, selector, 8, Vector.GP);
        cpu.memory.writeSystem(address + 5, 1, raw >>> 40 | 1);
        return raw | 1L << 40;
    }

    // Gates (SDM Vol. 3A figures 5-8 and 6-2).

    static int gateSelector(long raw) {
        return (int) (raw >>> 16) & 0xFFFF;
    }

    static long gateOffset32(long raw) {
        return raw & 0xFFFF | raw >>> 32 & 0xFFFF0000L;
    }
}
