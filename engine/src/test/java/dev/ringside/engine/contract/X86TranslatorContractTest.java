package dev.ringside.engine.contract;

import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.x86.X86Backend;
import dev.ringside.engine.x86.translate.RegionBuilder;

/// The contract on the own core with both tiers, where everything is translated at its first
/// arrival.
final class X86TranslatorContractTest extends MemoryContractTest {
    @Override
    Backend backend() {
        return new X86Backend(new RegionBuilder(Runnable::run, 1), CpuModel.V2);
    }
}
