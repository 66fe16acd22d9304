package dev.ringside.engine.vmm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes an archive for Linux' initial RAM disk: cpio, "new ASCII" format (Linux kernel,
/// "initramfs buffer format").
final class Initramfs {
    private static final int DIRECTORY = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int DEVICE = 0020600;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int inode;

    private void entry(String name, int mode, int major, int minor, byte[] data) {
        byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        int[] fields = {++inode, mode, 0, 0, 1, 0, data.length, 0, 0, major, minor, path.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append("%08x".formatted(field));
        }
        out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(path);
        align();
        out.writeBytes(data);
        align();
    }

    private void align() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
    }

    Initramfs directory(String name) {
        entry(name, DIRECTORY, 0, 0, new byte[0]);
        return this;
    }

    Initramfs device(String name, int major, int minor) {
        entry(name, DEVICE, major, minor, new byte[0]);
        return this;
    }

    /// A file that may be run.
    Initramfs file(String name, byte[] data) {
        entry(name, PROGRAM, 0, 0, data);
        return this;
    }

    byte[] toByteArray() {
        entry("TRAILER!!!", 0, 0, 0, new byte[0]);
        return out.toByteArray();
    }
}
