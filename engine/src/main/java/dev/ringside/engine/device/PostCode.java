package dev.ringside.engine.device;

/// Port 0x80: power-on self-test codes, and the short delay that old code writes for. Reads back.
public final class PostCode implements PortDevice.ByteDevice, Stateful {
    private int code;

    @Override
    public int read(int offset) {
        return code;
    }

    @Override
    public void write(int offset, int value) {
        code = value;
    }

    /// The last code written.
    public int code() {
        return code;
    }

    @Override
    public String stateName() {
        return "post";
    }

    @Override
    public void save(StateWriter out) {
        out.putByte(code);
    }

    @Override
    public void restore(StateReader in) {
        code = in.getByte();
    }
}
