package dev.ringside.engine.device;

/// Port 0x92, "system control port A" (IBM PS/2 model 80; Intel 82371SB): bit 0 resets on a rising
/// edge, bit 1 is the fast A20 gate.
public final class Port92 implements PortDevice.ByteDevice, Stateful {
    private final AddressLine20 a20;
    private final Runnable reset;
    private int other;

    public Port92(AddressLine20 a20, Runnable reset) {
        this.a20 = a20;
        this.reset = reset;
    }

    @Override
    public int read(int offset) {
        return other | (a20.enabled() ? 2 : 0);
    }

    @Override
    public void write(int offset, int value) {
        boolean resets = (value & ~other & 1) != 0;
        other = value & 0xFD;
        a20.set((value & 2) != 0);
        if (resets) {
            reset.run();
        }
    }

    @Override
    public String stateName() {
        return "port92";
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(other);
    }

    @Override
    public void restore(StateReader in) {
        other = in.getByte();
    }
}
