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
        if (by == 0) {
            return value;
        }
        int bits = size << 3;
        long operand = Cpu.truncate(value, size);
        boolean carry = by <= bits && (operand >>> bits - by & 1) != 0;
        long result = Cpu.signExtend(operand << by, size);
        setFlags(cpu, result, carry, carry != result < 0);
        return result;
    }

    public static long shr(Cpu cpu, long value, long count, int size) {
        int by = mask(count, size);
        if (by == 0) {
            return value;
        }
        long operand = Cpu.truncate(value, size);
        long result = operand >>> by;
        boolean overflow = (result >>> (size << 3) - 2 & 1) != 0;
        setFlags(cpu, result, (operand >>> by - 1 & 1) != 0, overflow);
        return result;
    }

    public static long sar(Cpu cpu, long value, long count, int size) {
        int by = mask(count, size);
        if (by == 0) {
            return value;
        }
        long operand = Cpu.signExtend(value, size);
        long result = operand >> by;
        setFlags(cpu, result, (operand >> by - 1 & 1) != 0, false);
        return result;
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
            last = low >>> 2 * bits - by;
            result = low << by - bits | low >>> 2 * bits - by;
        }
        result = Cpu.signExtend(result, size);
        boolean carry = (last & 1) != 0;
        setFlags(cpu, result, carry, carry != result < 0);
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
            last = high >>> by - bits - 1;
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
