package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDX;

import dev.ringside.engine.paging.PageWalker;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.Feature;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// CPUID (SDM Vol. 2A CPUID): what the core implements, and what Zircon changes for its guests
/// (zircon-reference 4.3).
public final class Cpuid {
    private static final int MAX_BASIC = 0x16;
    private static final int MAX_EXTENDED = 0x80000008;
    private static final String VENDOR = "RingsideCore";
    private static final String BRAND = "Ringside x86-64 core";
    private static final String KVM = "KVMKVMKVM\0\0\0";

    /// Family 6, model 15, stepping 1.
    private static final int SIGNATURE = 0x000006F1;

    /// X2APIC 21, TSC-deadline timer 24, HYPERVISOR 31.
    private static final int ZIRCON_ECX = 1 << 21 | 1 << 24 | 1 << 31;

    /// MONITOR 3.
    private static final int PC_ECX = 1 << 3;

    /// FPU 0, VME 1, DE 2, PSE 3, TSC 4, MSR 5, PAE 6, CX8 8, SEP 11, MTRR 12, PGE 13, CMOV 15, PAT
    /// 16, PSE36 17, CLFSH 19, FXSR 24, SSE 25, SSE2 26.
    private static final int FEATURES_EDX = 0x070BB97F;

    private static final int APIC = 1 << 9;

    /// More than one logical processor in the package.
    private static final int HTT = 1 << 28;

    /// X2APIC 21, TSC-deadline timer 24.
    private static final int APIC_ECX = 1 << 21 | 1 << 24;

    /// IA32_ARCH_CAPABILITIES.
    private static final int LEAF_7_EDX = 1 << 29;

    /// Of the time-stamp counter and the APIC timer.
    private static final int FREQUENCY = 1_000_000_000;

    private static final int OSXSAVE = 1 << 27;

    /// The time-stamp counter ticks at the same rate in every state.
    private static final int INVARIANT_TSC = 1 << 8;

    private Cpuid() {}

    /// CPUID.
    public static void cpuid(Cpu cpu, Instruction insn) {
        int leaf = (int) cpu.gpr[RAX];
        int subleaf = (int) cpu.gpr[RCX];
        boolean zircon = !cpu.platform.pc();
        if (zircon && (leaf & 0xFFFF0000) == 0x40000000) {
            hypervisor(cpu, leaf);
        } else if (leaf < 0) {
            extended(cpu, leaf);
        } else {
            basic(cpu, Math.min(leaf, MAX_BASIC), subleaf, zircon);
        }
    }

    static void set(Cpu cpu, int eax, int ebx, int ecx, int edx) {
        cpu.gpr[RAX] = eax & 0xFFFFFFFFL;
        cpu.gpr[RBX] = ebx & 0xFFFFFFFFL;
        cpu.gpr[RCX] = ecx & 0xFFFFFFFFL;
        cpu.gpr[RDX] = edx & 0xFFFFFFFFL;
    }

    private static void basic(Cpu cpu, int leaf, int subleaf, boolean zircon) {
        switch (leaf) {
            case 0 -> set(cpu, MAX_BASIC, word(VENDOR, 0), word(VENDOR, 8), word(VENDOR, 4));
            case 1 -> features(cpu, zircon);
            case 2 -> set(cpu, 1, 0, 0, 0);
            case 5, 6 -> power(cpu, leaf, zircon);
            case 7 -> {
                if (subleaf == 0) {
                    int ebx = cpu.platform.model.bits(7, Feature.EBX);
                    int ecx = cpu.platform.model.bits(7, Feature.ECX);
                    set(cpu, 0, ebx, ecx, zircon ? 0 : LEAF_7_EDX);
                } else {
                    set(cpu, 0, 0, 0, 0);
                }
            }
            case 0xA -> set(cpu, 0, zircon ? 0x7F : 0, 0, 0);
            case 4 -> CpuTopology.caches(cpu, subleaf);
            case 0x15 -> set(cpu, 1, 1, FREQUENCY, 0);
            case 0x16 -> set(cpu, FREQUENCY / 1_000_000, FREQUENCY / 1_000_000, 100, 0);
            case 0xB -> CpuTopology.extended(cpu, subleaf, zircon);
            case 0xD -> XsaveLayout.cpuid(cpu, subleaf);
            default -> set(cpu, 0, 0, 0, 0);
        }
    }

    /// Leaf 5: lines of MONITOR, MWAIT's extensions. Leaf 6: the APIC timer always runs; APERF and
    /// MPERF. Zircon shows neither (zircon-reference 4.3).
    private static void power(Cpu cpu, int leaf, boolean zircon) {
        if (zircon) {
            set(cpu, 0, 0, 0, 0);
        } else if (leaf == 5) {
            set(cpu, 64, 64, 3, 0);
        } else {
            set(cpu, 1 << 2, 0, 1, 0);
        }
    }

    private static void features(Cpu cpu, boolean zircon) {
        int apicId = cpu.platform.id - 1 << 24;
        int ecx = cpu.platform.model.bits(1, Feature.ECX) | (zircon ? ZIRCON_ECX : PC_ECX);
        if ((cpu.state.cr4 & VcpuState.CR4_OSXSAVE) != 0) {
            ecx |= OSXSAVE;
        }
        int edx = FEATURES_EDX | cpu.platform.model.bits(1, Feature.EDX);
        int processors = 1;
        if (zircon) {
            edx |= APIC;
        } else if (cpu.platform.apic.isGloballyEnabled()) {
            edx |= APIC;
            ecx |= APIC_ECX;
            processors = CpuTopology.processors(cpu);
            edx |= processors > 1 ? HTT : 0;
        }
        // EBX[15:8]: CLFLUSH lines of 8 * 8 bytes; EBX[23:16]: logical processors.
        set(cpu, SIGNATURE, apicId | processors << 16 | 8 << 8, ecx, edx);
    }

    private static void extended(Cpu cpu, int leaf) {
        switch (leaf) {
            case 0x80000000 -> set(cpu, MAX_EXTENDED, 0, 0, 0);
            case 0x80000001 -> {
                CpuModel model = cpu.platform.model;
                set(cpu, 0, 0, model.bits(leaf, Feature.ECX), model.bits(leaf, Feature.EDX));
            }
            case 0x80000007 -> set(cpu, 0, 0, 0, INVARIANT_TSC);
            case 0x80000002, 0x80000003, 0x80000004 -> {
                int at = (leaf - 0x80000002) * 16;
                set(
                        cpu,
                        word(BRAND, at),
                        word(BRAND, at + 4),
                        word(BRAND, at + 8),
                        word(BRAND, at + 12));
            }
            // EBX: WBNOINVD 9.
            case 0x80000008 -> set(cpu, 48 << 8 | PageWalker.PHYSICAL_BITS, 1 << 9, 0, 0);
            default -> set(cpu, 0, 0, 0, 0);
        }
    }

    private static void hypervisor(Cpu cpu, int leaf) {
        switch (leaf) {
            case 0x40000000 -> set(cpu, 0x40000001, word(KVM, 0), word(KVM, 4), word(KVM, 8));
            case 0x40000001 -> set(cpu, 0xB, 0, 0, 0);
            default -> set(cpu, 0, 0, 0, 0);
        }
    }

    /// Four characters as a little-endian word; zeros beyond the end.
    private static int word(String text, int at) {
        int word = 0;
        for (int i = 3; i >= 0; i--) {
            int c = at + i < text.length() ? text.charAt(at + i) : 0;
            word = word << 8 | c;
        }
        return word;
    }
}
