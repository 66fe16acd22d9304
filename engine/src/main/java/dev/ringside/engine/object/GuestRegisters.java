package dev.ringside.engine.object;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What the surface shows of a VCPU, `zx_vcpu_state_t`: 17 little-endian u64, RAX, RCX, RDX, RBX,
/// RSP, RBP, RSI, RDI, R8 to R15, RFLAGS.
///
/// @param gpr 16 values in that order
public record GuestRegisters(long[] gpr, long rflags) {
    /// Bytes.
    public static final int SIZE = 136;

    /// The RFLAGS bits that can be read and written: CF, PF, AF, ZF, SF, TF, DF, OF, NT, AC, ID.
    public static final long RFLAGS_MASK = 0x244DD5;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Reads a structure from the first [#SIZE] bytes.
    public static GuestRegisters read(MemorySegment from) {
        long[] gpr = new long[16];
        MemorySegment.copy(from, U64, 0, gpr, 0, gpr.length);
        return new GuestRegisters(gpr, from.get(U64, SIZE - 8));
    }

    /// Writes the structure into the first [#SIZE] bytes.
    public void write(MemorySegment into) {
        MemorySegment.copy(gpr, 0, into, U64, 0, gpr.length);
        into.set(U64, SIZE - 8, rflags);
    }

    /// Reads a VCPU's registers.
    static GuestRegisters of(VcpuState state) {
        return new GuestRegisters(state.gpr.clone(), state.rflags & RFLAGS_MASK);
    }

    /// Puts the values into a VCPU. RFLAGS is ignored unless its reserved bit 1 is set, so that
    /// writing back what was read changes no flag.
    void apply(VcpuState state) {
        System.arraycopy(gpr, 0, state.gpr, 0, gpr.length);
        if ((rflags & Rflags.RESERVED_ONE) != 0) {
            state.rflags = state.rflags & ~RFLAGS_MASK | rflags & RFLAGS_MASK;
        }
    }
}
