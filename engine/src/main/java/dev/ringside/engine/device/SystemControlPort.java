package dev.ringside.engine.device;

/// Port 0x61, "NMI status and control" (Intel 82371SB datasheet 290550-002): bit 0 gates counter 2,
/// bit 1 the speaker, bit 4 toggles with the refresh clock, bit 5 is OUT of counter 2.
public final class SystemControlPort implements PortDevice.ByteDevice, Stateful {
    /// Refresh requests came every 15.085 us.
    private static final long REFRESH = 15_085;

    private final VirtualClock clock;
    private final Pit8254 pit;
    private int control;

    public SystemControlPort(VirtualClock clock, Pit8254 pit) {
        this.clock = clock;
        this.pit = pit;
        pit.setSpeakerGate(false);
    }

    @Override
    public int read(int offset) {
        int refresh = clock.now() / REFRESH % 2 == 0 ? 0 : 0x10;
        return control | refresh | (pit.speakerOutput() ? 0x20 : 0);
    }

    @Override
    public void write(int offset, int value) {
        control = value & 0x0F;
        pit.setSpeakerGate((value & 1) != 0);
    }

    /// Whether the speaker sounds.
    public boolean speakerOn() {
        return (control & 3) == 3;
    }

    @Override
    public String stateName() {
        return "port61";
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(control);
    }

    @Override
    public void restore(StateReader in) {
        control = in.getByte() & 0x0F;
    }
}
