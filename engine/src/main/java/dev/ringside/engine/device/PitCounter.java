package dev.ringside.engine.device;

/// One counter of an 8254 (Intel 231164-005), its six modes computed from the time since the count
/// was loaded rather than counted down.
///
/// Times are in ticks of the 1.193182 MHz input clock.
final class PitCounter {
    /// Control word bits 5-4: which bytes a count has.
    private static final int LOW = 1;

    private static final int HIGH = 2;

    private int mode;
    private int access = 3;
    private boolean bcd;
    private boolean gate = true;

    /// 1 to 0x10000, or 1 to 10000 in BCD; 0 until the first count is written.
    private int reload;

    /// When the counting element took the count; with the gate low, see `held`.
    private long start;

    /// Ticks that had passed when the gate went low, or -1 while counting.
    private long held = -1;

    /// Modes 1 and 5 wait for a gate edge.
    private boolean triggered;

    private boolean highNext;
    private boolean readHighNext;
    private int lowByte;
    private int latch = -1;
    private int statusLatch = -1;

    /// A control word for this counter (not the counter latch command).
    void program(int control) {
        access = control >> 4 & 3;
        int bits = control >> 1 & 7;
        mode = bits > 5 ? bits - 4 : bits;
        bcd = (control & 1) != 0;
        reload = 0;
        highNext = false;
        readHighNext = false;
        triggered = false;
        held = -1;
    }

    /// A byte of the count.
    void write(int value, long now) {
        switch (access) {
            case LOW -> load(value, now);
            case HIGH -> load(value << 8, now);
            default -> {
                if (highNext) {
                    load(value << 8 | lowByte, now);
                } else {
                    lowByte = value;
                }
                highNext = !highNext;
            }
        }
    }

    private void load(int count, long now) {
        int binary = bcd ? fromBcd(count) : count;
        boolean first = reload == 0;
        long period = reload;
        reload = binary == 0 ? (bcd ? 10_000 : 0x10000) : binary;
        if (mode == 2 || mode == 3) {
            // A new count waits for the end of the running period.
            start = first || period == 0 ? now : now - Math.floorMod(now - start, period);
        } else {
            start = now;
        }
        held = gateStops() && !gate ? 0 : -1;
    }

    private boolean gateStops() {
        return mode == 0 || mode == 2 || mode == 3 || mode == 4;
    }

    /// The gate input; a rising edge restarts modes 1, 2, 3 and 5.
    void setGate(boolean level, long now) {
        if (level == gate) {
            return;
        }
        gate = level;
        if (!level) {
            if (gateStops()) {
                held = now - start;
            }
            return;
        }
        switch (mode) {
            case 1, 5 -> {
                triggered = true;
                start = now;
            }
            case 2, 3 -> start = now;
            default -> start = now - Math.max(held, 0);
        }
        held = -1;
    }

    private long elapsed(long now) {
        return held >= 0 ? held : now - start;
    }

    private boolean counting() {
        return reload != 0 && (triggered || mode != 1 && mode != 5);
    }

    /// The OUT pin.
    boolean output(long now) {
        if (!counting()) {
            return mode != 0;
        }
        long elapsed = elapsed(now);
        return switch (mode) {
            case 0, 1 -> elapsed >= reload;
            case 2 -> held >= 0 || elapsed % reload != reload - 1;
            case 3 -> held >= 0 || elapsed % reload < (reload + 1) / 2;
            default -> elapsed != reload;
        };
    }

    /// When OUT rises next after `now`, or [EventQueue#NEVER].
    long nextRise(long now) {
        if (!counting() || held >= 0) {
            return EventQueue.NEVER;
        }
        long rise =
                switch (mode) {
                    case 0, 1 -> start + reload;
                    case 2, 3 -> start + ((now - start) / reload + 1) * reload;
                    default -> start + reload + 1;
                };
        return rise > now ? rise : EventQueue.NEVER;
    }

    private int count(long now) {
        if (!counting()) {
            return 0;
        }
        long elapsed = elapsed(now);
        long count =
                switch (mode) {
                    case 2 -> reload - elapsed % reload;
                    case 3 -> {
                        long phase = elapsed % reload;
                        long high = (reload + 1L) / 2;
                        yield (reload & ~1) - 2 * (phase < high ? phase : phase - high);
                    }
                    default -> reload - elapsed;
                };
        return bcd ? toBcd((int) Math.floorMod(count, 10_000L)) : (int) count & 0xFFFF;
    }

    /// The counter latch command; a second one before the read is ignored.
    void latchCount(long now) {
        if (latch < 0) {
            latch = count(now);
        }
    }

    /// The status half of the read-back command ("Read-Back Command").
    void latchStatus(long now) {
        if (statusLatch < 0) {
            statusLatch =
                    (output(now) ? 0x80 : 0)
                            | (reload == 0 ? 0x40 : 0)
                            | access << 4
                            | mode << 1
                            | (bcd ? 1 : 0);
        }
    }

    int read(long now) {
        if (statusLatch >= 0) {
            int status = statusLatch;
            statusLatch = -1;
            return status;
        }
        int value = latch >= 0 ? latch : count(now);
        boolean high = access == HIGH || access == 3 && readHighNext;
        if (access == 3) {
            readHighNext = !readHighNext;
        }
        if (access != 3 || high) {
            latch = -1;
        }
        return (high ? value >> 8 : value) & 0xFF;
    }

    private static int fromBcd(int bcd) {
        return (bcd >> 12 & 15) * 1000 + (bcd >> 8 & 15) * 100 + (bcd >> 4 & 15) * 10 + (bcd & 15);
    }

    private static int toBcd(int value) {
        return value / 1000 % 10 << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10;
    }

    void save(StateWriter out) {
        out.putByte(mode);
        out.putByte(access);
        out.putBoolean(bcd);
        out.putBoolean(gate);
        out.putInt(reload);
        out.putLong(start);
        out.putLong(held);
        out.putBoolean(triggered);
        out.putBoolean(highNext);
        out.putBoolean(readHighNext);
        out.putByte(lowByte);
        out.putInt(latch);
        out.putInt(statusLatch);
    }

    void restore(StateReader in) {
        mode = in.getByte() % 6;
        access = in.getByte() & 3;
        bcd = in.getBoolean();
        gate = in.getBoolean();
        reload = in.getInt() & 0x1FFFF;
        start = in.getLong();
        held = in.getLong();
        triggered = in.getBoolean();
        highNext = in.getBoolean();
        readHighNext = in.getBoolean();
        lowByte = in.getByte();
        latch = in.getInt();
        statusLatch = in.getInt();
    }
}
