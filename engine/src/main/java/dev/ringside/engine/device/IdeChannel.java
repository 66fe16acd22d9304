package dev.ringside.engine.device;

import org.jspecify.annotations.Nullable;

/// One IDE cable with up to two drives: command block, control block and INTRQ (ATA/ATAPI-6, clause
/// 7; registers 0x1F0-0x1F7 and 0x3F6 of the first).
///
/// Register writes reach both drives, commands the selected one. Where no drive is, registers read
/// zero.
final class IdeChannel implements PortDevice, Stateful {
    private static final int DATA = 0;
    private static final int ERROR = 1;
    private static final int COUNT = 2;
    private static final int LOW = 3;
    private static final int MIDDLE = 4;
    private static final int HIGH = 5;
    private static final int DEVICE = 6;
    private static final int COMMAND = 7;
    private static final int NO_INTERRUPT = 2;
    private static final int RESET = 4;
    private static final int PREVIOUS = 0x80;
    private static final int DIAGNOSTIC = 0x90;

    private final String name;
    private final IrqLine irq;
    private final @Nullable IdeDrive[] drives;
    private final IdeDma dma;
    private int selected;
    private int control;
    private boolean asserted;

    /// @param name in a saved state
    IdeChannel(
            String name,
            IrqLine irq,
            @Nullable IdeDrive first,
            @Nullable IdeDrive second,
            DmaMemory memory) {
        this.name = name;
        this.irq = irq;
        this.drives = new IdeDrive[] {first, second};
        this.dma = new IdeDma(memory, this::drive);
        for (IdeDrive drive : drives) {
            if (drive != null) {
                drive.connect(this::raise);
            }
        }
    }

    /// The bus-master registers.
    IdeDma dma() {
        return dma;
    }

    private @Nullable IdeDrive drive() {
        return drives[selected];
    }

    private void raise() {
        asserted = true;
        dma.interrupted();
        update();
    }

    private void update() {
        irq.set(asserted && (control & NO_INTERRUPT) == 0);
    }

    @Override
    public int read(int offset, int size) {
        IdeDrive drive = drive();
        if (drive == null) {
            return 0;
        }
        return switch (offset) {
            case DATA -> drive.readData(size);
            case ERROR -> drive.error;
            case COUNT -> shown(drive.count);
            case LOW -> shown(drive.low);
            case MIDDLE -> shown(drive.middle);
            case HIGH -> shown(drive.high);
            case DEVICE -> drive.device | 0xA0;
            default -> {
                asserted = false;
                update();
                yield drive.status;
            }
        };
    }

    private int shown(int register) {
        return (control & PREVIOUS) != 0 ? register >> 8 : register & 0xFF;
    }

    @Override
    public void write(int offset, int size, int value) {
        if (offset == DATA) {
            IdeDrive drive = drive();
            if (drive != null) {
                drive.writeData(size, value);
            }
            return;
        }
        control &= ~PREVIOUS;
        int low = value & 0xFF;
        if (offset == COMMAND) {
            command(low);
            return;
        }
        if (offset == DEVICE) {
            selected = low >> 4 & 1;
        }
        for (IdeDrive drive : drives) {
            if (drive != null) {
                setRegister(drive, offset, low);
            }
        }
    }

    private static void setRegister(IdeDrive drive, int offset, int value) {
        switch (offset) {
            case ERROR -> drive.features = pushed(drive.features, value);
            case COUNT -> drive.count = pushed(drive.count, value);
            case LOW -> drive.low = pushed(drive.low, value);
            case MIDDLE -> drive.middle = pushed(drive.middle, value);
            case HIGH -> drive.high = pushed(drive.high, value);
            default -> drive.device = value;
        }
    }

    private static int pushed(int register, int value) {
        return (register << 8 | value) & 0xFFFF;
    }

    private void command(int code) {
        asserted = false;
        update();
        if (code == DIAGNOSTIC) {
            resetDrives();
            raise();
            return;
        }
        IdeDrive drive = drive();
        if (drive != null) {
            drive.command(code);
            dma.run();
        }
    }

    private void resetDrives() {
        selected = 0;
        for (IdeDrive drive : drives) {
            if (drive != null) {
                drive.reset();
            }
        }
    }

    /// Alternate status and device control.
    PortDevice controlBlock() {
        return new PortDevice.ByteDevice() {
            @Override
            public int read(int offset) {
                IdeDrive drive = drive();
                return drive == null ? 0 : drive.status;
            }

            @Override
            public void write(int offset, int value) {
                boolean resets = (value & RESET) != 0 && (control & RESET) == 0;
                control = value;
                if (resets) {
                    asserted = false;
                    resetDrives();
                }
                update();
            }
        };
    }

    @Override
    public String stateName() {
        return name;
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(selected);
        out.putByte(control);
        out.putBoolean(asserted);
        dma.save(out);
        for (IdeDrive drive : drives) {
            if (drive != null) {
                out.putSection(drive);
            }
        }
    }

    @Override
    public void restore(StateReader in) {
        selected = in.getByte() & 1;
        control = in.getByte();
        asserted = in.getBoolean();
        dma.restore(in);
        for (IdeDrive drive : drives) {
            if (drive != null) {
                in.getSection(drive);
            }
        }
    }
}
