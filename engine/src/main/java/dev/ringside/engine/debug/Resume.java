package dev.ringside.engine.debug;

import org.jspecify.annotations.Nullable;

/// How to go on.
public sealed interface Resume {
    record Continue() implements Resume {}

    /// One instruction (a REP instruction: one iteration), or with `range` until the PC leaves it.
    record StepInto(int vcpu, @Nullable LinearRange range) implements Resume {}

    /// As [StepInto], but calls, software interrupts, `rep` and `loop` run to their end.
    record StepOver(int vcpu, @Nullable LinearRange range) implements Resume {}

    /// To the instruction after the call or interrupt that led here.
    record StepOut(int vcpu) implements Resume {}

    /// To a linear address, breakpoints permitting.
    record RunTo(long linearAddress) implements Resume {}

    /// Linear addresses of one source line.
    ///
    /// @param first inclusive
    /// @param last inclusive
    record LinearRange(long first, long last) {
        public boolean contains(long address) {
            return Long.compareUnsigned(address, first) >= 0
                    && Long.compareUnsigned(address, last) <= 0;
        }
    }
}
