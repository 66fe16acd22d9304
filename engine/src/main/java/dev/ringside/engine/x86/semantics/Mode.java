package dev.ringside.engine.x86.semantics;

/// The mode fields of [Cpu], recomputed from the registers that decide them.
public final class Mode {
    private Mode() {}

    /// To be called after every change of CS, SS, CR0, CR4, EFER or RFLAGS.VM.
    public static void update(Cpu cpu) {
        throw new UnsupportedOperationException();
    }
}
