package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.EventKind;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.MsrListener;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.OperatingMode;
import dev.ringside.engine.x86.apic.LocalApic;
import org.jspecify.annotations.Nullable;

/// What a VCPU's instructions see around the registers: the guest, its profile, pending exits.
///
/// Belongs to the VCPU's thread.
public final class Platform {
    /// [Cpu#attention]: [#exit] leaves the run loop after this instruction.
    public static final int EXIT = 1;

    /// [Cpu#attention]: mode, privilege, flags or shadows changed; the loop looks at everything.
    public static final int BOUNDARY = 1 << 1;

    public final Vm vm;

    /// 1 to 64; 1 is the boot processor.
    public final int id;

    /// Which instructions there are, and what CPUID says of them.
    public final CpuModel model;

    /// The local APIC. The `zircon` profile uses its timer only.
    public final LocalApic apic;

    /// The local APIC as the `zircon` profile's guests see it.
    final ZirconApic zirconApic;

    /// Leaves the run loop once the current instruction has retired.
    public @Nullable Exit exit;

    /// The IN or INS whose data has not arrived; see [PortIo].
    public final PendingInput input = new PendingInput();

    /// Scratch space of far transfers and deliveries.
    final StackFrame frame = new StackFrame();

    /// Scratch space of far transfers.
    final CallGate gate = new CallGate();

    /// Scratch space of task switches.
    final TaskState task = new TaskState();

    /// A task switch was committed: what faults from then on is the new task's. The run loop clears
    /// it.
    public boolean taskSwitched;

    /// Who wants to know of deliveries and returns.
    private @Nullable EventHook eventHook;

    /// [EventHook#interests].
    private int interests;

    /// [EventHook#completed] is to be asked at the next boundary.
    public boolean happened;

    /// The mode of the last [Mode#update].
    OperatingMode mode = OperatingMode.REAL;

    /// Debug trap conditions of the current instruction, in DR6's bits: delivered as `#DB` after
    /// it.
    public long pendingDebug;

    /// Vectors to be made pending by the instruction (a self-IPI), -1 for none.
    public int selfInterrupt = -1;

    /// Whether the fault being thrown is a trap of an instruction: it returns to [Cpu#nextRip], and
    /// is delivered as [#trapKind].
    public boolean trapPending;

    /// [Interrupts#SOFTWARE] or [Interrupts#EXCEPTION].
    public int trapKind;

    /// Set by every delivery; the run loop clears it.
    public boolean delivered;

    /// Who hears of unknown model-specific registers.
    public @Nullable MsrListener msrListener;

    /// PAUSE ends the run from this instruction count on.
    public long yieldAt = Long.MAX_VALUE;

    public Platform(Vm vm, int id, LocalApic apic, CpuModel model) {
        this.vm = vm;
        this.model = model;
        this.id = id;
        this.apic = apic;
        this.zirconApic = new ZirconApic(id, apic.timer());
    }

    public void setEventHook(@Nullable EventHook hook) {
        eventHook = hook;
        interests = hook == null ? 0 : hook.interests();
    }

    public @Nullable EventHook eventHook() {
        return eventHook;
    }

    /// Tells the hook of an event that it is interested in.
    void note(Cpu cpu, EventKind kind, long number, long before, long after) {
        EventHook hook = eventHook;
        if ((interests & kind.bit()) != 0 && hook != null) {
            happened |= hook.happened(kind, number, before, after);
            cpu.attention |= BOUNDARY;
        }
    }

    /// Whether [#note] would tell anybody.
    boolean interested(EventKind kind) {
        return (interests & kind.bit()) != 0;
    }

    /// Whether the `pc` profile's rules hold.
    public boolean pc() {
        return vm.profile() == Profile.PC;
    }

    /// Leaves the run loop before the current instruction: it stays to be done, nothing has
    /// retired.
    void refuse(Cpu cpu, ZxStatus status, String reason) {
        cpu.nextRip = cpu.state.rip;
        cpu.state.instructionCount--;
        leave(cpu, new Exit.Failed(status, reason));
    }

    /// Leaves the run loop after the current instruction.
    public void leave(Cpu cpu, Exit exit) {
        this.exit = exit;
        cpu.attention |= EXIT;
    }
}
