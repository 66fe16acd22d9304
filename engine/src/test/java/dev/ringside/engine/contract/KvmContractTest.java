package dev.ringside.engine.contract;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.kvm.KvmBackend;
import dev.ringside.engine.kvm.KvmHosts;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The contract on KVM. What KVM cannot do is aborted with the reason, and so is everything where
/// there is no KVM.
final class KvmContractTest extends MemoryContractTest {
    @BeforeAll
    static void needsKvm() {
        KvmHosts.assumeUsable();
    }

    @Override
    Backend backend() {
        return KvmBackend.open(null, line -> {});
    }

    /// KVM shows pages of 1 GiB only where the host's own tables have them.
    @Override
    void prepare(GuestFixture fixture) {
        fixture.useSmallerPages();
    }

    @Test
    @Override
    @DisplayName("T2, skipped where KVM emulates: no STAC")
    void t2_vcpuReadWriteState() {
        KvmHosts.assumeRunsNatively("its emulator has no STAC");
        super.t2_vcpuReadWriteState();
    }

    @Test
    @Override
    @DisplayName("T10, skipped on KVM: it shows CR0.NE as written")
    void t10_vcpuWriteCr0() {
        Assumptions.abort(
                "KVM shows the guest CR0.NE as written; Zircon's hypervisor keeps it set");
    }

    @Test
    @Override
    @DisplayName("T16, skipped where KVM emulates: VMCALL never ends")
    void t16_vcpuVmcallInvalidNumber() {
        KvmHosts.assumeRunsNatively("VMCALL never ends there");
        super.t16_vcpuVmcallInvalidNumber();
    }

    @Test
    @Override
    @DisplayName("bad XSETBV, skipped on KVM: it tells nobody")
    void xsetbvThatSwitchesTheFpuOffIsInvalid() {
        Assumptions.abort("KVM answers a bad XSETBV with #GP and tells nobody");
    }

    @Test
    @Override
    @DisplayName("moving the APIC, skipped on KVM: it tells nobody")
    void movingTheApicIsInvalid() {
        Assumptions.abort("KVM serves IA32_APIC_BASE itself and tells nobody");
    }
}
