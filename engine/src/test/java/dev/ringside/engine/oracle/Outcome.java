package dev.ringside.engine.oracle;

import java.lang.foreign.MemorySegment;

/// How a case ended: the first exception and the state it found. Reused from case to case.
final class Outcome {
    final long[] gpr = new long[16];
    long rip;
    long rflags;
    int cs;
    int ss;
    int ds;
    int es;
    int fs;
    int gs;
    long fsBase;
    long gsBase;

    /// -1 when the side could not run the case; [#failure] says why.
    int vector;

    long errorCode;

    /// Meaningful for #PF only.
    long cr2;

    /// The window afterwards, [Window#SIZE] bytes.
    MemorySegment window = MemorySegment.NULL;

    /// Meaningful for cases with [CaseState#media] only.
    final MediaState media = new MediaState();

    String failure = "";
}
