package dev.ringside.engine.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what [StateWriter] wrote; every bound is checked.
public final class StateReader {
    private final byte[] bytes;
    private int position;

    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int getByte() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    public boolean getBoolean() {
        return getByte() != 0;
    }

    public int getInt() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (bytes[position++] & 0xFF) << 8 * i;
        }
        return value;
    }

    public long getLong() {
        long low = getInt() & 0xFFFFFFFFL;
        return low | (long) getInt() << 32;
    }

    public byte[] getBytes() {
        int length = getInt();
        need(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /// Bytes of exactly the length of `into`.
    public void getBytes(byte[] into) {
        byte[] saved = getBytes();
        if (saved.length != into.length) {
            throw new StateException(
                    "%d bytes saved where %d belong".formatted(saved.length, into.length));
        }
        System.arraycopy(saved, 0, into, 0, into.length);
    }

    public String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    /// The section of `part`, which must come next, into `part`.
    public void getSection(Stateful part) {
        String name = getText();
        int version = getInt();
        if (!name.equals(part.stateName()) || version != part.stateVersion()) {
            throw new StateException(
                    "section %s version %d saved, %s version %d expected"
                            .formatted(name, version, part.stateName(), part.stateVersion()));
        }
        StateReader body = new StateReader(getBytes());
        part.restore(body);
        if (!body.atEnd()) {
            throw new StateException("section %s is too long".formatted(name));
        }
    }

    public boolean atEnd() {
        return position == bytes.length;
    }

    private void need(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw new StateException("the saved state ends at byte %d".formatted(bytes.length));
        }
    }
}
