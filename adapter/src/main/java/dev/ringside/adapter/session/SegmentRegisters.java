package dev.ringside.adapter.session;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// Segment registers with their hidden parts, GDTR and IDTR (SDM Vol. 3A 2.4 and 3.4.3).
final class SegmentRegisters {
    private static final int ACCESS_MASK = 0x1F0FF;

    private SegmentRegisters() {}

    static List<Register> all() {
        List<Register> all = new ArrayList<>();
        for (int i = 0; i < SegmentRegister.COUNT; i++) {
            addSegment(all, i);
        }
        addTable(all, "gdtr", s -> s.gdtrBase, (s, v) -> s.gdtrBase = v, s -> s.gdtrLimit);
        addTable(all, "idtr", s -> s.idtrBase, (s, v) -> s.idtrBase = v, s -> s.idtrLimit);
        return all;
    }

    private static void addSegment(List<Register> all, int i) {
        String name = SegmentRegister.name(i);
        Register.Setter select = (s, v) -> select(s, i, (int) v);
        all.add(new Register(name, RegisterGroup.SEGMENTS, 16, s -> s.segment[i].selector, select));
        all.add(part(name + ".sel", 16, s -> s.segment[i].selector, select));
        all.add(part(name + ".base", 64, s -> s.segment[i].base, (s, v) -> base(s, i, v)));
        all.add(
                part(
                        name + ".limit",
                        32,
                        s -> s.segment[i].limit,
                        (s, v) -> s.segment[i].limit = v));
        all.add(part(name + ".access", 32, s -> s.segment[i].access, (s, v) -> access(s, i, v)));
    }

    private static void addTable(
            List<Register> all,
            String name,
            java.util.function.ToLongFunction<VcpuState> base,
            Register.Setter setBase,
            java.util.function.ToLongFunction<VcpuState> limit) {
        boolean gdt = name.equals("gdtr");
        all.add(new Register(name + ".base", RegisterGroup.PART, 64, base, setBase));
        all.add(
                new Register(
                        name + ".limit",
                        RegisterGroup.PART,
                        16,
                        limit,
                        (s, v) -> {
                            if (gdt) {
                                s.gdtrLimit = (int) v;
                            } else {
                                s.idtrLimit = (int) v;
                            }
                        }));
    }

    private static Register part(
            String name,
            int bits,
            java.util.function.ToLongFunction<VcpuState> getter,
            Register.Setter setter) {
        return new Register(name, RegisterGroup.PART, bits, getter, setter);
    }

    /// In real and virtual-8086 mode a selector brings its base along (SDM Vol. 3B 21.1.1); in
    /// protected mode the hidden part stays as it is.
    private static void select(VcpuState state, int index, int selector) {
        SegmentRegister segment = state.segment[index];
        segment.selector = selector;
        boolean real = !state.protectedMode() || state.virtual8086();
        if (real && index < SegmentRegister.LDTR) {
            segment.base = (long) selector << 4;
        }
    }

    private static void base(VcpuState state, int index, long value) throws SessionException {
        boolean ok = state.longMode() ? value << 16 >> 16 == value : value >>> 32 == 0;
        if (!ok) {
            throw new SessionException(
                    "%s is no segment base in this mode.".formatted(MemoryReference.hex(value)));
        }
        state.segment[index].base = value;
    }

    private static void access(VcpuState state, int index, long value) throws SessionException {
        if ((value & ~ACCESS_MASK) != 0) {
            throw new SessionException(
                    "Access bits %s are reserved (bits 0-7, 12-16 exist)."
                            .formatted(MemoryReference.hex(value & ~ACCESS_MASK)));
        }
        state.segment[index].access = (int) value;
    }
}
