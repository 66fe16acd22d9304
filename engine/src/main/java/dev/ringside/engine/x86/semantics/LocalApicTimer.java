package dev.ringside.engine.x86.semantics;

/// The local APIC's timer in virtual time: one tick of the time-stamp counter is one retired
/// instruction (SDM Vol. 3A 10.5.4).
public final class LocalApicTimer {
    private static final int PERIODIC = 1;
    private static final int TSC_DEADLINE = 2;
    private static final long MASKED = 0x10000;

    private long lvt = MASKED;
    private long initialCount;
    private int shift = 1;

    /// Instruction count at which it fires; `Long.MAX_VALUE` when it does not run.
    private long due = Long.MAX_VALUE;

    long lvt() {
        return lvt;
    }

    /// @return false for a mode that does not exist
    boolean setLvt(long value, long now) {
        if ((value >>> 17 & 3) == 3) {
            return false;
        }
        lvt = value;
        arm(now);
        return true;
    }

    void setInitialCount(long value, long now) {
        initialCount = value;
        arm(now);
    }

    /// SDM Vol. 3A figure 10-10: bits 3, 1, 0 are log2 of the divisor less one, 7 meaning 1.
    void setDivide(long value, long now) {
        int code = (int) (value & 3 | value >>> 1 & 4);
        shift = code == 7 ? 0 : code + 1;
        arm(now);
    }

    private void arm(long now) {
        boolean counts = (lvt >>> 17 & 3) != TSC_DEADLINE && initialCount != 0;
        due = counts && (lvt & MASKED) == 0 ? now + (initialCount << shift) : Long.MAX_VALUE;
    }

    /// Instruction count at which the timer fires next, `Long.MAX_VALUE` if it does not.
    public long due() {
        return due;
    }

    /// Takes the firing that is due and starts the next period.
    ///
    /// @return the vector
    public int fire() {
        due = (lvt >>> 17 & 3) == PERIODIC ? due + (initialCount << shift) : Long.MAX_VALUE;
        return (int) lvt & 0xFF;
    }
}
