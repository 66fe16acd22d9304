package dev.ringside.engine.vmm;

import org.jspecify.annotations.Nullable;

/// A Multiboot 1 header (Multiboot Specification 0.6.96, 3.1).
///
/// @param offset in the file
/// @param headerAddress as the four after it, 0 unless flag 16 is set
record MultibootHeader(
        int offset,
        long flags,
        long headerAddress,
        long loadAddress,
        long loadEnd,
        long bssEnd,
        long entry) {
    private static final long MAGIC = 0x1BADB002L;
    private static final int SEARCH = 8192;
    private static final long FLAG_ADDRESSES = 1 << 16;

    /// Flags 0 to 15 must be understood; these are: alignment, memory information, video mode.
    private static final long UNDERSTOOD = 7;

    boolean hasAddresses() {
        return (flags & FLAG_ADDRESSES) != 0;
    }

    /// The first header with a right checksum, or null.
    static @Nullable MultibootHeader find(ImageBytes image) throws ImageException {
        for (int at = 0; at <= SEARCH - 12 && image.holds(at, 12); at += 4) {
            if (image.u32(at, "header") == MAGIC) {
                long flags = image.u32(at + 4, "header");
                long sum = MAGIC + flags + image.u32(at + 8, "header");
                if ((sum & 0xFFFFFFFFL) == 0) {
                    return parse(image, at, flags);
                }
            }
        }
        return null;
    }

    private static MultibootHeader parse(ImageBytes image, int at, long flags)
            throws ImageException {
        if ((flags & FLAG_ADDRESSES) == 0) {
            return new MultibootHeader(at, flags, 0, 0, 0, 0, 0);
        }
        String what = "the Multiboot header's address fields";
        return new MultibootHeader(
                at,
                flags,
                image.u32(at + 12, what),
                image.u32(at + 16, what),
                image.u32(at + 20, what),
                image.u32(at + 24, what),
                image.u32(at + 28, what));
    }

    /// @throws ImageException it demands something this loader does not know
    void checkFlags(ImageBytes image) throws ImageException {
        long unknown = flags & 0xFFFF & ~UNDERSTOOD;
        if (unknown != 0) {
            throw image.error(
                    "the Multiboot header demands flags 0x%x, which this loader does not know; clear them."
                            .formatted(unknown));
        }
    }
}
