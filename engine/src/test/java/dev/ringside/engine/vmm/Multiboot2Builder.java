package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes Multiboot 2 headers.
final class Multiboot2Builder {
    private final ByteBuffer out = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);

    Multiboot2Builder() {
        out.putInt(0xE85250D6).putInt(0).putLong(0);
    }

    /// Adds a tag.
    Multiboot2Builder tag(int type, int flags, int... values) {
        out.putShort((short) type).putShort((short) flags).putInt(8 + 4 * values.length);
        for (int value : values) {
            out.putInt(value);
        }
        while (out.position() % 8 != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    /// The header, ended and with its checksum.
    byte[] build() {
        tag(0, 0);
        int length = out.position();
        out.putInt(8, length).putInt(12, -(0xE85250D6 + length));
        byte[] header = new byte[length];
        out.get(0, header);
        return header;
    }
}
