package dev.ringside.engine.contract;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.kvm.KvmBackend;

/// The contract on KVM.
final class KvmContractTest extends MemoryContractTest {
    @Override
    Backend backend() {
        return KvmBackend.open();
    }

    @Override
    void prepare(GuestFixture fixture) {
        fixture.useSmallerPages();
    }
}
