package dev.ringside.engine.vmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Makes small images by the Linux boot protocol 2.15.
final class LinuxImageBuilder {
    static final int SETUP_SIZE = 1024;

    private LinuxImageBuilder() {}

    /// A relocatable kernel with all three entries that prefers 2 MiB.
    ///
    /// @param code the protected-mode code; at its byte 0x200 the 64-bit entry
    static byte[] image(byte[] code) {
        int paragraphs = (code.length + 15) / 16;
        ByteBuffer out =
                ByteBuffer.allocate(SETUP_SIZE + code.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(0x1F1, (byte) 1).putInt(0x1F4, paragraphs).putShort(0x1FE, (short) 0xAA55);
        out.put(0x200, (byte) 0xEB).put(0x201, (byte) 0x6A).putInt(0x202, 0x53726448);
        out.putShort(0x206, (short) 0x20F).putShort(0x20E, (short) 0x100);
        out.put(0x300, "6.6.6-test (someone)\0".getBytes(StandardCharsets.US_ASCII));
        out.put(0x211, (byte) 1).putInt(0x214, 0x100000).putInt(0x22C, 0x7FFFFFFF);
        out.putInt(0x230, 0x200000).put(0x234, (byte) 1).putShort(0x236, (short) 0x3F);
        out.putInt(0x238, 2047).putLong(0x258, 0x200000).putInt(0x260, 0x100000);
        out.put(SETUP_SIZE, code);
        return out.array();
    }

    /// A program that has only real-mode code, in the form of an old kernel.
    static byte[] realModeOnly(byte[] code) {
        byte[] image = image(code);
        ByteBuffer out = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0x206, (short) 0x207).putInt(0x214, 0);
        return image;
    }
}
