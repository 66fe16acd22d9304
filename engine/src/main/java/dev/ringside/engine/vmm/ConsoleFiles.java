package dev.ringside.engine.vmm;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where `--serial` and `--debugcon` send text instead of the console.
final class ConsoleFiles implements AutoCloseable {
    private final boolean serialOff;
    private final @Nullable OutputFile serial;
    private final @Nullable OutputFile debugcon;

    /// @throws ImageException a file cannot be written
    ConsoleFiles(MachineConfig config) throws ImageException {
        String where = config.serial();
        serialOff = where.equals("off");
        serial =
                serialOff || where.equals("stdio") ? null : new OutputFile(path(where), "--serial");
        Path file = config.debugcon();
        debugcon = file == null ? null : new OutputFile(file, "--debugcon");
    }

    private static Path path(String text) throws ImageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ImageException(
                    "--serial %s: no file name; use stdio, off or a file.".formatted(text));
        }
    }

    /// @return false if the console wants the byte
    boolean serial(int value) {
        if (serial != null) {
            serial.write(value);
        }
        return serialOff || serial != null;
    }

    /// @return false if the console wants the byte
    boolean debugcon(int value) {
        if (debugcon != null) {
            debugcon.write(value);
        }
        return debugcon != null;
    }

    @Override
    public void close() {
        if (serial != null) {
            serial.close();
        }
        if (debugcon != null) {
            debugcon.close();
        }
    }
}
