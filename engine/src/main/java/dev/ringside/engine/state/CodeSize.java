package dev.ringside.engine.state;

/// How CS makes the processor read instructions (SDM Vol. 3A 3.4.5 and 2.2).
public enum CodeSize {
    BITS_16(16),
    BITS_32(32),
    BITS_64(64);

    private final int bits;

    CodeSize(int bits) {
        this.bits = bits;
    }

    /// 16, 32 or 64.
    public int bits() {
        return bits;
    }
}
