package dev.ringside.engine.device;

import dev.ringside.engine.hypervisor.InterruptController;

/// The two cascaded 8259A of a PC/AT: IRQ 0-7 on the master, 8-15 on the slave at its input 2.
///
/// Owns the processor's INTR pin.
public final class PicPair implements InterruptController {
    private static final int CASCADE = 2;

    private final Pic8259 master = new Pic8259("pic-master", 1 << CASCADE);
    private final Pic8259 slave = new Pic8259("pic-slave", 0);
    private final Runnable changed;

    /// @param changed told whenever [#pending] may have changed
    public PicPair(Runnable changed) {
        this.changed = changed;
    }

    /// The wire to input `irq` (0 to 15, not 2).
    public IrqLine line(int irq) {
        if (irq < 0 || irq > 15 || irq == CASCADE) {
            throw new IllegalArgumentException("no IRQ " + irq);
        }
        return level -> {
            (irq < 8 ? master : slave).setLine(irq & 7, level);
            update();
        };
    }

    private void update() {
        master.setLine(CASCADE, slave.pending());
        changed.run();
    }

    @Override
    public boolean pending() {
        return master.pending();
    }

    @Override
    public int acknowledge() {
        int line = master.acknowledge();
        int vector;
        if (line == CASCADE) {
            vector = slave.vector(slave.acknowledge());
        } else {
            vector = master.vector(line);
        }
        // The slave's INT falls during INTA and rises again for its next request.
        master.setLine(CASCADE, false);
        update();
        return vector;
    }

    /// The controller at 0x20.
    public Pic8259 master() {
        return master;
    }

    /// The controller at 0xA0.
    public Pic8259 slave() {
        return slave;
    }

    /// Claims 0x20-0x21, 0xA0-0xA1 and 0x4D0-0x4D1.
    public void attach(PioBus bus) {
        bus.claim("master 8259", 0x20, 0x21, port(master));
        bus.claim("slave 8259", 0xA0, 0xA1, port(slave));
        bus.claim("edge/level control", 0x4D0, 0x4D1, new Elcr());
    }

    /// IRQ 0, 1, 2, 8 and 13 are always edge triggered (Intel 82371SB, "ELCR1", "ELCR2").
    private final class Elcr implements PortDevice.ByteDevice {
        @Override
        public int read(int offset) {
            return (offset == 0 ? master : slave).levels();
        }

        @Override
        public void write(int offset, int value) {
            (offset == 0 ? master : slave).setLevels(value & (offset == 0 ? 0xF8 : 0xDE));
            update();
        }
    }

    private PortDevice port(Pic8259 pic) {
        return new PortDevice.ByteDevice() {
            @Override
            public int read(int offset) {
                int value = pic.read(offset);
                update();
                return value;
            }

            @Override
            public void write(int offset, int value) {
                pic.write(offset, value);
                update();
            }
        };
    }
}
