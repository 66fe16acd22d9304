package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;

/// Data addresses somebody waits for. Called on the VCPU's thread.
public interface DataHook {
    /// Whether anything on these pages is watched. Asked when a translation is made, so it must
    /// answer the same until [VcpuDebug#setDataHook] is called again.
    ///
    /// @param linearPage multiple of 4096
    /// @param physicalPage multiple of 4096, guest-physical
    boolean watches(long linearPage, long physicalPage);

    /// The instruction at RIP accesses a watched page; RIP still points at it.
    ///
    /// @param size 1 to 8 bytes, within the page
    /// @param before the bytes' value before a write, and what a read gives
    /// @param after their value after the access
    /// @return true to be asked [#completed] at the next instruction boundary
    boolean accessed(long linear, long physical, int size, boolean write, long before, long after);

    /// The instruction, or the iteration of a string instruction, is over.
    ///
    /// @param state live; flags are materialised
    /// @return true to stop with [Stop.Data]
    boolean completed(VcpuState state);
}
