package dev.ringside.engine.paging;

/// What an access does: bits as in a page fault's error code, so that one is the other's start.
///
/// ```
///  8        4     3    2    1     0
///  implicit fetch rsvd user write present       (SDM Vol. 3A 4.7, figure 4-12)
/// ```
public final class Access {
    public static final int READ = 0;

    /// Error code only: the translation was there but did not allow the access.
    public static final int PRESENT = 1;

    public static final int WRITE = 1 << 1;

    /// Made at CPL 3 and not implicitly.
    public static final int USER = 1 << 2;

    /// Error code only: a reserved bit was set.
    public static final int RESERVED = 1 << 3;

    public static final int FETCH = 1 << 4;

    /// A supervisor access that RFLAGS.AC does not exempt from SMAP: descriptor tables and TSS at
    /// any CPL, or an explicit access with AC clear (SDM Vol. 3A 4.6.1). Never in an error code.
    public static final int NO_AC = 1 << 8;

    private Access() {}
}
