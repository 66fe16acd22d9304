package dev.ringside.engine.vmm;

import java.util.Locale;

/// The mode an image's first instruction runs in: `--mode`.
public enum CpuMode {
    REAL,
    /// Flat 32-bit segments, paging off.
    PROTECTED,
    /// 64-bit code on an identity map.
    LONG;

    /// The option's spelling.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The mode spelled `text`.
    ///
    /// @throws ImageException no such mode
    public static CpuMode of(String text) throws ImageException {
        for (CpuMode mode : values()) {
            if (mode.text().equals(text)) {
                return mode;
            }
        }
        throw new ImageException(
                "--mode %s: unknown mode; use real, protected or long.".formatted(text));
    }
}
