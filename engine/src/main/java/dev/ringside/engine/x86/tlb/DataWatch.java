package dev.ringside.engine.x86.tlb;

import dev.ringside.engine.hypervisor.DataHook;
import org.jspecify.annotations.Nullable;

/// A debugger's eye on data, beside the guest's own debug registers: pages it watches are never
/// given read or write tags, so that every access to them comes here and others pay nothing.
final class DataWatch {
    private @Nullable DataHook hook;

    void set(@Nullable DataHook replacement) {
        hook = replacement;
    }

    boolean active() {
        return hook != null;
    }

    boolean onPage(long linear, long physical) {
        DataHook asked = hook;
        return asked != null && asked.watches(linear & -4096, physical & -4096);
    }

    /// An access that lies within one page.
    ///
    /// @return whether the hook wants to hear of the instruction's end
    boolean note(long linear, long physical, int size, boolean write, long before, long after) {
        DataHook asked = hook;
        return asked != null
                && asked.watches(linear & -4096, physical & -4096)
                && asked.accessed(linear, physical, size, write, before, after);
    }
}
