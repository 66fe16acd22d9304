package dev.ringside.engine.state;

/// A segment register with its hidden part (SDM Vol. 3A 3.4.3), mutable.
///
/// `access` holds descriptor bits 40 to 55 without the limit, as VMX does (SDM Vol. 3C 25.4.1),
/// bits 8 to 11 being zero:
///
/// ```
///  16       15 14  13  12  11-8  7 6-5 4  3-0
///  unusable G  D/B L   AVL  0    P DPL S  type
/// ```
public final class SegmentRegister {
    public static final int ES = 0;
    public static final int CS = 1;
    public static final int SS = 2;
    public static final int DS = 3;
    public static final int FS = 4;
    public static final int GS = 5;
    public static final int LDTR = 6;
    public static final int TR = 7;
    public static final int COUNT = 8;

    public static final int ACCESS_CODE = 1 << 3;
    public static final int ACCESS_S = 1 << 4;
    public static final int ACCESS_P = 1 << 7;
    public static final int ACCESS_AVL = 1 << 12;
    public static final int ACCESS_L = 1 << 13;
    public static final int ACCESS_DB = 1 << 14;
    public static final int ACCESS_G = 1 << 15;
    public static final int ACCESS_UNUSABLE = 1 << 16;

    private static final String[] NAMES = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};

    /// 16 bits.
    public int selector;

    /// Linear address; 32 bits outside long mode.
    public long base;

    /// Offset of the last byte (granularity already applied), unsigned 32 bits.
    public long limit;

    /// See the drawing above.
    public int access;

    /// The lower-case name of segment register `index` (0 to 7).
    public static String name(int index) {
        return NAMES[index];
    }

    /// Sets all four parts.
    public void set(int selector, long base, long limit, int access) {
        this.selector = selector;
        this.base = base;
        this.limit = limit;
        this.access = access;
    }

    public void copyFrom(SegmentRegister other) {
        set(other.selector, other.base, other.limit, other.access);
    }

    /// Descriptor type, 0 to 15.
    public int type() {
        return access & 15;
    }

    /// Descriptor privilege level, 0 to 3.
    public int dpl() {
        return access >> 5 & 3;
    }

    public boolean usable() {
        return (access & ACCESS_UNUSABLE) == 0;
    }
}
