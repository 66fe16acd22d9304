package dev.ringside.engine.vmm;

import dev.ringside.engine.device.EventQueue;
import dev.ringside.engine.device.VirtualClock;
import dev.ringside.engine.state.VcpuState;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Moves the machine's time: by retired instructions, by jumps while the processor halts, and with
/// `--clock real` by the host's clock. Called on the running VCPU's thread.
final class TimeKeeper {
    /// `--clock real`: how long the guest may run before the host's clock is looked at, and how
    /// long a wait is at most before pauses are looked at.
    private static final long SLICE = 1_000_000;

    private static final long MOST_BEHIND = 1_000_000_000;

    private final VirtualClock clock;
    private final EventQueue events;
    private final boolean real;
    private long sliceEnd = Long.MAX_VALUE;
    private long nextTimer = EventQueue.NEVER;
    private long hostStart;
    private boolean started;

    TimeKeeper(VirtualClock clock, EventQueue events, ClockKind kind) {
        this.clock = clock;
        this.events = events;
        this.real = kind == ClockKind.REAL;
    }

    /// Brings the clock up to date and does what is due.
    void sync(VcpuState state) {
        clock.skipTo(state.time());
        if (real) {
            skip(state, hostTime());
        }
        events.runDue(clock.now());
    }

    private long hostTime() {
        long host = System.nanoTime();
        if (!started) {
            started = true;
            hostStart = host - clock.now();
        }
        // A host that slept, or a guest that was far behind, does not make up for hours.
        long behind = host - hostStart - clock.now();
        if (behind > MOST_BEHIND) {
            hostStart += behind - MOST_BEHIND;
        }
        return host - hostStart;
    }

    /// The VCPU may have been held by a debugger since: the host's time meanwhile does not count.
    void resumed() {
        started = false;
    }

    /// What else bounds [#deadline] from now on.
    ///
    /// @param count the instruction count at which another VCPU's turn comes
    /// @param timer the time at which a halted VCPU wakes by itself
    void setSlice(long count, long timer) {
        sliceEnd = count;
        nextTimer = timer;
    }

    /// The instruction count at which the VCPU must come back.
    long deadline(VcpuState state) {
        long event = state.countAt(Math.min(events.next(), nextTimer));
        long deadline = Math.min(event, sliceEnd);
        return real ? Math.min(deadline, state.instructionCount + SLICE) : deadline;
    }

    private void skip(VcpuState state, long time) {
        clock.skipTo(time);
        state.setTime(clock.now(), state.timeRate);
    }

    /// Passes time while the processor has nothing to do: to the next event or `limit`, whichever
    /// is first. Returns early when `wake` says so, and now and then so that pauses are seen.
    void idle(VcpuState state, long limit, BooleanSupplier wake) {
        long target = Math.min(limit, events.next());
        if (real || target == EventQueue.NEVER) {
            long wait = real ? Math.min(SLICE, target - clock.now()) : SLICE;
            if (wait > 0 && !wake.getAsBoolean()) {
                LockSupport.parkNanos(wait);
            }
        } else {
            skip(state, target);
        }
        sync(state);
    }
}
