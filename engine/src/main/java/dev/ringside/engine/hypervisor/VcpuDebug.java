package dev.ringside.engine.hypervisor;

import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The engine's debug extension, beside Zircon's surface and never inside it.
///
/// Differs: Zircon has no debug exits. To the surface a debug stop looks like a kick:
/// `zx_vcpu_enter` answers `CANCELED`, and [#takeStop] says why. Guest memory is never patched.
/// Methods may be called by any thread while the VCPU does not run, [#requestStop] always.
public interface VcpuDebug {
    /// The live registers.
    VcpuState state();

    /// Tells the backend that [#state] was changed from outside: cached translations and modes are
    /// stale.
    void stateChanged();

    /// Tells the backend that guest memory was changed from outside at this guest-physical range.
    void memoryChanged(long guestPhysicalAddress, long length);

    /// Why this backend cannot do something, and what to use instead; empty if it can. Any thread.
    default String refusal(DebugFeature feature) {
        return "";
    }

    /// Sets or clears the hook for instruction addresses. Costs nothing where it marks nothing.
    void setCodeHook(@Nullable CodeHook hook);

    /// Sets or clears the hook for data accesses. Costs nothing on pages it does not watch.
    void setDataHook(@Nullable DataHook hook);

    /// Sets or clears the hook for events.
    void setEventHook(@Nullable EventHook hook);

    /// @param steps instructions to retire before a [Stop.Step]; 0 for no stepping. A REP iteration
    ///   counts as one instruction, and so does the delivery of an interrupt or exception (SDM Vol.
    ///   3A 6.7).
    /// @param deferInterrupts maskable interrupts wait until the steps are done
    void setSteps(long steps, boolean deferInterrupts);

    /// The run ends with [Stop.Limit] before [VcpuState#instructionCount] passes `count`;
    /// `Long.MAX_VALUE`: never.
    void setInstructionLimit(long count);

    /// The run ends with [Exit.Deadline] as soon as [VcpuState#instructionCount] is at least
    /// `count`.
    void setDeadline(long count);

    /// From `count` instructions on, PAUSE ends the run with [Exit.Deadline] too; `Long.MAX_VALUE`,
    /// as at first: never.
    void setYield(long count);

    /// Whether a run would execute something at the VCPU's time, [VcpuState#time]: the VCPU is
    /// active, or what waits for it wakes it. `pc` profile.
    boolean runnable();

    /// The INTR pin of the `pc` profile.
    void setInterruptController(@Nullable InterruptController controller);

    /// Who hears of accesses to model-specific registers that do not exist; null, as at first:
    /// nobody. Backends that do not see them tell nothing.
    default void setMsrListener(@Nullable MsrListener listener) {}

    /// Who answers where the `pc` profile has no memory; null, as at first: nobody, reads give all
    /// ones.
    void setMmioHandler(@Nullable MmioHandler handler);

    /// The controller's [InterruptController#pending] may have changed. Any thread.
    void interruptLineChanged();

    /// Stops the VCPU at the next instruction boundary with [Stop.Pause]. Any thread.
    void requestStop();

    /// Why the last run ended in [Exit.Canceled]; null after a plain kick. Reading clears it.
    @Nullable Stop takeStop();

    /// The faults that led to the last triple fault, oldest first; empty if there was none.
    List<FaultRecord> faultChain();
}
