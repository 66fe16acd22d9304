package dev.ringside.engine.vmm;

import java.util.ArrayList;
import java.util.List;

/// Where a PC's memory lies in guest-physical space.
///
/// ```
/// 0          640 KiB     768 KiB    960 KiB   1 MiB          below 3 GiB   4 GiB
/// RAM        VGA memory  nothing    BIOS ROM  RAM            nothing  ROM  rest of the RAM
/// ```
///
/// @param low bytes of RAM below 4 GiB, at least 1 MiB; what lies behind VGA and ROM is not seen
/// @param high bytes of RAM from 4 GiB on
record RamLayout(long low, long high) {
    static final long MIB = 1 << 20;
    static final long GIB = 1 << 30;

    /// The end of conventional memory as the BIOS tells it: 1 KiB below 640 KiB is the extended
    /// BIOS data area.
    static final long CONVENTIONAL_END = 0x9FC00;

    static final long VGA = 0xA0000;
    static final long VGA_SIZE = 0x20000;
    static final long ROM = 0xF0000;
    static final long ROM_SIZE = 0x10000;
    static final long HIGH_START = 4 * GIB;
    private static final long LOW_LIMIT = 3 * GIB;
    private static final long MAXIMUM = 64 * GIB;

    /// A line of the INT 15h E820 map.
    ///
    /// @param type 1 usable, 2 reserved
    record Range(long start, long length, int type) {}

    /// @throws ImageException too little or too much memory
    static RamLayout of(long memory) throws ImageException {
        if (memory < MIB || memory > MAXIMUM || memory % MIB != 0) {
            throw new ImageException(
                    "--memory %d bytes: give whole mebibytes from 1M to 64G.".formatted(memory));
        }
        long low = Math.min(memory, LOW_LIMIT);
        return new RamLayout(low, memory - low);
    }

    /// Whether all of a range is RAM that nothing else covers.
    boolean contains(long address, long length) {
        if (address < 0 || length < 0 || address + length < address) {
            return false;
        }
        long end = address + length;
        return end <= VGA
                || address >= MIB && end <= low
                || address >= HIGH_START && end <= HIGH_START + high;
    }

    /// The map that INT 15h E820 and Multiboot give.
    List<Range> map() {
        List<Range> ranges = new ArrayList<>();
        ranges.add(new Range(0, CONVENTIONAL_END, 1));
        ranges.add(new Range(CONVENTIONAL_END, VGA - CONVENTIONAL_END, 2));
        ranges.add(new Range(ROM, ROM_SIZE, 2));
        if (low > MIB) {
            ranges.add(new Range(MIB, low - MIB, 1));
        }
        ranges.add(new Range(HIGH_START - 0x40000, 0x40000, 2));
        if (high > 0) {
            ranges.add(new Range(HIGH_START, high, 1));
        }
        return ranges;
    }

    /// For messages: `64 MiB`.
    String text() {
        return (low + high) / MIB + " MiB";
    }
}
