package dev.ringside.engine.device;

/// Ways to switch the machine off: the ACPI PM1a control register as QEMU's PIIX4 has it at 0x604
/// and 0xB004 (ACPI 6.5, 4.8.3.2.1: SLP_EN is bit 13), and the word "Shutdown" on Bochs' port
/// 0x8900.
public final class PowerControl implements Stateful {
    private static final int SLEEP_ENABLE = 1 << 13;
    private static final String WORD = "Shutdown";

    private final Runnable off;
    private int control;
    private int matched;

    public PowerControl(Runnable off) {
        this.off = off;
    }

    /// Claims 0x604-0x605, 0xB004-0xB005 and 0x8900.
    public void attach(PioBus bus) {
        bus.claim("ACPI power", 0x604, 0x605, new Pm1Control());
        bus.claim("ACPI power", 0xB004, 0xB005, new Pm1Control());
        bus.claim("Bochs power", 0x8900, 0x8900, new BochsPort());
    }

    private final class Pm1Control implements PortDevice {
        @Override
        public int read(int offset, int size) {
            return control >>> 8 * offset;
        }

        @Override
        public void write(int offset, int size, int value) {
            int field = (size == 1 ? 0xFF : 0xFFFF) << 8 * offset;
            control = (control & ~field | value << 8 * offset & field) & 0xFFFF;
            if ((control & SLEEP_ENABLE) != 0) {
                control &= ~SLEEP_ENABLE;
                off.run();
            }
        }
    }

    private final class BochsPort implements PortDevice.ByteDevice {
        @Override
        public int read(int offset) {
            return 0xFF;
        }

        @Override
        public void write(int offset, int value) {
            if (value == WORD.charAt(matched)) {
                matched++;
            } else {
                matched = value == WORD.charAt(0) ? 1 : 0;
            }
            if (matched == WORD.length()) {
                matched = 0;
                off.run();
            }
        }
    }

    @Override
    public String stateName() {
        return "power";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(control);
        out.putInt(matched);
    }

    @Override
    public void restore(StateReader in) {
        control = in.getInt() & 0xFFFF;
        matched = Math.floorMod(in.getInt(), WORD.length());
    }
}
