package dev.ringside.adapter.session;

import org.jspecify.annotations.Nullable;

/// Recognises a guest that prints each character twice, by the BIOS and on a serial port: shown in
/// one place, every other character would be an echo. Not thread-safe.
public final class EchoFilter {
    private Target.@Nullable Channel lastChannel;
    private byte last;

    /// Whether this byte repeats the one before it on another channel. Each byte has one echo.
    public boolean isEcho(Target.Channel channel, byte value) {
        if (lastChannel != null && lastChannel != channel && last == value) {
            lastChannel = null;
            return true;
        }
        lastChannel = channel;
        last = value;
        return false;
    }
}
