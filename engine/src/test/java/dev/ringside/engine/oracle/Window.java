package dev.ringside.engine.oracle;

/// The memory a case can reach, at the same linear addresses on the host and on the core. Nothing
/// else below 2^32 is mapped on either side.
///
/// ```
/// 0x40000000  not present
/// 0x40001000  read-only, not executable
/// 0x40002000  read, write   \
/// 0x40003000  read, write    } reset before and compared after every case
/// 0x40004000  code: read, write, execute /
/// 0x40005000  not present
/// ```
final class Window {
    static final long BASE = 0x40000000L;
    static final int PAGE = 4096;
    static final long READ_ONLY = BASE + PAGE;
    static final long DATA = BASE + 2 * PAGE;
    static final long CODE = BASE + 4 * PAGE;
    static final long END = BASE + 5 * PAGE;

    /// Bytes from [#DATA] to [#END].
    static final int SIZE = 3 * PAGE;

    /// Where the code page starts inside the compared bytes.
    static final int CODE_OFFSET = (int) (CODE - DATA);

    private Window() {}

    /// A linear address, mostly inside the window.
    static long target(Rng random) {
        int choice = random.below(100);
        if (choice < 80) {
            long address = DATA + random.below(2 * PAGE - 16);
            return choice < 40 ? address & -8 : address;
        }
        if (choice < 86) {
            return DATA + PAGE - 8 + random.below(16);
        }
        if (choice < 90) {
            return END - 8 + random.below(16);
        }
        if (choice < 93) {
            return READ_ONLY + random.below(PAGE);
        }
        if (choice < 95) {
            return READ_ONLY - 8 + random.below(16);
        }
        if (choice < 98) {
            return CODE + random.below(PAGE);
        }
        return switch (random.below(4)) {
            case 0 -> 0x7FFFFFFFFFF8L + random.below(16);
            case 1 -> -8 + random.below(16);
            case 2 -> 0xFFFFFFF8L + random.below(16);
            default -> random.next();
        };
    }
}
