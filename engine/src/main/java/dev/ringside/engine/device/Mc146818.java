package dev.ringside.engine.device;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// The MC146818 real-time clock with CMOS memory at 0x70-0x71 (Motorola MC146818/D).
///
/// The time of day is the start time plus the machine's time plus what the guest has set.
/// Interrupts (IRQ 8): periodic, alarm, update-ended. Differs: an update takes no time, so UIP is
/// only seen in the 244 us before each second.
public final class Mc146818 implements PortDevice.ByteDevice, Stateful {
    static final int A = 0x0A;
    static final int B = 0x0B;
    static final int C = 0x0C;
    static final int D = 0x0D;
    private static final int CENTURY = 0x32;
    private static final int B_SET = 0x80;
    private static final int B_PIE = 0x40;
    private static final int B_AIE = 0x20;
    private static final int B_UIE = 0x10;
    private static final int B_BINARY = 0x04;
    private static final int B_24H = 0x02;
    private static final long SECOND = 1_000_000_000;
    private static final long UPDATE_WARNING = 244_000;

    private final VirtualClock clock;
    private final IrqLine irq;
    private final EventQueue.Timer periodic;
    private final EventQueue.Timer update;
    private final byte[] memory = new byte[128];
    private int index;

    /// Seconds since 1970 at machine time 0, moved when the guest sets the clock.
    private long epoch;

    /// @param epoch seconds since 1970 UTC that the clock shows at machine time 0
    public Mc146818(VirtualClock clock, EventQueue events, IrqLine irq, long epoch) {
        this.clock = clock;
        this.irq = irq;
        this.epoch = epoch;
        this.periodic = events.timer("rtc-periodic", this::periodicTick);
        this.update = events.timer("rtc-update", this::secondTick);
        memory[A] = 0x26;
        memory[B] = B_24H;
        memory[D] = (byte) 0x80;
    }

    /// A CMOS byte for the firmware's use, 0x0E to 0x7F.
    public void setMemory(int address, int value) {
        memory[address & 0x7F] = (byte) value;
    }

    @Override
    public int read(int offset) {
        if (offset == 0) {
            return 0xFF;
        }
        return switch (index) {
            case 0, 2, 4, 6, 7, 8, 9, CENTURY ->
                    (memory[B] & B_SET) != 0 ? memory[index] & 0xFF : timeRegister(index);
            case A -> memory[A] & 0x7F | (updateNear() ? 0x80 : 0);
            case C -> {
                int flags = memory[C] & 0xFF;
                memory[C] = 0;
                irq.set(false);
                yield flags;
            }
            default -> memory[index] & 0xFF;
        };
    }

    @Override
    public void write(int offset, int value) {
        if (offset == 0) {
            // Bit 7 masks NMI; there is none.
            index = value & 0x7F;
            return;
        }
        switch (index) {
            case 0, 2, 4, 6, 7, 8, 9, CENTURY -> setTime(value);
            case A -> memory[A] = (byte) (value & 0x7F);
            case B -> {
                boolean was = (memory[B] & B_SET) != 0;
                if (!was && (value & B_SET) != 0) {
                    freeze();
                }
                memory[B] = (byte) value;
                if (was && (value & B_SET) == 0) {
                    epochFromRegisters();
                }
            }
            case C, D -> {
                // Read-only.
            }
            default -> memory[index] = (byte) value;
        }
        schedule();
    }

    private boolean updateNear() {
        return (memory[B] & B_SET) == 0 && SECOND - clock.now() % SECOND <= UPDATE_WARNING;
    }

    private LocalDateTime time() {
        return LocalDateTime.ofEpochSecond(epoch + clock.now() / SECOND, 0, ZoneOffset.UTC);
    }

    private int timeRegister(int register) {
        LocalDateTime time = time();
        return switch (register) {
            case 0 -> encode(time.getSecond());
            case 2 -> encode(time.getMinute());
            case 4 -> encodeHour(time.getHour());
            case 6 -> encode(time.getDayOfWeek().getValue() % 7 + 1);
            case 7 -> encode(time.getDayOfMonth());
            case 8 -> encode(time.getMonthValue());
            case 9 -> encode(Math.floorMod(time.getYear(), 100));
            default -> encode(time.getYear() / 100);
        };
    }

    private int encode(int value) {
        return (memory[B] & B_BINARY) != 0 ? value : value / 10 << 4 | value % 10;
    }

    private int decode(int value) {
        return (memory[B] & B_BINARY) != 0 ? value : (value >> 4) * 10 + (value & 15);
    }

    private int encodeHour(int hour) {
        if ((memory[B] & B_24H) != 0) {
            return encode(hour);
        }
        return encode(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? 0x80 : 0);
    }

    private int decodeHour(int value) {
        if ((memory[B] & B_24H) != 0) {
            return decode(value);
        }
        return decode(value & 0x7F) % 12 + ((value & 0x80) != 0 ? 12 : 0);
    }

    private void freeze() {
        for (int register : new int[] {0, 2, 4, 6, 7, 8, 9, CENTURY}) {
            memory[register] = (byte) timeRegister(register);
        }
    }

    private void setTime(int value) {
        if ((memory[B] & B_SET) != 0) {
            memory[index] = (byte) value;
        } else {
            freeze();
            memory[index] = (byte) value;
            epochFromRegisters();
        }
    }

    /// Takes the registers as the time of day; fields out of range carry over.
    private void epochFromRegisters() {
        int year = decode(memory[CENTURY] & 0xFF) * 100 + decode(memory[9] & 0xFF);
        LocalDateTime time =
                LocalDateTime.of(Math.clamp(year, 0, 9999), 1, 1, 0, 0)
                        .plusMonths(decode(memory[8] & 0xFF) - 1)
                        .plusDays(decode(memory[7] & 0xFF) - 1)
                        .plusHours(decodeHour(memory[4] & 0xFF))
                        .plusMinutes(decode(memory[2] & 0xFF))
                        .plusSeconds(decode(memory[0] & 0xFF));
        epoch = time.toEpochSecond(ZoneOffset.UTC) - clock.now() / SECOND;
    }

    private void schedule() {
        boolean seconds = (memory[B] & (B_AIE | B_UIE)) != 0 && (memory[B] & B_SET) == 0;
        update.set(seconds ? (clock.now() / SECOND + 1) * SECOND : EventQueue.NEVER);
        long period = period();
        if ((memory[B] & B_PIE) == 0 || period == 0) {
            periodic.set(EventQueue.NEVER);
        } else {
            periodic.set((clock.now() / period + 1) * period);
        }
    }

    /// ns between periodic interrupts (data sheet table 5, 32.768 kHz), 0 for none.
    private long period() {
        int rate = memory[A] & 15;
        if (rate == 0) {
            return 0;
        }
        int shift = rate < 3 ? rate + 6 : rate - 1;
        return (SECOND << shift) / 32768;
    }

    private void periodicTick() {
        raise(B_PIE);
        schedule();
    }

    private void secondTick() {
        if (alarmMatches(1, 0) && alarmMatches(3, 2) && alarmMatches(5, 4)) {
            raise(B_AIE);
        }
        raise(B_UIE);
        schedule();
    }

    /// An alarm byte with both top bits set matches everything.
    private boolean alarmMatches(int alarm, int register) {
        int value = memory[alarm] & 0xFF;
        return value >= 0xC0 || value == timeRegister(register);
    }

    /// Flags of register C sit at the bits that enable them in B.
    private void raise(int flag) {
        memory[C] |= (byte) flag;
        if ((memory[B] & memory[C] & (B_PIE | B_AIE | B_UIE)) != 0) {
            memory[C] |= (byte) 0x80;
            irq.set(true);
        }
    }

    @Override
    public String stateName() {
        return "rtc";
    }

    @Override
    public void save(StateWriter out) {
        out.putBytes(memory);
        out.putByte(index);
        out.putLong(epoch);
    }

    @Override
    public void restore(StateReader in) {
        in.getBytes(memory);
        index = in.getByte() & 0x7F;
        epoch = Math.clamp(in.getLong(), -300_000_000_000L, 300_000_000_000L);
    }
}
