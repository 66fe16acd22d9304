package dev.ringside.engine.device;

import java.util.function.IntConsumer;

/// QEMU's isa-debug-exit at 0xF4-0xF7: writing v ends the run with exit code `(v << 1) | 1`.
public final class DebugExit implements PortDevice {
    private final IntConsumer exit;

    /// @param exit takes v
    public DebugExit(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public int read(int offset, int size) {
        return 0;
    }

    @Override
    public void write(int offset, int size, int value) {
        exit.accept(value);
    }
}
