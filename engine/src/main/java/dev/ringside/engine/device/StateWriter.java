package dev.ringside.engine.device;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a machine's state: little-endian numbers in sections of name, version, length, bytes.
public final class StateWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public void putByte(int value) {
        out.write(value);
    }

    public void putBoolean(boolean value) {
        out.write(value ? 1 : 0);
    }

    public void putInt(int value) {
        for (int i = 0; i < 4; i++) {
            out.write(value >>> 8 * i);
        }
    }

    public void putLong(long value) {
        putInt((int) value);
        putInt((int) (value >>> 32));
    }

    /// A length and the bytes.
    public void putBytes(byte[] bytes) {
        putInt(bytes.length);
        out.writeBytes(bytes);
    }

    public void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// One part of the machine as a section.
    public void putSection(Stateful part) {
        StateWriter body = new StateWriter();
        part.save(body);
        putText(part.stateName());
        putInt(part.stateVersion());
        putBytes(body.toByteArray());
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }
}
