package dev.ringside.engine.kvm;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.hypervisor.PendingVectors;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import org.jspecify.annotations.Nullable;

/// Gives pending interrupts to the kernel before an entry, asks for a window where the guest cannot
/// take them, and waits for them in HLT.
///
/// In the `zircon` profile the order is the reference's (section 4.2); in the `pc` profile NMI
/// comes first, then the INTR pin.
final class InterruptWindow {
    private static final int LAST_EXCEPTION = 20;
    private static final int FIRST_EXTERNAL = 32;

    private final KvmVcpu vcpu;
    private final VcpuFile file;
    private final RunSignals signals;
    private final KvmDebug debug;
    private final PendingVectors pending = new PendingVectors();

    /// An interrupt was given and the guest has not run since.
    private boolean given;

    InterruptWindow(KvmVcpu vcpu, VcpuFile file, RunSignals signals, KvmDebug debug) {
        this.vcpu = vcpu;
        this.file = file;
        this.signals = signals;
        this.debug = debug;
    }

    void pend(int vector) {
        boolean _ = pending.set(vector);
    }

    /// Waits while the VCPU does nothing.
    ///
    /// @return non-null to leave the run loop
    @Nullable Exit rest() {
        VcpuState state = vcpu.live.state;
        if (state.activity == Activity.ACTIVE) {
            return null;
        }
        if (state.activity == Activity.SHUTDOWN) {
            return vcpu.shutdown();
        }
        if (vcpu.pc()) {
            if (state.activity == Activity.HALTED && wakesPc()) {
                state.activity = Activity.ACTIVE;
                return null;
            }
            return KvmVcpu.HALTED;
        }
        // Zircon's HLT: any pending vector ends it, even with IF clear.
        while (pending.isEmpty()) {
            signals.await();
            if (vcpu.kickOrStopWaits()) {
                return again();
            }
            int _ = signals.take();
        }
        state.activity = Activity.ACTIVE;
        return null;
    }

    /// Kicked in HLT: the next boundary says which; the VCPU stays halted.
    private @Nullable Exit again() {
        int bits = signals.take();
        if ((bits & RunSignals.STOP) != 0) {
            if ((bits & RunSignals.KICK) != 0) {
                signals.raise(RunSignals.KICK);
            }
            return debug.pause();
        }
        return KvmVcpu.CANCELED;
    }

    /// Whether a run would enter the guest.
    boolean runnable() {
        return vcpu.live.state.activity != Activity.HALTED || wakesPc();
    }

    private boolean wakesPc() {
        InterruptController controller = debug.controller();
        boolean interrupt = controller != null && controller.pending();
        return pending.get(Vector.NMI) || interrupt && open();
    }

    private boolean open() {
        return vcpu.live.basicCurrent()
                ? (vcpu.live.state.rflags & Rflags.IF) != 0
                : file.page.interruptFlag();
    }

    /// Gives the kernel what the guest can take now.
    ///
    /// @return non-null to leave the run loop
    @Nullable Exit inject() {
        file.page.setRequestInterruptWindow(false);
        if (pending.isEmpty()) {
            InterruptController controller = debug.controller();
            if (controller != null && !debug.defersInterrupts() && controller.pending()) {
                external(controller);
            }
            return null;
        }
        return takePending();
    }

    private void external(InterruptController controller) {
        if (ready()) {
            give(controller.acknowledge());
        } else {
            file.page.setRequestInterruptWindow(true);
        }
    }

    /// Whether the last exit said that an interrupt can go in. Registers written since make the
    /// kernel say it anew.
    private boolean ready() {
        return !given && vcpu.takesInterrupts();
    }

    private void give(int vector) {
        debug.delivering(vector);
        int done = file.interrupt(vector);
        if (done < 0) {
            throw KvmException.of("KVM_INTERRUPT", done);
        }
        given = true;
        pending.discardExceptions();
    }

    /// The guest was entered.
    void entered() {
        given = false;
    }

    private @Nullable Exit takePending() {
        if (pending.get(Vector.NMI)) {
            boolean _ = pending.clear(Vector.NMI);
            pending.discardExceptions();
            int _ = file.nmi();
            return null;
        }
        int vector = pending.highest();
        if (vector <= LAST_EXCEPTION) {
            pending.discardExceptions();
            boolean _ = vcpu.live.injectException(vector, Vector.hasErrorCode(vector));
            return null;
        }
        if (vector < FIRST_EXTERNAL) {
            boolean _ = pending.clear(vector);
            return vcpu.failed(
                    ZxStatus.NOT_SUPPORTED,
                    "pending vector %d is neither exception nor interrupt".formatted(vector));
        }
        if (debug.defersInterrupts()) {
            return null;
        }
        if (ready()) {
            boolean _ = pending.clear(vector);
            give(vector);
        } else {
            file.page.setRequestInterruptWindow(true);
        }
        return null;
    }
}
