package dev.ringside.engine.x86.tlb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Memory accesses of translated code: the tag compare and the access itself, small enough to be
/// inlined at each use.
///
/// Like [LinearMemory]'s, they throw and then have changed nothing; what only the interpreter does
/// throws [InterpretInstead]. `ram` is [LinearMemory#ram] and `tlb` [LinearMemory#translations] as
/// of now: constants or locals of the caller, so that the compiler sees through them. Fills the
/// same translations in the same order as the interpreter.
public final class TranslatedAccess {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TranslatedAccess() {}

    public static long read1(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.READ] == (linear & -4096)) {
            return ram.get(ValueLayout.JAVA_BYTE, linear + tlb[slot + Translations.ADDEND]) & 0xFFL;
        }
        return PlainAccess.read(memory, linear, 1, false);
    }

    public static long read2(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.READ] == (linear + 1 & -4096)) {
            return ram.get(SHORT, linear + tlb[slot + Translations.ADDEND]) & 0xFFFFL;
        }
        return PlainAccess.read(memory, linear, 2, false);
    }

    public static long read4(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.READ] == (linear + 3 & -4096)) {
            return ram.get(INT, linear + tlb[slot + Translations.ADDEND]) & 0xFFFFFFFFL;
        }
        return PlainAccess.read(memory, linear, 4, false);
    }

    public static long read8(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.READ] == (linear + 7 & -4096)) {
            return ram.get(LONG, linear + tlb[slot + Translations.ADDEND]);
        }
        return PlainAccess.read(memory, linear, 8, false);
    }

    /// The read of a read-modify-write: faults as the write would.
    public static long modify1(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear & -4096)) {
            return ram.get(ValueLayout.JAVA_BYTE, linear + tlb[slot + Translations.ADDEND]) & 0xFFL;
        }
        return PlainAccess.read(memory, linear, 1, true);
    }

    public static long modify2(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 1 & -4096)) {
            return ram.get(SHORT, linear + tlb[slot + Translations.ADDEND]) & 0xFFFFL;
        }
        return PlainAccess.read(memory, linear, 2, true);
    }

    public static long modify4(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 3 & -4096)) {
            return ram.get(INT, linear + tlb[slot + Translations.ADDEND]) & 0xFFFFFFFFL;
        }
        return PlainAccess.read(memory, linear, 4, true);
    }

    public static long modify8(MemorySegment ram, long[] tlb, LinearMemory memory, long linear) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 7 & -4096)) {
            return ram.get(LONG, linear + tlb[slot + Translations.ADDEND]);
        }
        return PlainAccess.read(memory, linear, 8, true);
    }

    /// Writes the low byte of `value`.
    public static void write1(
            MemorySegment ram, long[] tlb, LinearMemory memory, long linear, long value) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear & -4096)) {
            long host = linear + tlb[slot + Translations.ADDEND];
            ram.set(ValueLayout.JAVA_BYTE, host, (byte) value);
        } else {
            PlainAccess.write(memory, linear, 1, value);
        }
    }

    public static void write2(
            MemorySegment ram, long[] tlb, LinearMemory memory, long linear, long value) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 1 & -4096)) {
            ram.set(SHORT, linear + tlb[slot + Translations.ADDEND], (short) value);
        } else {
            PlainAccess.write(memory, linear, 2, value);
        }
    }

    public static void write4(
            MemorySegment ram, long[] tlb, LinearMemory memory, long linear, long value) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 3 & -4096)) {
            ram.set(INT, linear + tlb[slot + Translations.ADDEND], (int) value);
        } else {
            PlainAccess.write(memory, linear, 4, value);
        }
    }

    public static void write8(
            MemorySegment ram, long[] tlb, LinearMemory memory, long linear, long value) {
        int slot = Translations.slot(linear);
        if (tlb[slot + Translations.WRITE] == (linear + 7 & -4096)) {
            ram.set(LONG, linear + tlb[slot + Translations.ADDEND], value);
        } else {
            PlainAccess.write(memory, linear, 8, value);
        }
    }
}
