package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.ACCESS_L;
import static dev.ringside.engine.state.SegmentRegister.CS;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.Vector;

/// Checks of the code segment that a far transfer goes to, and the load of CS.
final class CodeTarget {
    private CodeTarget() {}

    /// Far JMP and CALL without a gate (SDM Vol. 3A 5.8.1).
    static void checkDirect(Cpu cpu, int selector, long raw) {
        int code = selector & 0xFFFC;
        if (Descriptor.isConforming(raw)) {
            if (Descriptor.dpl(raw) > cpu.cpl) {
                throw cpu.fault.of(Vector.GP, code, "conforming code segment has DPL above CPL");
            }
        } else if ((selector & 3) > cpu.cpl || Descriptor.dpl(raw) != cpu.cpl) {
            throw cpu.fault.of(Vector.GP, code, "code segment's DPL is not CPL");
        }
        checkWidth(cpu, selector, raw);
        checkPresent(cpu, selector, raw, 0);
    }

    /// Far RET and IRET (SDM Vol. 3A 5.8.6).
    static void checkReturn(Cpu cpu, int selector, long raw) {
        int code = selector & 0xFFFC;
        int rpl = selector & 3;
        if (!Descriptor.isCode(raw)) {
            throw cpu.fault.of(Vector.GP, code, "return to what is no code segment");
        }
        if (rpl < cpu.cpl) {
            throw cpu.fault.of(Vector.GP, code, "return to an inner privilege level");
        }
        int dpl = Descriptor.dpl(raw);
        if (Descriptor.isConforming(raw) ? dpl > rpl : dpl != rpl) {
            throw cpu.fault.of(Vector.GP, code, "code segment's DPL does not fit the RPL");
        }
        checkWidth(cpu, selector, raw);
        checkPresent(cpu, selector, raw, 0);
    }

    private static void checkWidth(Cpu cpu, int selector, long raw) {
        if (cpu.longMode && Descriptor.isLong(raw) && Descriptor.isBig(raw)) {
            throw cpu.fault.of(Vector.GP, selector & 0xFFFC, "code segment has both L and D set");
        }
    }

    static void checkPresent(Cpu cpu, int selector, long raw, int external) {
        if (!Descriptor.isPresent(raw)) {
            throw cpu.fault.of(
                    Vector.NP, selector & 0xFFFC | external, "code segment is not present");
        }
        if ((raw & 1L << 40) == 0) {
            // Proves that the accessed bit can be set before anything changes.
            long at = Descriptor.address(cpu, selector, 8, Vector.GP);
            cpu.memory.probeWriteSystem(at + 5, 1);
        }
    }

    /// The offset within the target segment (SDM Vol. 2A JMP).
    static void checkOffset(Cpu cpu, long raw, long offset, int external) {
        boolean to64 = cpu.longMode && Descriptor.isLong(raw);
        boolean beyond = Long.compareUnsigned(offset, Descriptor.limit(raw)) > 0;
        if (to64 ? !Mode.canonical(offset) : beyond) {
            throw cpu.fault.of(Vector.GP, external, "target is beyond the code segment");
        }
    }

    /// Loads CS at privilege level `cpl` and continues at `offset`; the caller updates the mode
    /// when SS is right too.
    static void load(Cpu cpu, int selector, long raw, long offset, int cpl) {
        long marked = Descriptor.markAccessed(cpu, selector, raw);
        SegmentRegister cs = cpu.state.segment[CS];
        Descriptor.load(cs, selector & ~3 | cpl, marked);
        boolean to64 = cpu.longMode && (cs.access & ACCESS_L) != 0;
        cpu.nextRip = to64 ? offset : offset & 0xFFFFFFFFL;
    }
}
