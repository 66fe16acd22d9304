package dev.ringside.engine.device;

/// The high-precision event timer (IA-PC HPET Specification 1.0a), three timers of 64 bits at 100
/// MHz, at 0xFED00000.
///
/// ```
/// 000 capabilities   010 configuration: 1 legacy replacement  0 enabled   020 status   0F0 counter
/// 100 + 20h * n  configuration: 13-9 route  8 32 bits  6 set  3 periodic  2 interrupt  1 level
/// 108 + 20h * n  comparator
/// ```
///
/// With legacy replacement timer 0 takes IRQ 0 from the 8254 and timer 1 IRQ 8 from the clock.
/// Differs: timers do not send messages of their own (FSB).
public final class Hpet implements PortDevice, Stateful {
    public static final long ADDRESS = 0xFED00000L;
    public static final int SIZE = 0x400;
    public static final int TIMERS = 3;

    private static final long TICK = 10;
    private static final long PERIOD_FEMTOSECONDS = TICK * 1_000_000;
    private static final long CAPABILITIES = 0x8086A001L | TIMERS - 1 << 8;
    private static final int ENABLE = 1;
    private static final int LEGACY = 2;

    private final VirtualClock clock;
    private final IrqLine[] pins;
    private final HpetTimer[] timer = new HpetTimer[TIMERS];
    private final Gate interval;
    private final Gate realTimeClock;
    private int configuration;
    private int status;

    /// The counter when it last started or stopped, and when that was.
    private long counter;

    private long since;

    /// A wire that legacy replacement cuts.
    private final class Gate implements IrqLine {
        private final IrqLine to;
        private boolean level;

        Gate(IrqLine to) {
            this.to = to;
        }

        @Override
        public void set(boolean newLevel) {
            level = newLevel;
            drive();
        }

        void drive() {
            to.set(level && (configuration & LEGACY) == 0);
        }
    }

    /// @param pins by IO APIC input, 0 to 23; [IrqLine#NONE] where a timer cannot be routed. 2 and
    ///   8 are legacy replacement's
    /// @param interval where the 8254's wire goes
    /// @param realTimeClock where the clock's wire goes
    public Hpet(
            VirtualClock clock,
            EventQueue events,
            IrqLine[] pins,
            IrqLine interval,
            IrqLine realTimeClock) {
        this.clock = clock;
        this.pins = pins.clone();
        this.interval = new Gate(interval);
        this.realTimeClock = new Gate(realTimeClock);
        int routes = 0;
        for (int pin = 0; pin < pins.length; pin++) {
            routes |= pins[pin] == IrqLine.NONE ? 0 : 1 << pin;
        }
        for (int i = 0; i < TIMERS; i++) {
            int index = i;
            timer[i] = new HpetTimer(routes, events.timer("hpet-" + i, () -> matched(index)));
        }
    }

    /// The 8254's output.
    public IrqLine intervalInput() {
        return interval;
    }

    /// The real-time clock's output.
    public IrqLine realTimeClockInput() {
        return realTimeClock;
    }

    private long now() {
        boolean runs = (configuration & ENABLE) != 0;
        return runs ? counter + (clock.now() - since) / TICK : counter;
    }

    private void matched(int index) {
        HpetTimer t = timer[index];
        boolean levelTriggered = t.level();
        if (levelTriggered) {
            status |= 1 << index;
        }
        if (t.interrupts()) {
            int pin = pin(index);
            if (levelTriggered) {
                pins[pin].set(true);
            } else {
                pins[pin].pulse();
            }
        }
        t.advance(now());
        schedule(index);
    }

    private int pin(int index) {
        if ((configuration & LEGACY) != 0 && index < 2) {
            return index == 0 ? 2 : 8;
        }
        return timer[index].route() % pins.length;
    }

    private void schedule(int index) {
        HpetTimer t = timer[index];
        long ticks = t.ticksFrom(now());
        if ((configuration & ENABLE) == 0 || ticks < 0 || ticks > Long.MAX_VALUE / TICK / 4) {
            t.alarm.set(EventQueue.NEVER);
        } else {
            long phase = (clock.now() - since) % TICK;
            t.alarm.set(clock.now() - phase + ticks * TICK);
        }
    }

    @Override
    public boolean knows(int offset) {
        return switch (offset & ~7) {
            case 0x000, 0x010, 0x020, 0x0F0 -> true;
            default -> offset >= 0x100 && offset < 0x100 + 0x20 * TIMERS;
        };
    }

    /// Registers are 64 bits wide; accesses are their halves or parts of those.
    @Override
    public int read(int offset, int size) {
        long value =
                switch (offset & ~7) {
                    case 0x000 -> CAPABILITIES | PERIOD_FEMTOSECONDS << 32;
                    case 0x010 -> configuration;
                    case 0x020 -> status;
                    case 0x0F0 -> now();
                    default -> offset >= 0x100 ? readTimer(offset) : 0;
                };
        return (int) (value >>> 8 * (offset & 7));
    }

    private long readTimer(int offset) {
        int index = offset - 0x100 >> 5;
        if (index >= TIMERS) {
            return 0;
        }
        return switch (offset & 0x18) {
            case 0x00 -> timer[index].configuration();
            case 0x08 -> timer[index].comparator();
            default -> 0;
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        if (size != 4 || (offset & 3) != 0) {
            return;
        }
        switch (offset) {
            case 0x010 -> configure(value);
            case 0x020 -> clearStatus(value);
            case 0x0F0 -> setCounter(value & 0xFFFFFFFFL | counter & ~0xFFFFFFFFL);
            case 0x0F4 -> setCounter((long) value << 32 | counter & 0xFFFFFFFFL);
            default -> writeTimer(offset, value);
        }
    }

    private void configure(int value) {
        counter = now();
        since = clock.now();
        configuration = value & (ENABLE | LEGACY);
        interval.drive();
        realTimeClock.drive();
        for (int i = 0; i < TIMERS; i++) {
            schedule(i);
        }
    }

    private void clearStatus(int value) {
        for (int i = 0; i < TIMERS; i++) {
            if ((value & status & 1 << i) != 0) {
                pins[pin(i)].set(false);
            }
        }
        status &= ~value;
    }

    /// Only while it stands still (2.3.7).
    private void setCounter(long value) {
        if ((configuration & ENABLE) == 0) {
            counter = value;
        }
    }

    private void writeTimer(int offset, int value) {
        int index = offset - 0x100 >> 5;
        if (offset < 0x100 || index >= TIMERS) {
            return;
        }
        boolean high = (offset & 4) != 0;
        switch (offset & 0x18) {
            case 0x00 -> {
                if (!high) {
                    pins[pin(index)].set(false);
                    timer[index].configure(value);
                }
            }
            case 0x08 -> timer[index].setComparator(value, high);
            default -> {
                // No messages.
            }
        }
        schedule(index);
    }

    @Override
    public String stateName() {
        return "hpet";
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(configuration);
        out.putInt(status);
        out.putLong(counter);
        out.putLong(since);
        out.putBoolean(interval.level);
        out.putBoolean(realTimeClock.level);
        for (HpetTimer t : timer) {
            t.save(out);
        }
    }

    @Override
    public void restore(StateReader in) {
        configuration = in.getByte() & (ENABLE | LEGACY);
        status = in.getInt() & (1 << TIMERS) - 1;
        counter = in.getLong();
        since = Math.max(0, in.getLong());
        interval.level = in.getBoolean();
        realTimeClock.level = in.getBoolean();
        for (HpetTimer t : timer) {
            t.restore(in);
        }
    }
}
