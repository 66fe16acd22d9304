package dev.ringside.engine.vmm;

import dev.ringside.engine.device.StateReader;
import dev.ringside.engine.device.StateWriter;
import dev.ringside.engine.device.Stateful;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.concurrent.locks.LockSupport;

/// Whose turn it is. A machine's VCPUs run one at a time, each on its own thread, in slices of
/// [#SLICE] instructions, round robin; halted ones are left out.
///
/// While n VCPUs share the time, n instructions take a nanosecond. So every VCPU that runs retires
/// SLICE instructions in SLICE nanoseconds, as if they ran side by side, and time never goes back
/// whoever looks at it. A slice ends early at a device's event, in HLT, and at a PAUSE after
/// [#SPIN] instructions. All of it depends on counts alone: the same run interleaves in the same
/// way.
///
/// [#attach], [#await], [#pass] and [#close] are for any thread; the rest is for the one whose turn
/// it is.
final class Turns implements Stateful {
    static final long SLICE = 20_000;

    /// How long a VCPU may spin with PAUSE before others get their turn.
    static final long SPIN = 1_000;

    /// No VCPU can run.
    static final int NONE = -1;

    private final BackendVcpu[] vcpus;
    private final Thread[] threads;
    private volatile int holder;
    private volatile boolean closed;
    private long sliceStart;

    /// The slice is used up.
    private boolean over = true;

    /// @param count VCPUs, at least 1
    Turns(int count) {
        vcpus = new BackendVcpu[count];
        threads = new Thread[count];
    }

    /// VCPU `index` exists and belongs to the calling thread.
    void attach(int index, BackendVcpu vcpu) {
        vcpus[index] = vcpu;
    }

    /// The threads that [#pass] wakes.
    void setThread(int index, Thread thread) {
        threads[index] = thread;
    }

    int count() {
        return vcpus.length;
    }

    BackendVcpu vcpu(int index) {
        return vcpus[index];
    }

    /// The VCPU whose turn it is. Any thread.
    int holder() {
        return holder;
    }

    /// Blocks until it is VCPU `index`'s turn.
    ///
    /// @return false when there are no more turns
    boolean await(int index) {
        while (holder != index && !closed) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                closed = true;
            }
        }
        return !closed;
    }

    /// Gives the turn away.
    void pass(int index) {
        holder = index;
        LockSupport.unpark(threads[index]);
    }

    /// Ends all waiting for turns.
    void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /// Chooses who runs now, and begins its slice unless it goes on with the one it has.
    ///
    /// @param alone the VCPU that a debugger steps while the others are held, or [#NONE]
    /// @param now the machine's time
    /// @return its index, or [#NONE] when no VCPU can run
    int choose(int alone, long now) {
        int current = holder;
        if (alone != NONE && isRunnable(alone, now)) {
            return alone == current && !over ? alone : begin(alone, now);
        }
        if (!over && isRunnable(current, now)) {
            return current;
        }
        for (int i = 1; i <= vcpus.length; i++) {
            int candidate = (current + i) % vcpus.length;
            if (isRunnable(candidate, now)) {
                return begin(candidate, now);
            }
        }
        over = true;
        return NONE;
    }

    private int begin(int index, long now) {
        int sharing = 0;
        for (int i = 0; i < vcpus.length; i++) {
            sharing += isRunnable(i, now) ? 1 : 0;
        }
        VcpuState state = vcpus[index].progress();
        state.setTime(now, sharing);
        sliceStart = state.instructionCount;
        over = false;
        return index;
    }

    private boolean isRunnable(int index, long now) {
        VcpuState state = vcpus[index].progress();
        if (state.activity == Activity.ACTIVE) {
            return true;
        }
        state.setTime(Math.max(now, state.time()), state.timeRate);
        return vcpus[index].debug().runnable();
    }

    /// The slice that runs is used up.
    void endSlice() {
        over = true;
    }

    /// The instruction count at which the slice that runs ends.
    long sliceEnd() {
        return vcpus.length == 1 ? Long.MAX_VALUE : sliceStart + SLICE;
    }

    /// The instruction count from which PAUSE ends it.
    long yieldAt() {
        return vcpus.length == 1 ? Long.MAX_VALUE : sliceStart + SPIN;
    }

    /// When the first timer of a local APIC fires, or [ApicState#NEVER].
    long nextTimer() {
        long next = ApicState.NEVER;
        for (BackendVcpu vcpu : vcpus) {
            next = Math.min(next, vcpu.progress().apic.timerDue);
        }
        return next;
    }

    /// The next timer of a VCPU that waits for it halted.
    long nextHaltedTimer() {
        long next = ApicState.NEVER;
        for (BackendVcpu vcpu : vcpus) {
            if (vcpu.progress().activity == Activity.HALTED) {
                next = Math.min(next, vcpu.progress().apic.timerDue);
            }
        }
        return next;
    }

    /// Whether some interrupt could wake one of the VCPUs, none of which can run.
    ///
    /// @param external whether the 8259s let any through to the boot processor
    boolean canWake(boolean external) {
        for (int i = 0; i < vcpus.length; i++) {
            VcpuState state = vcpus[i].state();
            boolean open = state.activity == Activity.HALTED && (state.rflags & Rflags.IF) != 0;
            boolean heard = i == 0 && external || (state.apic.spurious & 1 << 8) != 0;
            if (open && heard) {
                return true;
            }
        }
        return false;
    }

    /// Retired instructions of all VCPUs.
    long instructions() {
        long sum = 0;
        for (BackendVcpu vcpu : vcpus) {
            sum += vcpu == null ? 0 : vcpu.progress().instructionCount;
        }
        return sum;
    }

    @Override
    public String stateName() {
        return "turns";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(holder);
        out.putLong(sliceStart);
        out.putBoolean(over);
    }

    @Override
    public void restore(StateReader in) {
        holder = in.getInt() % vcpus.length;
        sliceStart = in.getLong();
        over = in.getBoolean();
    }
}
