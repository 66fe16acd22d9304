package dev.ringside.engine.device;

import java.util.function.IntConsumer;

/// The debug console of Bochs and QEMU at 0xE9 and 0x402: what is written is text; reading answers
/// 0xE9, which tells a guest that somebody listens.
public final class DebugConsole implements PortDevice.ByteDevice {
    private static final int PRESENT = 0xE9;

    private final IntConsumer sink;

    public DebugConsole(IntConsumer sink) {
        this.sink = sink;
    }

    @Override
    public int read(int offset) {
        return PRESENT;
    }

    @Override
    public void write(int offset, int value) {
        sink.accept(value);
    }
}
