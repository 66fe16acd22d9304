package dev.ringside.engine.debug;

/// An access that hit a data breakpoint.
///
/// @param linear of the first byte accessed
/// @param physical the same byte's guest-physical address
/// @param size bytes, 1 to 8; a wider or page-crossing access comes in parts
/// @param before the bytes as a little-endian number before the access
/// @param after and after it; equal for reads
/// @param linearRip the instruction that did it, or -1 for a device
public record DataAccess(
        long linear,
        long physical,
        int size,
        boolean write,
        long before,
        long after,
        long linearRip) {

    /// What a data breakpoint waits for.
    public enum Kind {
        READ,
        WRITE,
        READ_WRITE;

        boolean includes(boolean write) {
            return this == READ_WRITE || (this == WRITE) == write;
        }
    }
}
