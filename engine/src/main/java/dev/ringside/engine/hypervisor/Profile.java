package dev.ringside.engine.hypervisor;

/// Which platform a guest sees around its VCPUs.
public enum Profile {
    /// Exactly what Zircon gives a guest: CPUID, MSRs, x2APIC and pending vectors kept by the
    /// kernel.
    ZIRCON,
    /// A PC. Differs from Zircon: external interrupts come through an [InterruptController] when
    /// the processor takes them, string port I/O gives one packet an element, HLT and the end of
    /// the time slice return to the VMM, and MSRs and CPUID are those of a plain processor.
    PC
}
