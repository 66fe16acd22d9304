package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;

/// The x87 status word and its exceptions (SDM Vol. 1 8.1.3, 8.4 to 8.7).
///
/// An unmasked exception is only noted here: the next waiting instruction raises `#MF`
/// ([FpuControl]).
///
/// Differs: CR0.NE = 0 raises `#MF` too; the external way by FERR# and interrupt 13 is not built.
final class FpuStatus {
    static final int STACK_FAULT = 1 << 6;
    static final int SUMMARY = 1 << 7;
    static final int C0 = 1 << 8;
    static final int C1 = 1 << 9;
    static final int C2 = 1 << 10;
    static final int C3 = 1 << 14;
    static final int BUSY = 1 << 15;
    static final int CONDITION = C0 | C1 | C2 | C3;
    private static final int EXCEPTIONS = 0x3F;

    private FpuStatus() {}

    /// Sets exception flags and condition bits of `raised`, and the summary when one of the
    /// exceptions is unmasked.
    ///
    /// @return whether all of them are masked
    static boolean signal(VcpuState state, int raised) {
        state.fpuStatus |= raised;
        if ((raised & EXCEPTIONS & ~state.fpuControl) == 0) {
            return true;
        }
        state.fpuStatus |= SUMMARY | BUSY;
        return false;
    }

    /// Makes the summary agree with flags and masks, after either was loaded.
    static void summarize(VcpuState state) {
        boolean pending = (state.fpuStatus & ~state.fpuControl & EXCEPTIONS) != 0;
        int flags = SUMMARY | BUSY;
        state.fpuStatus = state.fpuStatus & ~flags | (pending ? flags : 0);
    }

    /// Replaces the condition bits of `mask`.
    static void condition(VcpuState state, int mask, int bits) {
        state.fpuStatus = state.fpuStatus & ~mask | bits;
    }
}
