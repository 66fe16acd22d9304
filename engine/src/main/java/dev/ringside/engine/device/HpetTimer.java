package dev.ringside.engine.device;

/// One timer of the [Hpet]: configuration, comparator and period.
final class HpetTimer {
    private static final int LEVEL = 1 << 1;
    private static final int INTERRUPT = 1 << 2;
    private static final int PERIODIC = 1 << 3;
    private static final int SET_VALUE = 1 << 6;
    private static final int NARROW = 1 << 8;
    private static final int WRITABLE = 0x3F4E & ~SET_VALUE;

    /// Periodic and 64 bits are possible.
    private static final int CAPABLE = 1 << 4 | 1 << 5;

    final EventQueue.Timer alarm;
    private final int routes;
    private int configuration;
    private long comparator = -1;
    private long period;

    /// A one-shot timer has fired and waits for the counter to come round.
    private boolean matched;

    /// The next comparator write sets the value, not only the period; and so does its high half.
    private boolean setLow;

    private boolean setHigh;

    HpetTimer(int routes, EventQueue.Timer alarm) {
        this.routes = routes;
        this.alarm = alarm;
    }

    boolean level() {
        return (configuration & LEVEL) != 0;
    }

    boolean interrupts() {
        return (configuration & INTERRUPT) != 0;
    }

    private boolean periodic() {
        return (configuration & PERIODIC) != 0;
    }

    private long mask() {
        return (configuration & NARROW) != 0 ? 0xFFFFFFFFL : -1L;
    }

    /// The IO APIC input, 0 to 31.
    int route() {
        return configuration >> 9 & 31;
    }

    long configuration() {
        return configuration | CAPABLE | (long) routes << 32;
    }

    long comparator() {
        return comparator & mask();
    }

    /// A route that is not possible reads back as 0 (2.3.8.1).
    void configure(int value) {
        configuration = value & WRITABLE;
        if ((routes >> route() & 1) == 0) {
            configuration &= ~(31 << 9);
        }
        matched = false;
        setLow = (value & SET_VALUE) != 0;
        setHigh = setLow;
    }

    void setComparator(int half, boolean high) {
        boolean value = !periodic() || (high ? setHigh : setLow);
        if (value) {
            comparator = replaced(comparator, half, high);
        }
        if (periodic()) {
            period = replaced(period, half, high) & mask();
        }
        matched = false;
        setLow &= high;
        setHigh &= !high;
    }

    private static long replaced(long register, int half, boolean high) {
        long bits = half & 0xFFFFFFFFL;
        return high ? register & 0xFFFFFFFFL | bits << 32 : register & ~0xFFFFFFFFL | bits;
    }

    /// Ticks from counter value `now` to the match: 0 is at once; negative: further than numbers
    /// reach.
    long ticksFrom(long now) {
        long ticks = comparator - now & mask();
        return matched && ticks == 0 ? mask() + (mask() < 0 ? 0 : 1) : ticks;
    }

    /// After a match at counter value `now`: the next one of a periodic timer; a one-shot timer
    /// matches again when the counter has come round.
    void advance(long now) {
        if (periodic() && period != 0) {
            long behind = now - comparator & mask();
            comparator += (behind / period + 1) * period;
        } else {
            matched = true;
        }
    }

    void save(StateWriter out) {
        out.putInt(configuration);
        out.putLong(comparator);
        out.putLong(period);
        out.putBoolean(setLow);
        out.putBoolean(setHigh);
        out.putBoolean(matched);
    }

    void restore(StateReader in) {
        configuration = in.getInt() & WRITABLE;
        comparator = in.getLong();
        period = in.getLong();
        setLow = in.getBoolean();
        setHigh = in.getBoolean();
        matched = in.getBoolean();
    }
}
