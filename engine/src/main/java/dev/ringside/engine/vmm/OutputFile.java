package dev.ringside.engine.vmm;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that the user named for a guest's text. Used on VCPU threads, one at a time.
final class OutputFile implements AutoCloseable {
    private final OutputStream out;

    /// @throws ImageException it cannot be written
    OutputFile(Path path, String option) throws ImageException {
        try {
            out = new BufferedOutputStream(Files.newOutputStream(path));
        } catch (IOException e) {
            throw new ImageException(
                    "%s %s: cannot be written (%s); name a file in a folder you may write to."
                            .formatted(option, path, e.getClass().getSimpleName()));
        }
    }

    void write(int value) {
        try {
            out.write(value);
            if (value == '\n') {
                out.flush();
            }
        } catch (IOException e) {
            // A full disk must not stop the guest.
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // As above.
        }
    }
}
