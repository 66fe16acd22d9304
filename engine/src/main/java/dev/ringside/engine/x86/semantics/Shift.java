package dev.ringside.engine.x86.semantics;

/// Shifts (SDM Vol. 2B SAL/SAR/SHL/SHR, SHLD, SHRD). Sizes are 1, 2, 4 or 8 bytes; counts are
/// masked here; results have anything above their size. A masked count of zero changes nothing.
///
/// What the SDM leaves undefined is as AMD's Zen 3 does it: AF is set, OF follows at every count
/// the rule for a count of one, and double shifts of 16 bits by more see the source twice.
public final class Shift {
    private Shift() {}

    static int mask(long count, int size) {
        return (int) count & (size == 8 ? 63 : 31);
    }

    public static long shl(Cpu cpu, long value, long count, int size) {
        int by = mask(count, size);
        return by == 0 ? value : shlBy(cpu, value, by, 64 - (size << 3));
    }

    /// With the operand at the top of 64 bits, one shift short of the result has CF and the
    /// result's sign where the carry word wants them.
    private static long shlBy(Cpu cpu, long value, int by, int shift) {
        cpu.flagCarries = carriesOfShl(value, by, shift);
        long result = value << shift << by - 1 << 1 >> shift;
        cpu.flagResult = result;
        return result;
    }

    static long carriesOfShl(long value, int by, int shift) {
        return value << shift << by - 1 & StatusFlags.CARRIES | StatusFlags.AF;
    }

    public static long shr(Cpu cpu, long value, long count, int size) {
        int by = mask(count, size);
        return by == 0 ? value : shrBy(cpu, value << 64 - (size << 3), by, 64 - (size << 3));
    }

    /// `top` is the operand at the top of 64 bits.
    private static long shrBy(Cpu cpu, long top, int by, int shift) {
        cpu.flagCarries = carriesOfShr(top, by, shift);
        long result = top >>> shift >>> by - 1 >>> 1;
        cpu.flagResult = result;
        return result;
    }

    static long carriesOfShr(long top, int by, int shift) {
        long almost = top >>> shift >>> by - 1;
        return bothCarries(almost) ^ top >>> by & StatusFlags.CARRY_IN | StatusFlags.AF;
    }

    public static long sar(Cpu cpu, long value, long count, int size) {
        int by = mask(count, size);
        return by == 0 ? value : sarBy(cpu, value << 64 - (size << 3), by, 64 - (size << 3));
    }

    private static long sarBy(Cpu cpu, long top, int by, int shift) {
        cpu.flagCarries = carriesOfSar(top, by, shift);
        long result = top >> shift >> by - 1 >> 1;
        cpu.flagResult = result;
        return result;
    }

    static long carriesOfSar(long top, int by, int shift) {
        return bothCarries(top >> shift >> by - 1) | StatusFlags.AF;
    }

    /// CF and no OF from bit 0.
    private static long bothCarries(long value) {
        return value << 63 >> 1 & StatusFlags.CARRIES;
    }

    /// Shifts `value` left, filling from the top of `source`.
    public static long shld(Cpu cpu, long value, long source, long count, int size) {
        int by = mask(count, size);
        if (by == 0) {
            return value;
        }
        int bits = size << 3;
        long high = Cpu.truncate(value, size);
        long low = Cpu.truncate(source, size);
        long last;
        long result;
        if (by <= bits) {
            last = high >>> bits - by;
            result = by == bits ? low : high << by | low >>> bits - by;
        } else {
            last = 0;
            result = low << by - bits | low >>> 2 * bits - by;
        }
        result = Cpu.signExtend(result, size);
        boolean carry = (last & 1) != 0;
        // From a count of the whole width on, only the part of `value` that is left counts.
        setFlags(cpu, result, carry, carry != (by < bits && result < 0));
        return result;
    }

    /// Shifts `value` right, filling from the bottom of `source`.
    public static long shrd(Cpu cpu, long value, long source, long count, int size) {
        int by = mask(count, size);
        if (by == 0) {
            return value;
        }
        int bits = size << 3;
        long low = Cpu.truncate(value, size);
        long high = Cpu.truncate(source, size);
        long last;
        long result;
        if (by <= bits) {
            last = low >>> by - 1;
            result = by == bits ? high : low >>> by | high << bits - by;
        } else {
            last = 0;
            result = high >>> by - bits | high << 2 * bits - by;
        }
        result = Cpu.signExtend(result, size);
        boolean overflow = ((result ^ result << 1) >>> bits - 1 & 1) != 0;
        setFlags(cpu, result, (last & 1) != 0, overflow);
        return result;
    }

    private static void setFlags(Cpu cpu, long result, boolean carry, boolean overflow) {
        cpu.flagResult = result;
        cpu.flagCarries = StatusFlags.carries(carry, overflow) | StatusFlags.AF;
    }
}
