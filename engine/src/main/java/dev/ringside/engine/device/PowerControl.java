package dev.ringside.engine.device;

/// Bochs' way to be switched off: the word "Shutdown" on port 0x8900.
public final class PowerControl implements PortDevice.ByteDevice, Stateful {
    private static final String WORD = "Shutdown";

    private final Runnable off;
    private int matched;

    public PowerControl(Runnable off) {
        this.off = off;
    }

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

    @Override
    public String stateName() {
        return "power";
    }

    @Override
    public void save(StateWriter out) {
        out.putInt(matched);
    }

    @Override
    public void restore(StateReader in) {
        matched = Math.floorMod(in.getInt(), WORD.length());
    }
}
