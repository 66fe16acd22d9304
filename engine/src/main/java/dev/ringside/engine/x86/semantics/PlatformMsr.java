package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;

/// Registers of a plain processor that tell what it is and can (SDM Vol. 4 tables 2-2 and 2-20).
/// Firmware and kernels read them; what can be written is kept or dropped.
final class PlatformMsr {
    private static final int PLATFORM_ID = 0x17;
    private static final int FEATURE_CONTROL = 0x3A;
    static final int TSC_ADJUST = 0x3B;
    private static final int BIOS_UPDATE = 0x79;
    private static final int BIOS_SIGN_ID = 0x8B;
    private static final int PLATFORM_INFO = 0xCE;
    private static final int MPERF = 0xE7;
    private static final int APERF = 0xE8;
    private static final int ARCH_CAPABILITIES = 0x10A;
    private static final int PERF_STATUS = 0x198;
    private static final int PERF_CTL = 0x199;
    private static final int CLOCK_MODULATION = 0x19A;
    private static final int THERM_INTERRUPT = 0x19B;
    private static final int THERM_STATUS = 0x19C;
    private static final int TEMPERATURE_TARGET = 0x1A2;
    private static final int DEBUGCTL = 0x1D9;

    /// Locked, VMX off.
    private static final long LOCKED = 1;

    /// Revision 1 in the upper half.
    private static final long REVISION = 1L << 32;

    /// 10 times 100 MHz, as ratio in bits 15 to 8.
    private static final long RATIO = 10 << 8;

    /// 100 degrees in bits 23 to 16.
    private static final long HOTTEST = 100 << 16;

    /// Not open to: RDCL 0, SSB 4, MDS 5, page-size change 6, TAA 8, SBDR 13, FBSDP 14, PSDP 15,
    /// BHI 20, PBRSB 24, GDS 26, RFDS 27; L1D need not be flushed 3.
    private static final long SAFE =
            1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 7 << 13 | 1 << 20 | 1 << 24 | 3 << 26;

    private PlatformMsr() {}

    static boolean covers(int number) {
        return switch (number) {
            case PLATFORM_ID,
                    FEATURE_CONTROL,
                    TSC_ADJUST,
                    BIOS_UPDATE,
                    BIOS_SIGN_ID,
                    PLATFORM_INFO,
                    MPERF,
                    APERF,
                    ARCH_CAPABILITIES,
                    PERF_STATUS,
                    PERF_CTL,
                    CLOCK_MODULATION,
                    THERM_INTERRUPT,
                    THERM_STATUS,
                    TEMPERATURE_TARGET,
                    DEBUGCTL ->
                    true;
            default -> false;
        };
    }

    static long read(Cpu cpu, int number) {
        VcpuState state = cpu.state;
        return switch (number) {
            case FEATURE_CONTROL -> LOCKED;
            case TSC_ADJUST -> state.tscOffset;
            case BIOS_SIGN_ID -> REVISION;
            case PLATFORM_INFO, PERF_STATUS, PERF_CTL -> RATIO;
            case MPERF, APERF -> state.time() + state.performanceOffset;
            case ARCH_CAPABILITIES -> SAFE;
            case TEMPERATURE_TARGET -> HOTTEST;
            case BIOS_UPDATE -> throw Msr.unknown(cpu, number);
            default -> 0;
        };
    }

    /// Differs: APERF and MPERF share their offset; the bits of DEBUGCTL do nothing and read 0.
    static void write(Cpu cpu, int number, long value) {
        switch (number) {
            case TSC_ADJUST -> Msr.setTimeStampOffset(cpu, value);
            case MPERF, APERF -> cpu.state.performanceOffset = value - cpu.state.time();
            case PLATFORM_ID, FEATURE_CONTROL, PLATFORM_INFO, ARCH_CAPABILITIES, PERF_STATUS ->
                    throw Msr.unknown(cpu, number);
            default -> {
                // Thermal and power management: nothing to manage.
            }
        }
    }
}
