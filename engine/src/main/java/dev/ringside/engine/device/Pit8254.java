package dev.ringside.engine.device;

/// The 8254 programmable interval timer at 0x40-0x43 (Intel 231164-005): counter 0 drives IRQ 0,
/// counter 1 was the DRAM refresh, counter 2 is the speaker's, gated by port 0x61.
///
/// Differs: OUT of counter 0 stays high between its rising edges as the interrupt controller sees
/// it, so a tick waits for its acknowledge also in mode 3.
public final class Pit8254 implements PortDevice.ByteDevice, Stateful {
    /// Hz.
    public static final long FREQUENCY = 1_193_182;

    private static final long SECOND = 1_000_000_000;

    private final PitCounter[] counters = {new PitCounter(), new PitCounter(), new PitCounter()};
    private final VirtualClock clock;
    private final IrqLine irq;
    private final EventQueue.Timer timer;

    public Pit8254(VirtualClock clock, EventQueue events, IrqLine irq) {
        this.clock = clock;
        this.irq = irq;
        this.timer = events.timer("pit", this::rise);
    }

    /// Ticks since power-on at a time in ns; exact up to 292 years.
    static long ticksAt(long nanoseconds) {
        return nanoseconds / SECOND * FREQUENCY + nanoseconds % SECOND * FREQUENCY / SECOND;
    }

    /// The first ns at which `ticks` have passed.
    static long timeOf(long ticks) {
        return ticks / FREQUENCY * SECOND
                + (ticks % FREQUENCY * SECOND + FREQUENCY - 1) / FREQUENCY;
    }

    private long now() {
        return ticksAt(clock.now());
    }

    private void rise() {
        irq.set(false);
        irq.set(true);
        schedule();
    }

    private void schedule() {
        long tick = counters[0].nextRise(now());
        timer.set(tick == EventQueue.NEVER ? EventQueue.NEVER : timeOf(tick));
    }

    @Override
    public int read(int offset) {
        // The control word cannot be read; the pins float.
        return offset == 3 ? 0xFF : counters[offset].read(now());
    }

    @Override
    public void write(int offset, int value) {
        long now = now();
        if (offset != 3) {
            counters[offset].write(value, now);
        } else if (value >> 6 == 3) {
            readBack(value, now);
        } else if ((value >> 4 & 3) == 0) {
            counters[value >> 6].latchCount(now);
        } else {
            counters[value >> 6].program(value);
            if (value >> 6 == 0) {
                irq.set(counters[0].output(now));
            }
        }
        schedule();
    }

    private void readBack(int value, long now) {
        for (int i = 0; i < 3; i++) {
            if ((value >> i + 1 & 1) != 0) {
                if ((value & 0x20) == 0) {
                    counters[i].latchCount(now);
                }
                if ((value & 0x10) == 0) {
                    counters[i].latchStatus(now);
                }
            }
        }
    }

    /// The gate of counter 2.
    void setSpeakerGate(boolean level) {
        counters[2].setGate(level, now());
    }

    /// OUT of counter 2.
    boolean speakerOutput() {
        return counters[2].output(now());
    }

    @Override
    public String stateName() {
        return "pit";
    }

    @Override
    public void save(StateWriter out) {
        for (PitCounter counter : counters) {
            counter.save(out);
        }
    }

    @Override
    public void restore(StateReader in) {
        for (PitCounter counter : counters) {
            counter.restore(in);
        }
    }
}
