package dev.ringside.engine.debug;

import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.FaultRecord;

import java.util.List;

/// Why a machine stopped.
public sealed interface StopReason {
    /// Before the first instruction.
    record Entry() implements StopReason {}

    record Step() implements StopReason {}

    /// @param breakpoints ids of all that hit
    record Hit(List<Integer> breakpoints) implements StopReason {}

    /// An instruction accessed watched data; it is complete.
    ///
    /// @param breakpoints ids of all that hit
    /// @param access the first of them
    record Data(List<Integer> breakpoints, DataAccess access) implements StopReason {}

    /// A watched event, behind it; [EventKind#MAGIC] before it. The numbers are the kind's.
    record Happened(EventKind kind, long number, long before, long after) implements StopReason {}

    /// A watched exception, before its delivery.
    record Fault(FaultRecord fault) implements StopReason {}

    record Pause() implements StopReason {}

    /// The instruction limit of the run.
    record Limit() implements StopReason {}

    /// Shutdown, before the reset: the faults that led there, oldest first.
    record TripleFault(List<FaultRecord> chain) implements StopReason {}

    /// HLT with interrupts off and nothing that could wake it.
    record HaltedForever() implements StopReason {}

    /// What the engine cannot run: the VMM's words.
    record Unsupported(String text) implements StopReason {}
}
