package dev.ringside.adapter.source;

/// How much of a file is taken in, by the memory this JVM may use: a file may claim anything, and a
/// session must not die of it.
final class Limits {
    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /// Bytes of one section, packed or not.
    static final long SECTION = Math.clamp(HEAP / 4, 16L << 20, 512L << 20);

    /// Bytes of one debug section, packed or not. Large ones do not lie on the heap.
    static final long DEBUG_SECTION = 768L << 20;

    /// Bytes of all debug sections of one file.
    static final long DEBUG_SECTIONS = 1200L << 20;

    /// Bytes of one listing.
    static final long TEXT = Math.clamp(HEAP / 32, 4L << 20, 64L << 20);

    /// Line rows of all files; each takes 24 bytes twice while they are sorted.
    static final int ROWS = (int) Math.clamp(HEAP / 256, 100_000L, 16_000_000L);

    /// Symbols of all files.
    static final int SYMBOLS = (int) Math.clamp(HEAP / 1024, 100_000L, 2_000_000L);

    /// Characters of all symbols' names; many may share one long name in a file.
    static final int NAMES = (int) Math.clamp(HEAP / 16, 8L << 20, 128L << 20);

    /// Sections of a listing. Programs have a dozen.
    static final int LISTING_SECTIONS = 1_000;

    /// Labels at one address.
    static final int LABELS = 1_000;

    /// Loaded segments of a program, and its symbol tables. Programs have a handful.
    static final int PARTS = 256;

    private Limits() {}
}
