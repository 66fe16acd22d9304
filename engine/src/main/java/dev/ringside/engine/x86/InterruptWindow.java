package dev.ringside.engine.x86;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.hypervisor.PendingVectors;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.apic.LocalApic;
import dev.ringside.engine.x86.apic.LocalApicTimer;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Interrupts;
import dev.ringside.engine.x86.semantics.MonitorWait;
import dev.ringside.engine.x86.semantics.Platform;
import org.jspecify.annotations.Nullable;

/// Takes pending interrupts at a boundary, and waits for them in HLT.
///
/// In the `zircon` profile the order is the reference's (section 4.2); in the `pc` profile NMI
/// comes first, then the INTR pin (SDM Vol. 3A table 6-2).
final class InterruptWindow {
    private static final int LAST_EXCEPTION = 20;
    private static final int FIRST_EXTERNAL = 32;

    private final Cpu cpu;
    private final CoreDebug debug;
    private final Signals signals;
    private final PendingVectors pending;
    private final FaultDelivery faults;
    private boolean lineRaised;

    InterruptWindow(
            Cpu cpu,
            CoreDebug debug,
            Signals signals,
            PendingVectors pending,
            FaultDelivery faults) {
        this.cpu = cpu;
        this.debug = debug;
        this.signals = signals;
        this.pending = pending;
        this.faults = faults;
    }

    /// Delivers at most one interrupt; [Platform#delivered] tells. Waits while the VCPU is halted.
    ///
    /// @return non-null to leave the run loop
    @Nullable Exit take() {
        collect();
        if (cpu.platform.pc() && startOver()) {
            cpu.platform.delivered = true;
            return null;
        }
        if (cpu.state.activity != Activity.ACTIVE) {
            Exit exit = rest();
            if (exit != null) {
                return exit;
            }
            if (cpu.state.activity != Activity.ACTIVE) {
                // Woken by a kick: the next boundary says so.
                cpu.platform.delivered = true;
                return null;
            }
        }
        if (cpu.state.apic.nmi && nmiOpen()) {
            cpu.state.apic.nmi = false;
            return faults.interrupt(Vector.NMI, Interrupts.EXTERNAL);
        }
        if (!pending.isEmpty()) {
            Exit exit = takePending();
            if (exit != null || cpu.platform.delivered) {
                return exit;
            }
        }
        return cpu.platform.pc() && open() && !debug.defersInterrupts() ? takeMaskable() : null;
    }

    /// The local APIC's vector, else the 8259's.
    private @Nullable Exit takeMaskable() {
        LocalApic apic = cpu.platform.apic;
        int vector = apic.pending();
        if (vector >= 0) {
            apic.acknowledge(vector);
            return faults.interrupt(vector, Interrupts.EXTERNAL);
        }
        InterruptController controller = debug.controller;
        if (controller != null && apic.passesExternal() && controller.pending()) {
            apic.externalTaken();
            return faults.interrupt(controller.acknowledge(), Interrupts.EXTERNAL);
        }
        return null;
    }

    /// INIT and start-up messages.
    ///
    /// @return whether the VCPU is somewhere else now
    private boolean startOver() {
        VcpuState state = cpu.state;
        if (state.apic.init) {
            ProcessorReset.init(cpu);
            return true;
        }
        if (state.activity == Activity.WAIT_FOR_SIPI && state.apic.startup >= 0) {
            ProcessorReset.start(cpu);
            return true;
        }
        return false;
    }

    /// Whether the next run would execute something, at the VCPU's time: it is active, or something
    /// wakes it.
    boolean runnable() {
        VcpuState state = cpu.state;
        if (state.apic.init) {
            return true;
        }
        collect();
        return switch (state.activity) {
            case HALTED -> wakesPc();
            case WAIT_FOR_SIPI -> state.apic.startup >= 0;
            // Shutdown has to be told.
            case ACTIVE, SHUTDOWN -> true;
        };
    }

    /// Vectors that the VCPU raises itself.
    private void collect() {
        Platform platform = cpu.platform;
        if (platform.selfInterrupt >= 0) {
            boolean _ = pending.set(platform.selfInterrupt);
            platform.selfInterrupt = -1;
        }
        LocalApic apic = platform.apic;
        if (platform.pc()) {
            apic.collect();
            watchLine(apic);
        } else if (apic.timer().due() <= cpu.state.time()) {
            boolean _ = pending.set(apic.timer().fire());
        }
    }

    /// An 8259 on a LINT0 that is no ExtINT (SDM Vol. 3A 11.5.1).
    private void watchLine(LocalApic apic) {
        InterruptController controller = debug.controller;
        if (controller != null && apic.isLint0Fixed()) {
            boolean raised = controller.pending();
            if (raised && !lineRaised) {
                apic.lint0();
            }
            lineRaised = raised;
        }
    }

    private boolean nmiOpen() {
        return !cpu.state.nmiBlocked && !cpu.state.movSsShadow;
    }

    /// IF and no shadow.
    private boolean open() {
        VcpuState state = cpu.state;
        return (state.rflags & Rflags.IF) != 0 && !state.stiShadow && !state.movSsShadow;
    }

    /// HALTED, SHUTDOWN and WAIT_FOR_SIPI.
    private @Nullable Exit rest() {
        VcpuState state = cpu.state;
        if (state.activity == Activity.SHUTDOWN) {
            return FaultDelivery.shutdownExit(state);
        }
        if (cpu.platform.pc()) {
            if (state.activity == Activity.HALTED && wakesPc()) {
                state.activity = Activity.ACTIVE;
                state.monitorAddress = VcpuState.NOT_MONITORING;
                state.mwaitBreaks = false;
                return null;
            }
            return X86Vcpu.HALTED;
        }
        return waitForVector();
    }

    private boolean wakesPc() {
        InterruptController controller = debug.controller;
        LocalApic apic = cpu.platform.apic;
        boolean external = controller != null && apic.passesExternal() && controller.pending();
        boolean interrupt = external || apic.pending() >= 0 || !pending.isEmpty();
        boolean nmi = (pending.get(Vector.NMI) || cpu.state.apic.nmi) && !cpu.state.nmiBlocked;
        boolean heard = open() || cpu.state.mwaitBreaks;
        return nmi || heard && interrupt || MonitorWait.isTriggered(cpu);
    }

    /// Zircon's HLT: any pending vector ends it, even with IF clear. The timer of a guest that does
    /// nothing else is due at once: its time is the instructions it retires.
    private @Nullable Exit waitForVector() {
        LocalApicTimer timer = cpu.platform.apic.timer();
        VcpuState state = cpu.state;
        while (pending.isEmpty()) {
            if (timer.due() != ApicState.NEVER) {
                state.setTime(Math.max(state.time(), timer.due()), state.timeRate);
                boolean _ = pending.set(timer.fire());
                break;
            }
            signals.await();
            int bits = signals.bits;
            if ((bits & (Signals.KICK | Signals.STOP)) != 0) {
                // The next boundary says which; the VCPU stays halted.
                signals.clear(bits & Signals.INTERRUPT);
                return null;
            }
            signals.clear(bits);
        }
        state.activity = Activity.ACTIVE;
        return null;
    }

    private @Nullable Exit takePending() {
        VcpuState state = cpu.state;
        if (pending.get(Vector.NMI)) {
            if (nmiOpen()) {
                boolean _ = pending.clear(Vector.NMI);
                return inject(Vector.NMI, Interrupts.EXTERNAL);
            }
            return null;
        }
        int vector = pending.highest();
        if (vector < 0) {
            return null;
        }
        if (vector <= LAST_EXCEPTION) {
            boolean software = vector == Vector.BP || vector == Vector.OF;
            return inject(vector, software ? Interrupts.SOFTWARE : Interrupts.EXCEPTION);
        }
        if (vector < FIRST_EXTERNAL) {
            boolean _ = pending.clear(vector);
            return new Exit.Failed(
                    ZxStatus.NOT_SUPPORTED,
                    "pending vector %d is neither exception nor interrupt".formatted(vector));
        }
        if (!open() || debug.defersInterrupts()) {
            return null;
        }
        boolean _ = pending.clear(vector);
        return inject(vector, Interrupts.EXTERNAL);
    }

    private @Nullable Exit inject(int vector, int kind) {
        pending.discardExceptions();
        return faults.interrupt(vector, kind);
    }
}
