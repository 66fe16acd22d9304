package dev.ringside.engine.state;

import static dev.ringside.engine.state.Feature.ADX;
import static dev.ringside.engine.state.Feature.AES;
import static dev.ringside.engine.state.Feature.AVX;
import static dev.ringside.engine.state.Feature.AVX2;
import static dev.ringside.engine.state.Feature.BMI1;
import static dev.ringside.engine.state.Feature.BMI2;
import static dev.ringside.engine.state.Feature.CLFLUSHOPT;
import static dev.ringside.engine.state.Feature.CLWB;
import static dev.ringside.engine.state.Feature.CMPXCHG16B;
import static dev.ringside.engine.state.Feature.F16C;
import static dev.ringside.engine.state.Feature.FMA;
import static dev.ringside.engine.state.Feature.FSGSBASE;
import static dev.ringside.engine.state.Feature.INVPCID;
import static dev.ringside.engine.state.Feature.LAHF64;
import static dev.ringside.engine.state.Feature.LONG_MODE;
import static dev.ringside.engine.state.Feature.LZCNT;
import static dev.ringside.engine.state.Feature.MMX;
import static dev.ringside.engine.state.Feature.MOVBE;
import static dev.ringside.engine.state.Feature.NX;
import static dev.ringside.engine.state.Feature.PAGES_1G;
import static dev.ringside.engine.state.Feature.PCID;
import static dev.ringside.engine.state.Feature.PCLMULQDQ;
import static dev.ringside.engine.state.Feature.POPCNT;
import static dev.ringside.engine.state.Feature.RDPID;
import static dev.ringside.engine.state.Feature.RDRAND;
import static dev.ringside.engine.state.Feature.RDSEED;
import static dev.ringside.engine.state.Feature.RDTSCP;
import static dev.ringside.engine.state.Feature.SMAP;
import static dev.ringside.engine.state.Feature.SMEP;
import static dev.ringside.engine.state.Feature.SSE3;
import static dev.ringside.engine.state.Feature.SSE4_1;
import static dev.ringside.engine.state.Feature.SSE4_2;
import static dev.ringside.engine.state.Feature.SSSE3;
import static dev.ringside.engine.state.Feature.SYSCALL;
import static dev.ringside.engine.state.Feature.TSC_ADJUST;
import static dev.ringside.engine.state.Feature.UMIP;
import static dev.ringside.engine.state.Feature.XSAVE;

/// Which instructions the processor has: the levels of the x86-64 psABI, each with what came at the
/// same time. System features are the same in all of them.
public enum CpuModel {
    /// x86-64 as it began: SSE2.
    V1(base()),

    /// To SSE4.2, with AES, PCLMULQDQ and XSAVE.
    V2(
            V1.features
                    | of(SSE3, PCLMULQDQ, SSSE3, CMPXCHG16B, SSE4_1, SSE4_2, MOVBE, POPCNT, AES)
                    | of(XSAVE, LAHF64)),

    /// With AVX2, FMA and BMI.
    V3(V2.features | of(FMA, AVX, F16C, BMI1, AVX2, BMI2, ADX, LZCNT));

    private static final Feature[] FEATURES = Feature.values();

    /// The set of its features, by [Feature#mask].
    public final long features;

    CpuModel(long features) {
        this.features = features;
    }

    private static long base() {
        return of(MMX, FSGSBASE, SMEP, SMAP, UMIP, PCID, INVPCID, TSC_ADJUST)
                | of(RDRAND, RDSEED, RDPID, CLFLUSHOPT, CLWB)
                | of(SYSCALL, NX, PAGES_1G, RDTSCP, LONG_MODE);
    }

    private static long of(Feature... features) {
        long set = 0;
        for (Feature feature : features) {
            set |= feature.mask();
        }
        return set;
    }

    public boolean has(Feature feature) {
        return (features & feature.mask()) != 0;
    }

    /// The feature bits of one result register of CPUID.
    ///
    /// @param register [Feature#EBX], [Feature#ECX] or [Feature#EDX]
    public int bits(int leaf, int register) {
        int bits = 0;
        for (Feature feature : FEATURES) {
            if (feature.leaf == leaf && feature.register == register && has(feature)) {
                bits |= 1 << feature.bit;
            }
        }
        return bits;
    }

    /// The bits of XCR0 that may be set (SDM Vol. 1 13.3): x87, SSE and AVX state.
    public long xcr0() {
        return has(AVX) ? 7 : 3;
    }
}
