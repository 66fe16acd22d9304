package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

/// The two IDE channels of the PIIX3 (Intel 82371SB 290550-002, function 1) in compatibility mode:
/// ports 0x1F0 and 0x3F6 on IRQ 14, 0x170 and 0x376 on IRQ 15, bus masters by BAR 4.
public final class IdeController implements Stateful {
    private static final int BUS_MASTER = 16;

    private final PciFunction function;
    private final IdeChannel primary;
    private final IdeChannel secondary;

    /// What is in each of the four drive bays.
    ///
    /// @param medium null for no disk, and for a CD-ROM drive without disc
    /// @param cdrom whether it is a CD-ROM drive; one without disc is there, a disk is not
    public record Bay(@Nullable BlockMedium medium, boolean cdrom) {
        /// Nothing.
        public static final Bay EMPTY = new Bay(null, false);
    }

    /// @param bays primary master, primary slave, secondary master, secondary slave
    public IdeController(DmaMemory memory, IrqLine irq14, IrqLine irq15, Bay[] bays) {
        function =
                new PciFunction("ide", 0x8086, 0x7010, 0x01018000)
                        .subsystem(0x1AF4, 0x1100)
                        .writable(0x40, 4, -1)
                        .writable(0x44, 1, 0xFF)
                        .set(0x06, 2, 0x0280);
        DmaMemory dma = function.dma(memory);
        primary = new IdeChannel("ide-primary", irq14, drive(bays, 0), drive(bays, 1), dma);
        secondary = new IdeChannel("ide-secondary", irq15, drive(bays, 2), drive(bays, 3), dma);
        BusMaster master = new BusMaster();
        PciFunction _ = function.ioBar(4, "IDE bus master", BUS_MASTER, master);
    }

    private static @Nullable IdeDrive drive(Bay[] bays, int index) {
        Bay bay = bays[index];
        BlockMedium medium = bay.medium();
        String name = "drive-" + index;
        if (bay.cdrom()) {
            return new IdeDrive(name, new AtapiCdrom(medium));
        }
        return medium == null ? null : new IdeDrive(name, new AtaDisk(medium, index));
    }

    public PciFunction function() {
        return function;
    }

    /// Claims the compatible ports.
    public void attach(PioBus bus) {
        bus.claim("IDE", 0x1F0, 0x1F7, primary);
        bus.claim("IDE control", 0x3F6, 0x3F6, primary.controlBlock());
        bus.claim("IDE", 0x170, 0x177, secondary);
        bus.claim("IDE control", 0x376, 0x376, secondary.controlBlock());
    }

    /// Eight ports a channel.
    private final class BusMaster implements PortDevice {
        private IdeDma of(int offset) {
            return (offset < 8 ? primary : secondary).dma();
        }

        @Override
        public boolean knows(int offset) {
            return (offset & 7) != 1 && (offset & 7) != 3;
        }

        @Override
        public int read(int offset, int size) {
            return of(offset).read(offset & 7, size);
        }

        @Override
        public void write(int offset, int size, int value) {
            of(offset).write(offset & 7, size, value);
        }
    }

    @Override
    public String stateName() {
        return "ide";
    }

    @Override
    public void save(StateWriter out) {
        out.putSection(primary);
        out.putSection(secondary);
    }

    @Override
    public void restore(StateReader in) {
        in.getSection(primary);
        in.getSection(secondary);
    }
}
