package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;

/// The SSE control and status register and its exceptions (SDM Vol. 1 10.2.3, 11.5).
///
/// Exception flags have the x87's bits ([Rounding]); masks lie seven bits higher.
final class Mxcsr {
    static final int DAZ = 1 << 6;
    static final int FTZ = 1 << 15;
    static final int PRECISION_MASKED = Rounding.PE << 7;
    private static final int MODE = 3 << 13;
    private static final int EXCEPTIONS = 0x3F;

    /// What makes Java's own arithmetic the wrong one.
    static final int UNUSUAL = MODE | DAZ | FTZ;

    private Mxcsr() {}

    /// Masks and rounding mode as the x87 control word has them.
    static int control(int mxcsr) {
        return mxcsr >> 7 & EXCEPTIONS | (mxcsr >> 13 & 3) << 10;
    }

    static int mode(int mxcsr) {
        return mxcsr >> 13 & 3;
    }

    /// Adds the exceptions that the instruction's lanes have raised in `cpu.simdExceptions` to the
    /// flags. To be called before anything is written.
    ///
    /// `#XM` if one of them is unmasked, `#UD` if the system does not handle it.
    static void signal(Cpu cpu) {
        VcpuState state = cpu.state;
        int raised = cpu.simdExceptions;
        if (raised == 0) {
            return;
        }
        cpu.simdExceptions = 0;
        int unmasked = raised & ~(state.mxcsr >> 7) & EXCEPTIONS;
        int before = Rounding.IE | Rounding.DE | Rounding.ZE;
        // Found before anything is computed, in whatever lane, it keeps results from being made.
        state.mxcsr |= (unmasked & before) != 0 ? raised & before : raised;
        if (unmasked != 0) {
            throw fault(cpu);
        }
    }

    private static RuntimeException fault(Cpu cpu) {
        boolean handled = (cpu.state.cr4 & VcpuState.CR4_OSXMMEXCPT) != 0;
        return cpu.fault.of(handled ? Vector.XM : Vector.UD, 0, "SIMD floating-point exception");
    }
}
