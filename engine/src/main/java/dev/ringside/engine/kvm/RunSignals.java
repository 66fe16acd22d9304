package dev.ringside.engine.kvm;

import java.util.concurrent.TimeUnit;

/// What other threads want of a VCPU, how they get it out of `KVM_RUN`, and where it sleeps in HLT.
/// Thread-safe.
///
/// `immediate_exit` catches the VCPU before the entry, the signal inside it: together no request is
/// lost (Documentation/virt/kvm/api.rst, "immediate_exit").
final class RunSignals {
    static final int KICK = 1;
    static final int STOP = 1 << 1;

    /// A vector, the INTR line or the memory map changed: the loop looks up.
    static final int ATTENTION = 1 << 2;

    private final KvmCalls calls;
    private final RunPage page;
    private int bits;
    private int runningThread;

    RunSignals(KvmCalls calls, RunPage page) {
        this.calls = calls;
        this.page = page;
    }

    synchronized void raise(int signal) {
        bits |= signal;
        notifyAll();
        if (runningThread != 0) {
            page.setImmediateExit(true);
            calls.signal(runningThread);
        }
    }

    synchronized boolean any(int signals) {
        return (bits & signals) != 0;
    }

    /// Whether the VCPU is in the guest.
    synchronized boolean running() {
        return runningThread != 0;
    }

    /// Takes what was raised.
    synchronized int take() {
        int taken = bits;
        bits = 0;
        return taken;
    }

    /// The calling thread is about to enter the guest.
    ///
    /// @return false when something was raised, so that it must not
    synchronized boolean enter(int threadId) {
        if (bits != 0) {
            return false;
        }
        page.setImmediateExit(false);
        runningThread = threadId;
        return true;
    }

    synchronized void leave() {
        runningThread = 0;
    }

    /// Sleeps until something is raised. An interrupted thread counts as kicked.
    synchronized void await() {
        boolean interrupted = false;
        while (bits == 0) {
            try {
                TimeUnit.HOURS.timedWait(this, 1);
            } catch (InterruptedException e) {
                interrupted = true;
                bits |= KICK;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
