package dev.ringside.engine.x86.semantics;

/// Segmented memory access and segment register loads (SDM Vol. 3A 3.4, 5.2 to 5.6).
public final class Segmentation {
    private Segmentation() {}

    /// Reads 1, 2, 4 or 8 bytes, zero-extended.
    public static long read(Cpu cpu, int segment, long offset, int size) {
        throw new UnsupportedOperationException();
    }

    /// The read of a read-modify-write: faults as the write would.
    public static long readForWrite(Cpu cpu, int segment, long offset, int size) {
        throw new UnsupportedOperationException();
    }

    /// Writes the low `size` bytes of `value`: 1, 2, 4 or 8.
    public static void write(Cpu cpu, int segment, long offset, int size, long value) {
        throw new UnsupportedOperationException();
    }

    /// Loads ES, SS, DS, FS or GS with all checks (SDM Vol. 2B MOV). Never CS. Leaves shadows to
    /// the caller.
    public static void load(Cpu cpu, int segment, int selector) {
        throw new UnsupportedOperationException();
    }
}
