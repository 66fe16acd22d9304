package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// Instruction addresses somebody waits for. Called on the VCPU's thread.
public interface CodeHook {
    /// Whether the instruction that starts here is watched. Asked when code is decoded, so it must
    /// answer the same until [VcpuDebug#setCodeHook] is called again.
    boolean marks(long linearAddress, long guestPhysicalAddress);

    /// The linear addresses that [#marks] knows, for a processor with a few address comparators.
    ///
    /// @return null where only asking at each instruction can tell (physical addresses, `cs:ip`)
    default long @Nullable [] linearAddresses() {
        return null;
    }

    /// A watched instruction is about to run. Not asked again for the instruction a run starts
    /// with, so that a resumed VCPU moves on.
    ///
    /// @param state live; flags are materialised
    /// @return true to stop with [Stop.Code]
    boolean reached(VcpuState state, long linearAddress, long guestPhysicalAddress);
}
