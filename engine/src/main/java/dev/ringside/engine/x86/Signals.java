package dev.ringside.engine.x86;

/// What other threads want of a running VCPU, and where it sleeps in HLT. Thread-safe.
final class Signals {
    static final int KICK = 1;
    static final int STOP = 1 << 1;

    /// A vector or the INTR line changed: the loop looks up.
    static final int INTERRUPT = 1 << 2;

    /// Read without a lock once a block.
    volatile int bits;

    synchronized void raise(int signal) {
        bits |= signal;
        notifyAll();
    }

    synchronized void clear(int signal) {
        bits &= ~signal;
    }

    /// Sleeps until some signal is raised.
    synchronized void await() {
        boolean interrupted = false;
        while (bits == 0) {
            try {
                wait();
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
