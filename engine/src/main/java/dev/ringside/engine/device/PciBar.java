package dev.ringside.engine.device;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What a base address register of a [PciFunction] opens a window to.
///
/// @param kind decides which command bit enables it and where it appears
/// @param size bytes, a power of two; at least 4 in ports, 16 in memory
/// @param device answers in the window; null for [Kind#RAM]
/// @param moved for [Kind#RAM], hears the window's new address, -1 while there is none
record PciBar(
        Kind kind,
        String name,
        long size,
        @Nullable PortDevice device,
        @Nullable LongConsumer moved) {
    enum Kind {
        IO,
        MEMORY,

        /// Memory that is mapped into the guest rather than asked about.
        RAM,

        /// The expansion ROM.
        ROM
    }

    /// Bits of the register that a guest can change (PCI Local Bus Specification 3.0, 6.2.5).
    int mask() {
        int address = (int) -size;
        return kind == Kind.ROM ? address & ~0x7FF | 1 : address;
    }

    /// Bits that read back as they are.
    int flags() {
        return switch (kind) {
            case IO -> 1;
            case MEMORY, ROM -> 0;
            case RAM -> 8;
        };
    }
}
