package dev.ringside.adapter.source;

import java.util.List;

/// Where a variable is (DWARF 5, 2.6).
public sealed interface Location {
    /// At a linear address.
    record Memory(long address) implements Location {}

    /// In a register, by its number in debug information.
    record Register(int number) implements Location {}

    /// Nowhere: the compiler knows the value.
    record Value(long bits) implements Location {}

    /// Nowhere: the compiler knows the bytes.
    record Implicit(byte[] bytes) implements Location {}

    /// In parts.
    record Pieces(List<Piece> pieces) implements Location {}

    /// @param bitOffset where the part begins in what `location` names
    /// @param bits its length
    record Piece(Location location, long bitOffset, long bits) {}

    /// Not to be had.
    ///
    /// @param reason as it shows, `<optimized out>`
    record Unavailable(String reason) implements Location {}

    /// What compilers leave out.
    Unavailable OPTIMIZED_OUT = new Unavailable("<optimized out>");
}
