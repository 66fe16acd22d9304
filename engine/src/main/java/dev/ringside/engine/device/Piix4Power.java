package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

/// Power management: Intel 82371AB PIIX4 (290562-001), function 3: ACPI's fixed registers in ports,
/// the 24-bit timer of 3.579545 MHz, the SCI on IRQ 9, and the SMI command ports 0xB2 and 0xB3.
///
/// ```
/// PMBASE + 00 PMSTS   02 PMEN   04 PMCNTRL   08 PMTMR   0C GPSTS   0E GPEN   28 GLBCTL
/// PMSTS, PMEN: 0 timer   5 global   8 power button   10 RTC
/// PMCNTRL: 0 SCI enabled   12-10 sleep type   13 sleep
/// ```
///
/// Differs: there is no system management mode. SMI on the command port counts as set up from the
/// start (DEVACTB bit 25), so that firmware leaves it alone; 0xF1 and 0xF0 written to 0xB2 turn
/// ACPI on and off as a handler would. Every sleep type powers off. The control register also
/// answers at 0xB004, where Bochs has it, while nothing else does.
public final class Piix4Power implements PortDevice, Stateful {
    /// Ports from PMBASE on.
    private static final int SIZE = 0x40;

    private static final int PMBASE = 0x40;
    private static final int PMREGMISC = 0x80;
    private static final int COUNT = 0x08;
    private static final int CONTROL = 0x04;
    private static final int BOCHS_CONTROL = 0xB004;
    private static final int TIMER_BIT = 1;
    private static final int SCI_ENABLE = 1;
    private static final int SLEEP_ENABLE = 1 << 13;
    private static final int STATUS_BITS = 0x8531;
    private static final int ENABLE_BITS = 0x0521;
    private static final int ACPI_ON = 0xF1;
    private static final int ACPI_OFF = 0xF0;
    private static final long FREQUENCY = 3_579_545;
    private static final long SECOND = 1_000_000_000;
    private static final long HALF = 1 << 23;

    private final PciFunction function =
            new PciFunction("power management", 0x8086, 0x7113, 0x06800003)
                    .subsystem(0x1AF4, 0x1100)
                    .interruptPin(1);
    private final VirtualClock clock;
    private final PioBus ports;
    private final IrqLine sci;
    private final Runnable off;
    private final EventQueue.Timer overflow;

    /// The registers as they lie in ports; status, timer and control apart from these.
    private final byte[] registers = new byte[SIZE];

    private int status;
    private int enable;
    private int control;
    private int apmStatus;
    private @Nullable String mappedAt;
    private final BochsControl bochs = new BochsControl();

    /// @param sci IRQ 9
    /// @param off switches the machine off
    public Piix4Power(
            VirtualClock clock, EventQueue events, PioBus ports, IrqLine sci, Runnable off) {
        this.clock = clock;
        this.ports = ports;
        this.sci = sci;
        this.off = off;
        this.overflow = events.timer("pm-timer", this::overflowed);
        function.set(PMBASE, 4, 1)
                .writable(PMBASE, 4, 0xFFC0)
                .writable(0x44, 4, -1)
                .writable(0x48, 4, -1)
                .writable(0x4C, 4, -1)
                .writable(0x50, 4, -1)
                .writable(0x54, 4, -1)
                .set(0x58, 4, 1 << 25)
                .writable(0x58, 4, -1)
                .writable(0x5C, 4, -1)
                .writable(0x60, 4, -1)
                .writable(PMREGMISC, 1, 1)
                .set(0x90, 4, 1)
                .writable(0x90, 4, 0xFFF0)
                .writable(0xD2, 1, 0x0F)
                .onWrite(this::written);
    }

    public PciFunction function() {
        return function;
    }

    /// Claims the SMI command ports.
    public void attach() {
        ports.map("ACPI power", BOCHS_CONTROL, BOCHS_CONTROL + 1, bochs);
        ports.claim("SMI command", 0xB2, 0xB3, new CommandPort());
    }

    private void written(int offset) {
        if (offset >= PMBASE && offset < PMBASE + 4 || offset == PMREGMISC) {
            int base = function.read(PMBASE, 2) & 0xFFC0;
            boolean on = (function.read(PMREGMISC, 1) & 1) != 0 && base != 0;
            String place = on ? "ACPI 0x%x".formatted(base) : null;
            if (!java.util.Objects.equals(place, mappedAt)) {
                ports.unmap(this);
                ports.unmap(bochs);
                if (place != null) {
                    ports.map(place, base, base + SIZE - 1, this);
                }
                ports.map("ACPI power", BOCHS_CONTROL, BOCHS_CONTROL + 1, bochs);
                mappedAt = place;
            }
        }
    }

    private final class BochsControl implements PortDevice {
        @Override
        public int read(int offset, int size) {
            return Piix4Power.this.read(CONTROL + offset, size);
        }

        @Override
        public void write(int offset, int size, int value) {
            Piix4Power.this.write(CONTROL + offset, size, value);
        }
    }

    private final class CommandPort implements PortDevice.ByteDevice {
        @Override
        public int read(int offset) {
            return offset == 0 ? 0 : apmStatus;
        }

        @Override
        public void write(int offset, int value) {
            if (offset == 1) {
                apmStatus = value;
            } else if (value == ACPI_ON) {
                control |= SCI_ENABLE;
                drive();
            } else if (value == ACPI_OFF) {
                control &= ~SCI_ENABLE;
                drive();
            }
        }
    }

    /// The timer: 24 bits, read-only.
    private long ticks() {
        long now = clock.now();
        return now / SECOND * FREQUENCY + now % SECOND * FREQUENCY / SECOND;
    }

    /// TMROF_STS follows every change of the timer's top bit.
    private void overflowed() {
        status |= TIMER_BIT;
        schedule();
        drive();
    }

    private void schedule() {
        if ((enable & TIMER_BIT) == 0) {
            overflow.set(EventQueue.NEVER);
            return;
        }
        long next = (ticks() / HALF + 1) * HALF;
        long part = next % FREQUENCY * SECOND;
        overflow.set(next / FREQUENCY * SECOND + (part + FREQUENCY - 1) / FREQUENCY);
    }

    private void drive() {
        sci.set((control & SCI_ENABLE) != 0 && (status & enable & ENABLE_BITS) != 0);
    }

    @Override
    public int read(int offset, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= readByte(offset + i) << 8 * i;
        }
        return value;
    }

    private int readByte(int offset) {
        return switch (offset) {
            case 0, 1 -> status >> 8 * offset & 0xFF;
            case 2, 3 -> enable >> 8 * (offset - 2) & 0xFF;
            case CONTROL, CONTROL + 1 -> control >> 8 * (offset - CONTROL) & 0xFF;
            case COUNT, COUNT + 1, COUNT + 2 -> (int) (ticks() >> 8 * (offset - COUNT)) & 0xFF;
            case COUNT + 3 -> 0;
            default -> registers[offset] & 0xFF;
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            writeByte(offset + i, value >>> 8 * i & 0xFF);
        }
        drive();
        if ((control & SLEEP_ENABLE) != 0) {
            control &= ~SLEEP_ENABLE;
            off.run();
        }
    }

    private void writeByte(int offset, int value) {
        switch (offset) {
            case 0, 1 -> status &= ~(value << 8 * offset & STATUS_BITS);
            case 2, 3 -> {
                enable = replaced(enable, offset - 2, value) & ENABLE_BITS;
                schedule();
            }
            case CONTROL, CONTROL + 1 ->
                    control = replaced(control, offset - CONTROL, value) & 0x3C07;
            case 0x0C, 0x0D -> registers[offset] &= (byte) ~value;
            default -> registers[offset] = (byte) value;
        }
    }

    private static int replaced(int register, int index, int value) {
        return register & ~(0xFF << 8 * index) | value << 8 * index;
    }

    @Override
    public String stateName() {
        return "acpi";
    }

    @Override
    public void save(StateWriter out) {
        out.putBytes(registers);
        out.putInt(status);
        out.putInt(enable);
        out.putInt(control);
        out.putByte(apmStatus);
    }

    @Override
    public void restore(StateReader in) {
        in.getBytes(registers);
        status = in.getInt() & STATUS_BITS;
        enable = in.getInt() & ENABLE_BITS;
        control = in.getInt() & 0x3C07;
        apmStatus = in.getByte();
    }
}
