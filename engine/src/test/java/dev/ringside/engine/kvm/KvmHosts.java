package dev.ringside.engine.kvm;

import org.junit.jupiter.api.Assumptions;

/// What tests may expect of the host's KVM.
public final class KvmHosts {
    private static final int FEATURES = 1;
    private static final int ECX = 5;
    private static final int SSE3_AND_SSSE3 = 1 | 1 << 9;

    private KvmHosts() {}

    /// Aborts the test where there is no KVM or no permission, with the reason.
    public static void assumeUsable() {
        try {
            KvmBackend _ = KvmBackend.open(null, line -> {});
        } catch (KvmException e) {
            Assumptions.abort("no KVM: " + e.getMessage());
        }
    }

    /// Whether the processor runs kernel code itself. A KVM that emulates it offers guests no more
    /// than SSE2.
    public static boolean runsNatively() {
        for (int[] entry : KvmHost.probe(calls()).cpuid()) {
            if (entry[0] == FEATURES) {
                return (entry[ECX] & SSE3_AND_SSSE3) == SSE3_AND_SSSE3;
            }
        }
        return false;
    }

    /// Aborts the test on a host that emulates kernel code.
    public static void assumeRunsNatively(String why) {
        Assumptions.assumeTrue(runsNatively(), "this host's KVM emulates kernel code, and " + why);
    }

    static KvmCalls calls() {
        return NativeCalls.open(System.getProperty("os.name"), System.getProperty("os.arch"));
    }
}
