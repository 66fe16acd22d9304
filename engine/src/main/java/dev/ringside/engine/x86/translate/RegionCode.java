package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.semantics.Cpu;

/// What a hidden class made of a region extends.
public abstract class RegionCode {
    protected RegionCode() {}

    /// Executes from the region's entry until it leaves the region, or until another path might not
    /// fit. Registers, flags, RIP and the instruction count are exact whenever this returns or
    /// throws.
    ///
    /// @param limit the instruction count not to be passed; at least one path above the count
    /// @param pages bit n: page n of the region is where it was when it was translated
    /// @throws dev.ringside.engine.x86.tlb.GuestFault an exception of the guest at RIP
    /// @throws dev.ringside.engine.x86.tlb.TrapExit an access at RIP that the VMM serves
    /// @throws dev.ringside.engine.x86.tlb.InterpretInstead the instruction at RIP is to be
    ///   interpreted
    public abstract void run(Cpu cpu, long limit, int pages);
}
