package dev.ringside.adapter.session;

import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.VcpuState;

/// Registers by their numbers in debug information (System V ABI: AMD64, figure 3.36; i386, table
/// 2.14).
final class FrameRegisters {
    static final int ALL_KNOWN = 0xFFFF;

    private static final int[] WIDE = {
        VcpuState.RAX,
        VcpuState.RDX,
        VcpuState.RCX,
        VcpuState.RBX,
        VcpuState.RSI,
        VcpuState.RDI,
        VcpuState.RBP,
        VcpuState.RSP
    };
    private static final int WIDE_PC = 16;
    private static final int NARROW_PC = 8;
    private static final int WIDE_XMM = 17;
    private static final int NARROW_XMM = 21;

    private FrameRegisters() {}

    /// The index among the general registers, or -1.
    static int general(int number, boolean wide) {
        if (number < 0 || number >= (wide ? 16 : 8)) {
            return -1;
        }
        return wide && number < WIDE.length ? WIDE[number] : number;
    }

    /// The number of the instruction pointer.
    static int pc(boolean wide) {
        return wide ? WIDE_PC : NARROW_PC;
    }

    /// The number of SSE's register 0; 16 or 8 follow it.
    static int vector(boolean wide) {
        return wide ? WIDE_XMM : NARROW_XMM;
    }

    /// A register as the VCPU has it.
    ///
    /// @throws UnavailableException there is no such register
    static long read(VcpuState state, int number) throws UnavailableException {
        boolean wide = state.codeSize() == CodeSize.BITS_64;
        int general = general(number, wide);
        if (general >= 0) {
            return wide ? state.gpr[general] : state.gpr[general] & 0xFFFFFFFFL;
        }
        if (number == pc(wide)) {
            return state.rip;
        }
        int vector = number - vector(wide);
        if (vector >= 0 && vector < (wide ? 16 : 8)) {
            return state.xmm[2 * vector];
        }
        throw new UnavailableException("in register %d, which is not read".formatted(number));
    }
}
