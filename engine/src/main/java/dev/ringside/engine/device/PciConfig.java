package dev.ringside.engine.device;

/// PCI configuration mechanism 1 at 0xCF8-0xCFF, and the reset register at 0xCF9 (PCI Local Bus
/// Specification 3.0, 3.2.2.3.2; Intel 82371SB 290550-002, 3.4, "Reset control register").
///
/// ```
/// CF8: 31 enable   23-16 bus   15-11 device   10-8 function   7-2 register
/// ```
///
/// What no function answers reads all ones.
public final class PciConfig implements PortDevice, Stateful {
    private static final int RESET_OFFSET = 1;
    private static final int RESET_NOW = 4;
    private static final int DATA = 4;

    private final PciBus bus;
    private final Runnable reset;
    private int address;
    private int resetControl;

    public PciConfig(PciBus bus, Runnable reset) {
        this.bus = bus;
        this.reset = reset;
    }

    @Override
    public int read(int offset, int size) {
        if (offset >= DATA) {
            return enabled() ? bus.read(devfn(), register(offset), size) : -1;
        }
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
        if (offset >= DATA) {
            if (enabled()) {
                bus.write(devfn(), register(offset), size, value);
            }
        } else if (offset == 0 && size == 4) {
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

    /// Bus 0 is the only one.
    private boolean enabled() {
        return address < 0 && (address & 0xFF0000) == 0;
    }

    private int devfn() {
        return address >> 8 & 0xFF;
    }

    private int register(int offset) {
        return address & 0xFC | offset & 3;
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
