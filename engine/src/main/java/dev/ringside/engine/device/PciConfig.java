package dev.ringside.engine.device;

/// PCI configuration mechanism 1 at 0xCF8-0xCFF with an empty bus, and the reset register at 0xCF9
/// (PCI Local Bus Specification 3.0, 3.2.2.3.2; Intel 82371SB, "Reset control register").
///
/// The address register reads back; every device reads all ones, which means nobody is there.
public final class PciConfig implements PortDevice, Stateful {
    private static final int RESET_OFFSET = 1;
    private static final int RESET_NOW = 4;

    private final Runnable reset;
    private int address;
    private int resetControl;

    public PciConfig(Runnable reset) {
        this.reset = reset;
    }

    @Override
    public int read(int offset, int size) {
        if (offset == 0 && size == 4) {
            return address;
        }
        if (offset == RESET_OFFSET && size == 1) {
            return resetControl;
        }
        return -1;
    }

    @Override
    public void write(int offset, int size, int value) {
        if (offset == 0 && size == 4) {
            address = value;
        } else if (offset == RESET_OFFSET && size == 1) {
            boolean rises = (value & ~resetControl & RESET_NOW) != 0;
            resetControl = value & 0x0E;
            if (rises) {
                resetControl = 0;
                reset.run();
            }
        }
    }

    @Override
    public String stateName() {
        return "pci-config";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(address);
        out.putByte(resetControl);
    }

    @Override
    public void restore(StateReader in) {
        address = in.getInt();
        resetControl = in.getByte();
    }
}
