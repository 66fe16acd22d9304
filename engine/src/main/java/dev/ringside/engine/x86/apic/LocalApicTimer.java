package dev.ringside.engine.x86.apic;

import dev.ringside.engine.state.ApicState;
import dev.ringside.engine.state.VcpuState;

/// The local APIC's timer in machine time: its clock ticks once a nanosecond, as the time-stamp
/// counter does (SDM Vol. 3A 11.5.4).
///
/// The count goes on while the timer is masked; only interrupts need it unmasked.
public final class LocalApicTimer {
    private static final int ONE_SHOT = 0;
    private static final int PERIODIC = 1;
    private static final int TSC_DEADLINE = 2;
    private static final int MASKED = 0x10000;

    private final VcpuState state;
    private final ApicState apic;

    LocalApicTimer(VcpuState state) {
        this.state = state;
        this.apic = state.apic;
    }

    private int mode() {
        return apic.lvt[ApicState.LVT_TIMER] >>> 17 & 3;
    }

    /// Writes the LVT entry. Between TSC-deadline mode and the others the timer is disarmed (SDM
    /// Vol. 3A 11.5.4.1).
    public void setLvt(int value) {
        boolean wasDeadline = mode() == TSC_DEADLINE;
        apic.lvt[ApicState.LVT_TIMER] = value;
        if (wasDeadline != (mode() == TSC_DEADLINE)) {
            apic.tscDeadline = 0;
            apic.initialCount = 0;
        }
        arm();
    }

    /// Starts the count; 0 stops it. Ignored in TSC-deadline mode.
    public void setInitialCount(int value) {
        if (mode() == TSC_DEADLINE) {
            return;
        }
        apic.initialCount = value;
        apic.timerStart = state.time();
        arm();
    }

    /// The divisor, as SDM Vol. 3A figure 11-10 codes it; a running count goes on from where it is.
    public void setDivide(int value) {
        long counted = elapsed();
        apic.divide = value & 0xB;
        apic.timerStart = state.time() - (counted << shift());
        arm();
    }

    /// Bits 3, 1, 0 are log2 of the divisor less one, 7 meaning 1.
    private int shift() {
        int code = apic.divide & 3 | apic.divide >>> 1 & 4;
        return code == 7 ? 0 : code + 1;
    }

    private long elapsed() {
        return state.time() - apic.timerStart >> shift();
    }

    private long initialCount() {
        return apic.initialCount & 0xFFFFFFFFL;
    }

    /// The current-count register.
    public int currentCount() {
        long initial = initialCount();
        if (initial == 0 || mode() == TSC_DEADLINE) {
            return 0;
        }
        long elapsed = elapsed();
        if (mode() == PERIODIC) {
            return (int) (initial - elapsed % initial);
        }
        return (int) Math.max(0, initial - elapsed);
    }

    /// Writes IA32_TSC_DEADLINE; 0 disarms. Ignored in other modes.
    public void setDeadline(long tsc) {
        if (mode() == TSC_DEADLINE) {
            apic.tscDeadline = tsc;
            arm();
        }
    }

    /// The time-stamp counter was set.
    public void timeStampChanged() {
        if (mode() == TSC_DEADLINE) {
            arm();
        }
    }

    /// Machine time of the next interrupt, [ApicState#NEVER] for none.
    public long due() {
        return apic.timerDue;
    }

    /// The instruction count at which the run loop must look.
    public long dueCount() {
        return state.countAt(apic.timerDue);
    }

    private void arm() {
        apic.timerDue =
                (apic.lvt[ApicState.LVT_TIMER] & MASKED) != 0 ? ApicState.NEVER : nextInterrupt();
    }

    private long nextInterrupt() {
        long now = state.time();
        if (mode() == TSC_DEADLINE) {
            long deadline = apic.tscDeadline;
            boolean past = Long.compareUnsigned(deadline, now + state.tscOffset) <= 0;
            long due = past ? now : deadline - state.tscOffset;
            return deadline == 0 || due < 0 ? ApicState.NEVER : due;
        }
        long period = initialCount() << shift();
        if (period == 0 || mode() != ONE_SHOT && mode() != PERIODIC) {
            return ApicState.NEVER;
        }
        long first = apic.timerStart + period;
        if (first > now) {
            return first;
        }
        return mode() == PERIODIC
                ? apic.timerStart + ((now - apic.timerStart) / period + 1) * period
                : ApicState.NEVER;
    }

    /// Takes the interrupt that is due and arms the next.
    ///
    /// @return the vector, 0 to 255
    public int fire() {
        long period = initialCount() << shift();
        if (mode() == PERIODIC && period != 0) {
            // What was missed while nobody looked is one interrupt: IRR has one bit.
            long passed = Math.max(apic.timerDue, state.time()) - apic.timerStart;
            apic.timerDue = apic.timerStart + (passed / period + 1) * period;
        } else {
            apic.timerDue = ApicState.NEVER;
            apic.tscDeadline = 0;
        }
        return apic.lvt[ApicState.LVT_TIMER] & 0xFF;
    }
}
