package dev.ringside.engine.x86;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Interrupts;
import dev.ringside.engine.x86.semantics.Platform;
import dev.ringside.engine.x86.tlb.GuestFault;
import dev.ringside.engine.x86.tlb.TrapExit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From a raised exception or an accepted interrupt to the handler: event hooks, double and triple
/// faults (SDM Vol. 3A 6.15, "Interrupt 8", tables 6-4 and 6-5).
final class FaultDelivery {
    private static final int BENIGN = 0;
    private static final int CONTRIBUTORY = 1;
    private static final int PAGE_FAULT = 2;
    private static final int DOUBLE_FAULT = 3;

    /// DR7.GD is clear in the handler (SDM Vol. 3B 18.2.4).
    private static final long GD = 1 << 13;

    private final Cpu cpu;
    private final CoreDebug debug;
    private final List<FaultRecord> chain = new ArrayList<>();

    /// A fault whose delivery a stop put off.
    private boolean held;

    private long heldRip;
    private int vector;
    private int kind;
    private int errorCode;
    private long address;
    private String reason = "";
    private long returnRip;

    /// Whether the exception is a trap of an instruction, which has retired and counts as the step.
    private boolean trap;

    /// Where that instruction is: a fault of its delivery returns there.
    private long trapRip;

    FaultDelivery(Cpu cpu, CoreDebug debug) {
        this.cpu = cpu;
        this.debug = debug;
    }

    /// Whether the next run must begin with [#deliverHeld].
    boolean held() {
        if (held && heldRip != cpu.state.rip) {
            // Somebody moved RIP away from the faulting instruction.
            held = false;
        }
        return held;
    }

    /// Delivers what a stop put off.
    @Nullable Exit deliverHeld() {
        held = false;
        trap = false;
        return deliver();
    }

    /// An instruction raised `fault`.
    ///
    /// @return non-null to leave the run loop
    @Nullable Exit raise(GuestFault fault) {
        Platform platform = cpu.platform;
        vector = fault.vector;
        errorCode = fault.errorCode;
        address = fault.address;
        reason = fault.reason;
        kind = Interrupts.EXCEPTION;
        trap = platform.trapPending;
        if (trap) {
            platform.trapPending = false;
            kind = platform.trapKind;
            trapRip = cpu.state.rip;
            cpu.state.rip = cpu.nextRip;
            cpu.state.instructionCount++;
        }
        chain.clear();
        return announce();
    }

    /// A debug exception that no instruction threw: single step, breakpoints.
    @Nullable Exit raiseDebug(String why) {
        vector = Vector.DB;
        errorCode = 0;
        address = 0;
        reason = why;
        kind = Interrupts.EXCEPTION;
        trap = false;
        chain.clear();
        return announce();
    }

    /// An external interrupt, NMI or pended exception is taken.
    @Nullable Exit interrupt(int number, int how) {
        vector = number;
        errorCode = 0;
        address = 0;
        reason = "interrupt";
        kind = how;
        trap = false;
        chain.clear();
        returnRip = cpu.state.rip;
        return deliver();
    }

    /// Registers that change when an exception is raised; then the hook; then delivery.
    private @Nullable Exit announce() {
        returnRip = cpu.state.rip;
        if (vector == Vector.PF) {
            cpu.state.cr2 = address;
        }
        if (vector == Vector.DB) {
            cpu.state.dr6 |= cpu.platform.pendingDebug;
            cpu.platform.pendingDebug = 0;
        }
        EventHook hook = cpu.platform.eventHook();
        if (hook != null) {
            FaultRecord record = record();
            if (hook.exception(cpu.state, record)) {
                held = true;
                heldRip = cpu.state.rip;
                debug.stopWith(new Stop.Event(record));
                return X86Vcpu.CANCELED;
            }
        }
        return deliver();
    }

    private FaultRecord record() {
        cpu.materializeFlags();
        return new FaultRecord(vector, errorCode, address, reason, cpu.state.copy());
    }

    private @Nullable Exit deliver() {
        cpu.platform.taskSwitched = false;
        try {
            Interrupts.deliver(cpu, vector, kind, errorCode, returnRip);
        } catch (GuestFault second) {
            return nested(second);
        } catch (TrapExit access) {
            return undeliverable(access);
        }
        cpu.state.stiShadow = false;
        cpu.state.movSsShadow = false;
        if (vector == Vector.DB) {
            cpu.state.dr7 &= ~GD;
        }
        if (vector == Vector.NMI) {
            cpu.state.nmiBlocked = true;
        }
        chain.clear();
        if (!trap) {
            debug.countSteps(1);
        }
        return null;
    }

    /// Stack or tables lie where the core has no memory: the delivery stays to be done.
    private Exit undeliverable(TrapExit access) {
        held = true;
        heldRip = cpu.state.rip;
        boolean nothing = cpu.platform.vm.traps().findMemory(access.address) == null;
        ZxStatus status =
                access.mapped
                        ? ZxStatus.ACCESS_DENIED
                        : nothing ? ZxStatus.NOT_FOUND : ZxStatus.NOT_SUPPORTED;
        return new Exit.Failed(
                status,
                "delivery of %s touches guest-physical 0x%x, rip 0x%x"
                        .formatted(Vector.name(vector), access.address, cpu.state.rip));
    }

    /// Delivery itself faulted.
    private @Nullable Exit nested(GuestFault second) {
        if (trap && !cpu.platform.taskSwitched) {
            cpu.state.rip = trapRip;
            cpu.state.instructionCount--;
        }
        trap = false;
        boolean exception = kind != Interrupts.EXTERNAL;
        int first = exception ? severity(vector) : BENIGN;
        int next = severity(second.vector);
        if (exception) {
            chain.add(record());
        }
        String nestedReason = second.reason + ", while delivering " + Vector.name(vector);
        boolean triple = first == DOUBLE_FAULT && next != BENIGN;
        boolean doubled =
                first == CONTRIBUTORY && next == CONTRIBUTORY
                        || first == PAGE_FAULT && next != BENIGN;
        int failed = vector;
        vector = second.vector;
        errorCode = second.errorCode;
        address = second.address;
        reason = nestedReason;
        kind = Interrupts.EXCEPTION;
        if (vector == Vector.PF) {
            cpu.state.cr2 = address;
        }
        if (triple) {
            chain.add(record());
            return shutDown();
        }
        if (doubled) {
            chain.add(record());
            vector = Vector.DF;
            errorCode = 0;
            address = 0;
            reason =
                    "%s while delivering %s"
                            .formatted(Vector.name(second.vector), Vector.name(failed));
        }
        return announce();
    }

    private static int severity(int vector) {
        return switch (vector) {
            case Vector.DE, Vector.TS, Vector.NP, Vector.SS, Vector.GP, Vector.CP -> CONTRIBUTORY;
            case Vector.PF, Vector.VE -> PAGE_FAULT;
            case Vector.DF -> DOUBLE_FAULT;
            default -> BENIGN;
        };
    }

    private Exit shutDown() {
        cpu.state.activity = Activity.SHUTDOWN;
        debug.faultChain = List.copyOf(chain);
        chain.clear();
        return shutdownExit(cpu.state);
    }

    /// What a VCPU in shutdown answers every run with.
    static Exit shutdownExit(VcpuState state) {
        return new Exit.Failed(
                ZxStatus.NOT_SUPPORTED,
                "triple fault at %04x:%x"
                        .formatted(state.segment[SegmentRegister.CS].selector, state.rip));
    }
}
