package dev.ringside.adapter.session;

import dev.ringside.adapter.source.FrameState;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;

/// The innermost frame of whatever an expression is evaluated against.
///
/// @param context also a [FrameContext], which knows its own registers
record ContextFrame(EvaluationContext context) implements FrameState {

    static FrameState of(EvaluationContext context) {
        return context instanceof FrameContext frame ? frame : new ContextFrame(context);
    }

    @Override
    public long register(int number) throws UnavailableException {
        return FrameRegisters.read(context.state(), number);
    }

    @Override
    public long canonicalFrameAddress() throws UnavailableException {
        throw new UnavailableException("no rule says where the frame is");
    }

    @Override
    public long read(long address, int size) throws UnavailableException {
        try {
            return context.read(AddressKind.LINEAR, address, size);
        } catch (ZxException e) {
            throw new UnavailableException(
                    "no memory at %s".formatted(MemoryReference.hex(address)));
        }
    }
}
