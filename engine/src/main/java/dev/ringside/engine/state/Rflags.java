package dev.ringside.engine.state;

/// Bits of RFLAGS (SDM Vol. 1 3.4.3).
///
/// ```
///  21 20  19  18 17 16 14 13-12 11 10  9  8  7  6  4  2  0
///  ID VIP VIF AC VM RF NT IOPL  OF DF IF TF SF ZF AF PF CF      bit 1 reads 1
/// ```
public final class Rflags {
    public static final long CF = 1 << 0;
    public static final long RESERVED_ONE = 1 << 1;
    public static final long PF = 1 << 2;
    public static final long AF = 1 << 4;
    public static final long ZF = 1 << 6;
    public static final long SF = 1 << 7;
    public static final long TF = 1 << 8;
    public static final long IF = 1 << 9;
    public static final long DF = 1 << 10;
    public static final long OF = 1 << 11;
    public static final long IOPL = 3 << 12;
    public static final long NT = 1 << 14;
    public static final long RF = 1 << 16;
    public static final long VM = 1 << 17;
    public static final long AC = 1 << 18;
    public static final long VIF = 1 << 19;
    public static final long VIP = 1 << 20;
    public static final long ID = 1 << 21;

    /// CF, PF, AF, ZF, SF and OF.
    public static final long STATUS = CF | PF | AF | ZF | SF | OF;

    /// Every bit that is not reserved.
    public static final long ALL =
            STATUS | TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

    private Rflags() {}
}
