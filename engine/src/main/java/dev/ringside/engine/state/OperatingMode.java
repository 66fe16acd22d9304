package dev.ringside.engine.state;

/// How the processor reads code and segments (SDM Vol. 3A 2.2).
public enum OperatingMode {
    REAL,
    VIRTUAL_8086,
    PROTECTED_16,
    PROTECTED_32,
    COMPATIBILITY_16,
    COMPATIBILITY_32,
    LONG_64;

    public static OperatingMode of(VcpuState state) {
        if (!state.protectedMode()) {
            return REAL;
        }
        if (state.virtual8086()) {
            return VIRTUAL_8086;
        }
        return switch (state.codeSize()) {
            case BITS_64 -> LONG_64;
            case BITS_32 -> state.longMode() ? COMPATIBILITY_32 : PROTECTED_32;
            case BITS_16 -> state.longMode() ? COMPATIBILITY_16 : PROTECTED_16;
        };
    }
}
