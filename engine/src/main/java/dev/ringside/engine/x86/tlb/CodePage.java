package dev.ringside.engine.x86.tlb;

/// One host page frame that instructions were decoded from.
public final class CodePage {
    /// One bit for each 64 bytes that hold the bytes of a decoded instruction.
    long granules;

    /// Grows with every change of decoded bytes; what was decoded under an older version is void.
    int version;

    /// Whether some translation may write here without asking.
    boolean writable = true;

    /// The version instructions decoded now belong to.
    public int version() {
        return version;
    }
}
