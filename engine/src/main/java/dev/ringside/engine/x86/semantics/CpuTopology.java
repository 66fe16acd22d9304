package dev.ringside.engine.x86.semantics;

/// CPUID's leaves about processors and caches (SDM Vol. 2A CPUID, leaves 4 and 0BH): one package
/// whose cores, a thread each, are the machine's VCPUs.
final class CpuTopology {
    private static final int LEVEL_THREAD = 1;
    private static final int LEVEL_CORE = 2;
    private static final int LINE_BYTES = 64;

    private CpuTopology() {}

    /// VCPUs of the guest.
    static int processors(Cpu cpu) {
        return Math.max(1, cpu.platform.apic.siblings());
    }

    /// Leaf 4: 32 KiB of data and of instructions, 8 ways each, and 4 MiB for all, 16 ways.
    static void caches(Cpu cpu, int subleaf) {
        switch (subleaf) {
            case 0 -> cache(cpu, 1, 1, 8, 64, 1);
            case 1 -> cache(cpu, 2, 1, 8, 64, 1);
            case 2 -> cache(cpu, 3, 2, 16, 4096, processors(cpu));
            default -> Cpuid.set(cpu, 0, 0, 0, 0);
        }
    }

    /// @param type 1 data, 2 instructions, 3 both
    private static void cache(Cpu cpu, int type, int level, int ways, int sets, int sharing) {
        int eax = processors(cpu) - 1 << 26 | sharing - 1 << 14 | 1 << 8 | level << 5 | type;
        Cpuid.set(cpu, eax, ways - 1 << 22 | LINE_BYTES - 1, sets - 1, 0);
    }

    /// Leaf 0BH. Zircon shows the APIC id alone (zircon-reference 4.3).
    static void extended(Cpu cpu, int subleaf, boolean zircon) {
        int id = cpu.platform.id - 1;
        int processors = processors(cpu);
        int coreBits = 32 - Integer.numberOfLeadingZeros(processors - 1);
        int level = subleaf & 0xFF;
        if (zircon || level > 1) {
            Cpuid.set(cpu, 0, 0, level, id);
        } else if (level == 0) {
            Cpuid.set(cpu, 0, 1, LEVEL_THREAD << 8, id);
        } else {
            Cpuid.set(cpu, coreBits, processors, LEVEL_CORE << 8 | level, id);
        }
    }
}
