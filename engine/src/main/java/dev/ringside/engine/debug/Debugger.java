package dev.ringside.engine.debug;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.hypervisor.DebugFeature;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Debugs one machine: all its VCPUs stop and run together.
///
/// Thread-safe. Calls that need a stopped machine throw [NotStoppedException] while it runs.
public interface Debugger {
    /// VCPUs made so far; they are numbered from 0.
    int vcpuCount();

    boolean running();

    /// Where stops, log lines and ends are told; on a VCPU thread, so listeners must hand over
    /// quickly.
    ///
    /// @param listener null: nobody listens any more
    void setListener(@Nullable DebugListener listener);

    /// A copy of the registers.
    VcpuState state(int vcpu);

    /// Replaces the registers.
    void setState(int vcpu, VcpuState state);

    /// Lets the machine run; returns at once. The stop arrives at the listener.
    void resume(Resume how);

    /// Asks the machine to stop; the stop arrives at the listener. No effect when stopped.
    void pause();

    /// Reads memory. Allowed while the machine runs (then a moment's blur).
    ///
    /// @param vcpu whose page tables translate linear addresses
    /// @return how many bytes from `address` on could be read, 0 to `length`; the rest of `into` is
    ///   untouched
    int read(AddressKind kind, int vcpu, long address, byte[] into, int offset, int length);

    /// Writes memory; page protection does not apply, ROM does.
    ///
    /// @return how many bytes from `address` on were written
    int write(AddressKind kind, int vcpu, long address, byte[] from, int offset, int length);

    /// The guest-physical address behind a linear one, or -1.
    long translate(int vcpu, long linearAddress);

    /// How a linear address translates, level by level, and why it would fault; one line each.
    List<String> explain(int vcpu, long linearAddress);

    /// Replaces all breakpoints.
    void setBreakpoints(List<Breakpoint> breakpoints);

    /// The machine stops with [StopReason.Limit] when its VCPUs have retired `count` instructions
    /// together.
    void setInstructionLimit(long count);

    /// Replaces the exceptions that stop the machine. A triple fault always stops it.
    void setExceptionStops(List<ExceptionStop> stops);

    /// Replaces the events that stop the machine.
    void setEventStops(List<EventStop> stops);

    /// Why this machine's backend cannot do something, and what to use instead; empty if it can.
    default String refusal(DebugFeature feature) {
        return "";
    }

    /// A parsed expression's value.
    ///
    /// @throws ZxException `NOT_FOUND` where memory it names cannot be read
    long evaluate(int vcpu, Expression expression);

    /// Deliveries of interrupts and exceptions that have not returned yet, innermost first.
    List<Delivery> deliveries(int vcpu);

    /// Whether a step may end in the handler of an interrupt that happened to come; by default
    /// handlers run through.
    void setStepIntoInterrupts(boolean enter);

    /// The stop that the machine stands at; null while it runs.
    @Nullable StopEvent lastStop();
}
