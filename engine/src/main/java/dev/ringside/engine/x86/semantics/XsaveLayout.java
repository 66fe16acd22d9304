package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.Feature;

/// Where XSAVE puts what, as CPUID leaf 0DH tells (SDM Vol. 1 13.2, 13.4).
final class XsaveLayout {
    /// XCR0's bit for the upper halves of YMM registers.
    static final long AVX_STATE = 4;

    /// The legacy area and the header.
    static final int HEADER_END = 576;

    /// AVX state stands right behind the header in the standard format.
    static final int AVX_SIZE = 256;

    /// Subleaf 1: XSAVEOPT is there; compaction and supervisor state are not.
    private static final int XSAVEOPT = 1;

    private XsaveLayout() {}

    /// Leaf 0DH.
    static void cpuid(Cpu cpu, int subleaf) {
        CpuModel model = cpu.platform.model;
        if (!model.has(Feature.XSAVE)) {
            Cpuid.set(cpu, 0, 0, 0, 0);
        } else if (subleaf == 0) {
            int enabled = bytes(cpu.state.xcr0);
            Cpuid.set(cpu, (int) model.xcr0(), enabled, bytes(model.xcr0()), 0);
        } else if (subleaf == 1) {
            Cpuid.set(cpu, XSAVEOPT, 0, 0, 0);
        } else if (subleaf == 2 && (model.xcr0() & AVX_STATE) != 0) {
            Cpuid.set(cpu, AVX_SIZE, HEADER_END, 0, 0);
        } else {
            Cpuid.set(cpu, 0, 0, 0, 0);
        }
    }

    /// The size of an area for the state components of `features`, in the standard format.
    private static int bytes(long features) {
        return HEADER_END + ((features & AVX_STATE) != 0 ? AVX_SIZE : 0);
    }
}
