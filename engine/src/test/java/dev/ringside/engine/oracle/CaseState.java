package dev.ringside.engine.oracle;

import org.jspecify.annotations.Nullable;

/// One case: the registers to start with and the bytes to run. Reused from case to case.
final class CaseState {
    static final int MAX_CODE = 64;

    final long[] gpr = new long[16];

    /// An offset in the code segment, like RIP.
    long rip;

    long rflags;
    int cs;
    int ss;
    int ds;
    int es;
    int fs;
    int gs;

    /// Used in 64-bit code only, where FS and GS are null selectors.
    long fsBase;

    long gsBase;

    final byte[] code = new byte[MAX_CODE];
    int codeLength;

    /// The linear address of the code.
    long codeAddress;

    /// The case makes a far call.
    boolean farCall;

    /// The case accesses several things, and in which order it does, and so which of their faults
    /// comes first, depends on the processor model.
    boolean anyOrder;

    /// A fault may leave registers behind that were already loaded (POPA on AMD processors).
    boolean partial;

    /// 64-bit code goes through FS or GS.
    boolean based;

    /// Status flags that the manuals leave undefined.
    long undefinedFlags;

    /// x87 and vector registers to start with; null when the case has nothing to do with them.
    @Nullable MediaState media;

    /// What [#media] was made from.
    long mediaSeed;

    int mediaKind;

    /// What of the result is no more than near the host's: one of [MediaComparison]'s, 0 for
    /// nothing.
    int approximate;

    /// Linear address of a doubleword that FXSAVE writes MXCSR_MASK to, which differs between
    /// processor models; 0 for none.
    long maskAddress;

    /// Bits of the x87 status word that the manuals leave undefined.
    int undefinedStatus;

    /// Makes [#media].
    void fillMedia(long seed, int kind) {
        mediaSeed = seed;
        mediaKind = kind;
        MediaState made = new MediaState();
        made.fill(seed, kind);
        media = made;
    }

    int bits() {
        return switch (cs) {
            case Segments.CODE_64 -> 64;
            case Segments.CODE_32 -> 32;
            default -> cs == Segments.CODE_16 ? 16 : 32;
        };
    }

    /// SP is the stack pointer rather than ESP or RSP.
    boolean smallStack() {
        return cs != Segments.CODE_64 && (ss & 4) != 0 && !Segments.LDT.get(ss >> 3).big();
    }

    void copyFrom(CaseState other) {
        System.arraycopy(other.gpr, 0, gpr, 0, gpr.length);
        rip = other.rip;
        rflags = other.rflags;
        cs = other.cs;
        ss = other.ss;
        ds = other.ds;
        es = other.es;
        fs = other.fs;
        gs = other.gs;
        fsBase = other.fsBase;
        gsBase = other.gsBase;
        System.arraycopy(other.code, 0, code, 0, code.length);
        codeLength = other.codeLength;
        codeAddress = other.codeAddress;
        farCall = other.farCall;
        anyOrder = other.anyOrder;
        partial = other.partial;
        based = other.based;
        undefinedFlags = other.undefinedFlags;
        media = other.media;
        mediaSeed = other.mediaSeed;
        mediaKind = other.mediaKind;
        approximate = other.approximate;
        undefinedStatus = other.undefinedStatus;
        maskAddress = other.maskAddress;
    }
}
