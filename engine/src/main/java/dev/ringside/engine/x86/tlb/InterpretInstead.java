package dev.ringside.engine.x86.tlb;

/// Translated code met an access that only the interpreter does: a device, a store into code, a
/// data breakpoint. Nothing has changed; the instruction is to be interpreted.
///
/// Stackless, one instance.
public final class InterpretInstead extends RuntimeException {
    private static final long serialVersionUID = 1;

    // Stackless, so that it holds nothing of a thread.
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final InterpretInstead INSTANCE = new InterpretInstead();

    private InterpretInstead() {
        super(null, null, false, false);
    }

    public static InterpretInstead instance() {
        return INSTANCE;
    }
}
