package dev.ringside.engine.kvm;

/// Takes a VCPU out of the guest at a deadline: the kernel's own timer, armed only when the signal
/// under way would come too late. Belongs to the VCPU's thread.
final class RunTimer implements AutoCloseable {
    static final long NEVER = Long.MAX_VALUE;

    /// A signal that came before the entry was lost; so much later comes the next.
    private static final long AGAIN = 500_000;

    private static final long SHORTEST = 1_000;

    private final KvmCalls calls;
    private int timer = -1;
    private long deadline = NEVER;
    private long armed = NEVER;

    RunTimer(KvmCalls calls) {
        this.calls = calls;
    }

    /// @param nanoseconds from now on, or [#NEVER]
    void set(long nanoseconds) {
        deadline = nanoseconds == NEVER ? NEVER : System.nanoTime() + nanoseconds;
    }

    boolean passed() {
        return deadline != NEVER && System.nanoTime() - deadline >= 0;
    }

    /// Before an entry.
    void arm() {
        if (deadline == NEVER) {
            if (armed != NEVER) {
                calls.armTimer(timer, 0, 0);
                armed = NEVER;
            }
            return;
        }
        long now = System.nanoTime();
        boolean underWay = armed != NEVER && armed - now > 0 && armed - deadline <= 0;
        if (underWay) {
            return;
        }
        if (timer < 0) {
            timer = calls.createTimer();
        }
        calls.armTimer(timer, Math.max(SHORTEST, deadline - now), AGAIN);
        armed = deadline;
    }

    @Override
    public void close() {
        if (timer >= 0) {
            calls.deleteTimer(timer);
        }
    }
}
