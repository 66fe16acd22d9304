package dev.ringside.engine.device;

import dev.ringside.engine.hypervisor.InterruptMessages;

/// The IO APIC: Intel 82093AA (290566-001), 24 pins, at 0xFEC00000.
///
/// ```
/// 00 register select   10 window: 0 ID (27-24)  1 version  2 arbitration  10-3F redirection
/// entry: 63-56 destination  16 mask  15 level  14 remote IRR  13 polarity  12 status  11 logical
///        10-8 mode  7-0 vector
/// ```
///
/// Differs: a wire is asserted or not, whatever the polarity bit says; messages take no time, so
/// delivery status is never seen pending.
public final class IoApic implements PortDevice, Stateful {
    public static final long ADDRESS = 0xFEC00000L;
    public static final int SIZE = 0x1000;
    public static final int PINS = 24;

    private static final int SELECT = 0x00;
    private static final int WINDOW = 0x10;
    private static final int VERSION = 0x11 | PINS - 1 << 16;
    private static final int REDIRECTION = 0x10;
    private static final long LOGICAL = 1 << 11;
    private static final long STATUS = 1 << 12;
    private static final long REMOTE_IRR = 1 << 14;
    private static final long LEVEL = 1 << 15;
    private static final long MASKED = 1 << 16;
    private static final long WRITABLE = 0xFF00_0000_0001_AFFFL;

    private final InterruptMessages messages;
    private final long[] entry = new long[PINS];
    private int lines;
    private int select;
    private int id;

    /// @param messages the way to the local APICs; its EOIs come here from now on
    public IoApic(InterruptMessages messages) {
        this.messages = messages;
        java.util.Arrays.fill(entry, MASKED);
        messages.setEndOfInterruptListener(this::endOfInterrupt);
    }

    /// Drives an input.
    ///
    /// @param pin 0 to 23
    public void set(int pin, boolean level) {
        int bit = 1 << pin;
        boolean rises = level && (lines & bit) == 0;
        lines = level ? lines | bit : lines & ~bit;
        boolean levelTriggered = (entry[pin] & LEVEL) != 0;
        // An edge on a masked pin is lost (3.2.4, "Interrupt mask").
        if (levelTriggered) {
            service(pin);
        } else if (rises && (entry[pin] & MASKED) == 0) {
            send(pin);
        }
    }

    private void service(int pin) {
        long e = entry[pin];
        boolean wants = (e & LEVEL) != 0 && (lines >> pin & 1) != 0;
        if (wants && (e & (MASKED | REMOTE_IRR)) == 0) {
            entry[pin] |= REMOTE_IRR;
            send(pin);
        }
    }

    private void send(int pin) {
        long e = entry[pin];
        messages.deliver(
                (int) (e >>> 56),
                (e & LOGICAL) != 0,
                (int) (e >> 8) & 7,
                (int) e & 0xFF,
                (e & LEVEL) != 0);
    }

    private void endOfInterrupt(int vector) {
        for (int pin = 0; pin < PINS; pin++) {
            if ((entry[pin] & REMOTE_IRR) != 0 && (entry[pin] & 0xFF) == vector) {
                entry[pin] &= ~REMOTE_IRR;
                service(pin);
            }
        }
    }

    /// Entry of a pin, for a reader from outside.
    public long redirection(int pin) {
        return entry[pin];
    }

    @Override
    public boolean knows(int offset) {
        return (offset & ~3) == SELECT || (offset & ~3) == WINDOW;
    }

    @Override
    public int read(int offset, int size) {
        return switch (offset & ~3) {
            case SELECT -> select >>> 8 * (offset & 3);
            case WINDOW -> register() >>> 8 * (offset & 3);
            default -> 0;
        };
    }

    private int register() {
        return switch (select) {
            case 0, 2 -> id << 24;
            case 1 -> VERSION;
            default -> {
                int index = select - REDIRECTION;
                boolean there = index >= 0 && index < 2 * PINS;
                yield there ? (int) (entry[index >> 1] >>> 32 * (index & 1)) : 0;
            }
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        if (offset == SELECT) {
            select = value & 0xFF;
        } else if (offset == WINDOW && size == 4) {
            writeRegister(value);
        }
    }

    private void writeRegister(int value) {
        int index = select - REDIRECTION;
        if (select == 0) {
            id = value >>> 24 & 15;
        } else if (index >= 0 && index < 2 * PINS) {
            int pin = index >> 1;
            int shift = 32 * (index & 1);
            long half = 0xFFFFFFFFL << shift & WRITABLE;
            entry[pin] = entry[pin] & ~half | (value & 0xFFFFFFFFL) << shift & half;
            if ((entry[pin] & LEVEL) == 0) {
                entry[pin] &= ~REMOTE_IRR;
            }
            service(pin);
        }
    }

    @Override
    public String stateName() {
        return "io-apic";
    }

    @Override
    public void save(StateWriter out) {
        for (long e : entry) {
            out.putLong(e);
        }
        out.putInt(lines);
        out.putByte(select);
        out.putByte(id);
    }

    @Override
    public void restore(StateReader in) {
        for (int pin = 0; pin < PINS; pin++) {
            entry[pin] = in.getLong() & (WRITABLE | REMOTE_IRR) & ~STATUS;
        }
        lines = in.getInt() & (1 << PINS) - 1;
        select = in.getByte();
        id = in.getByte() & 15;
    }
}
