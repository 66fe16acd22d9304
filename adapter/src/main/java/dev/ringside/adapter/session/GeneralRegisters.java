package dev.ringside.adapter.session;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;

/// General-purpose registers with their parts, the instruction pointer and RFLAGS (SDM Vol. 1 3.4).
final class GeneralRegisters {
    private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    private static final String[] LOW_BYTE = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
    private static final String[] HIGH_BYTE = {"ah", "ch", "dh", "bh"};

    private GeneralRegisters() {}

    static List<Register> all() {
        List<Register> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            addGeneral(all, i);
        }
        for (int i = 0; i < HIGH_BYTE.length; i++) {
            all.add(part(HIGH_BYTE[i], i, 8, 8));
        }
        all.add(
                new Register(
                        "rip",
                        RegisterGroup.GENERAL,
                        64,
                        s -> s.rip,
                        GeneralRegisters::setInstructionPointer));
        addPointerParts(all);
        all.add(
                new Register(
                        "rflags", RegisterGroup.FLAGS, 64, s -> s.rflags, GeneralRegisters::flags));
        all.add(
                new Register(
                        "eflags", RegisterGroup.PART, 32, s -> s.rflags, GeneralRegisters::flags));
        all.add(
                new Register(
                        "flags", RegisterGroup.PART, 16, s -> s.rflags, GeneralRegisters::low));
        for (Bits bit : Bits.RFLAGS) {
            all.add(flag(bit.name(), bit));
            all.add(flag("rflags." + bit.name(), bit));
        }
        return all;
    }

    private static void addGeneral(List<Register> all, int i) {
        boolean legacy = i < LEGACY.length;
        String full = legacy ? "r" + LEGACY[i] : "r" + i;
        all.add(
                new Register(
                        full, RegisterGroup.GENERAL, 64, s -> s.gpr[i], (s, v) -> s.gpr[i] = v));
        all.add(part(legacy ? "e" + LEGACY[i] : full + "d", i, 0, 32));
        all.add(part(legacy ? LEGACY[i] : full + "w", i, 0, 16));
        all.add(part(legacy ? LOW_BYTE[i] : full + "b", i, 0, 8));
    }

    private static Register part(String name, int index, int shift, int bits) {
        long mask = ((1L << bits) - 1) << shift;
        return new Register(
                name,
                RegisterGroup.PART,
                bits,
                s -> s.gpr[index] >>> shift,
                (s, v) -> s.gpr[index] = s.gpr[index] & ~mask | v << shift);
    }

    private static void addPointerParts(List<Register> all) {
        all.add(
                new Register(
                        "pc",
                        RegisterGroup.PART,
                        64,
                        s -> s.rip,
                        GeneralRegisters::setInstructionPointer));
        all.add(
                new Register(
                        "eip",
                        RegisterGroup.PART,
                        32,
                        s -> s.rip,
                        GeneralRegisters::setInstructionPointer));
        all.add(
                new Register(
                        "ip",
                        RegisterGroup.PART,
                        16,
                        s -> s.rip,
                        GeneralRegisters::setInstructionPointer));
    }

    /// RIP outside 64-bit code has 32 bits; inside, it is canonical (SDM Vol. 1 3.3.7.1).
    private static void setInstructionPointer(VcpuState state, long value) throws SessionException {
        boolean wide = state.codeSize() == CodeSize.BITS_64;
        if (wide ? value << 16 >> 16 != value : value >>> 32 != 0) {
            throw new SessionException(
                    "%s is no instruction pointer for %d-bit code."
                            .formatted(MemoryReference.hex(value), state.codeSize().bits()));
        }
        state.rip = value;
    }

    private static void flags(VcpuState state, long value) throws SessionException {
        if ((value & ~(Rflags.ALL | Rflags.RESERVED_ONE)) != 0) {
            throw new SessionException(
                    "RFLAGS bits %s are reserved."
                            .formatted(
                                    MemoryReference.hex(
                                            value & ~(Rflags.ALL | Rflags.RESERVED_ONE))));
        }
        state.rflags = value | Rflags.RESERVED_ONE;
    }

    private static void low(VcpuState state, long value) throws SessionException {
        flags(state, state.rflags & ~0xFFFFL | value);
    }

    private static Register flag(String name, Bits bit) {
        return new Register(
                name,
                RegisterGroup.PART,
                bit.width(),
                s -> bit.of(s.rflags),
                (s, v) -> s.rflags = bit.with(s.rflags, v));
    }
}
