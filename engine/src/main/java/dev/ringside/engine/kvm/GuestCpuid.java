package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.ringside.engine.hypervisor.Profile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The CPUID leaves a guest sees: what KVM supports on this host, less what needs an APIC in the
/// kernel; a `pc` guest also sees no hypervisor, as on the core.
final class GuestCpuid {
    private static final int HYPERVISOR_LEAVES = 0x40000000;
    private static final int HYPERVISOR_MASK = 0xFFFFFF00;

    /// Leaf 1 ECX: X2APIC, TSC_DEADLINE, HYPERVISOR (SDM Vol. 2A, CPUID).
    private static final int X2APIC_AND_DEADLINE = 1 << 21 | 1 << 24;

    private static final int HYPERVISOR = 1 << 31;

    /// Leaf 1 EDX: APIC, HTT.
    private static final int APIC_AND_HTT = 1 << 9 | 1 << 28;

    private GuestCpuid() {}

    /// @param id 1 to 64
    static void install(VcpuFile file, KvmHost host, Profile profile, int id) {
        try (Arena arena = Arena.ofConfined()) {
            int[][] entries = host.cpuid();
            MemorySegment list =
                    arena.allocate(
                            KvmAbi.Cpuid.HEADER + (long) entries.length * KvmAbi.Cpuid.ENTRY, 8);
            int count = 0;
            for (int[] entry : entries) {
                int leaf = entry[0];
                boolean hypervisor = (leaf & HYPERVISOR_MASK) == HYPERVISOR_LEAVES;
                if (!hypervisor || profile == Profile.ZIRCON) {
                    long at = KvmAbi.Cpuid.HEADER + (long) count++ * KvmAbi.Cpuid.ENTRY;
                    MemorySegment.copy(entry, 0, list, JAVA_INT, at, entry.length);
                    filter(list.asSlice(at, KvmAbi.Cpuid.ENTRY), leaf, profile, id - 1);
                }
            }
            list.set(JAVA_INT, 0, count);
            int done = file.set(KvmAbi.SET_CPUID2, list);
            if (done < 0) {
                throw KvmException.of("KVM_SET_CPUID2", done);
            }
        }
    }

    private static void filter(MemorySegment entry, int leaf, Profile profile, int apicId) {
        switch (leaf) {
            case 1 -> {
                int ebx = entry.get(JAVA_INT, KvmAbi.Cpuid.EBX);
                entry.set(JAVA_INT, KvmAbi.Cpuid.EBX, ebx & 0xFFFF | 1 << 16 | apicId << 24);
                int hidden = X2APIC_AND_DEADLINE | (profile == Profile.PC ? HYPERVISOR : 0);
                clear(entry, KvmAbi.Cpuid.ECX, hidden);
                clear(entry, KvmAbi.Cpuid.EDX, APIC_AND_HTT);
            }
            case 0xB, 0x1F -> entry.set(JAVA_INT, KvmAbi.Cpuid.EDX, apicId);
            default -> {
                // As the host has it.
            }
        }
    }

    private static void clear(MemorySegment entry, int register, int bits) {
        entry.set(JAVA_INT, register, entry.get(JAVA_INT, register) & ~bits);
    }
}
