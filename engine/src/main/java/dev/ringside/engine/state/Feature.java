package dev.ringside.engine.state;

/// What a processor may have or not, and where CPUID says so (SDM Vol. 2A CPUID).
public enum Feature {
    MMX(1, Feature.EDX, 23),
    SSE3(1, Feature.ECX, 0),
    PCLMULQDQ(1, Feature.ECX, 1),
    MONITOR(1, Feature.ECX, 3),
    SSSE3(1, Feature.ECX, 9),
    FMA(1, Feature.ECX, 12),
    CMPXCHG16B(1, Feature.ECX, 13),
    PCID(1, Feature.ECX, 17),
    SSE4_1(1, Feature.ECX, 19),
    SSE4_2(1, Feature.ECX, 20),
    MOVBE(1, Feature.ECX, 22),
    POPCNT(1, Feature.ECX, 23),
    AES(1, Feature.ECX, 25),
    XSAVE(1, Feature.ECX, 26),
    AVX(1, Feature.ECX, 28),
    F16C(1, Feature.ECX, 29),
    RDRAND(1, Feature.ECX, 30),
    FSGSBASE(7, Feature.EBX, 0),
    TSC_ADJUST(7, Feature.EBX, 1),
    BMI1(7, Feature.EBX, 3),
    AVX2(7, Feature.EBX, 5),
    SMEP(7, Feature.EBX, 7),
    BMI2(7, Feature.EBX, 8),
    INVPCID(7, Feature.EBX, 10),
    RDSEED(7, Feature.EBX, 18),
    ADX(7, Feature.EBX, 19),
    SMAP(7, Feature.EBX, 20),
    CLFLUSHOPT(7, Feature.EBX, 23),
    CLWB(7, Feature.EBX, 24),
    UMIP(7, Feature.ECX, 2),
    RDPID(7, Feature.ECX, 22),
    LAHF64(0x80000001, Feature.ECX, 0),
    LZCNT(0x80000001, Feature.ECX, 5),
    PREFETCHW(0x80000001, Feature.ECX, 8),
    SYSCALL(0x80000001, Feature.EDX, 11),
    NX(0x80000001, Feature.EDX, 20),
    PAGES_1G(0x80000001, Feature.EDX, 26),
    RDTSCP(0x80000001, Feature.EDX, 27),
    LONG_MODE(0x80000001, Feature.EDX, 29);

    /// Result registers of CPUID, by their encoding.
    public static final int ECX = 1;

    public static final int EDX = 2;
    public static final int EBX = 3;

    final int leaf;
    final int register;
    final int bit;

    Feature(int leaf, int register, int bit) {
        this.leaf = leaf;
        this.register = register;
        this.bit = bit;
    }

    /// This feature in a set of features.
    public long mask() {
        return 1L << ordinal();
    }
}
