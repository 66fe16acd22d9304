package dev.ringside.engine.device;

/// The interrupt mode configuration register at 0x22 and 0x23 (MultiProcessor Specification 1.4,
/// 3.6.2.1): it reads back.
///
/// Differs: the 8259s' request always comes by the boot processor's LINT0, which carries it to the
/// processor while the local APIC is off; there is no wire beside it to switch.
public final class Imcr implements PortDevice.ByteDevice, Stateful {
    private static final int REGISTER = 0x70;

    private int index;
    private int value;

    @Override
    public int read(int offset) {
        return offset == 1 && index == REGISTER ? value : 0xFF;
    }

    @Override
    public void write(int offset, int newValue) {
        if (offset == 0) {
            index = newValue;
        } else if (index == REGISTER) {
            value = newValue;
        }
    }

    @Override
    public String stateName() {
        return "imcr";
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(index);
        out.putByte(value);
    }

    @Override
    public void restore(StateReader in) {
        index = in.getByte();
        value = in.getByte();
    }
}
