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
}
