package dev.ringside.engine.x86.semantics;

/// Rotates (SDM Vol. 2B RCL/RCR/ROL/ROR). Sizes are 1, 2, 4 or 8 bytes; counts are masked here;
/// results have anything above their size. A masked count of zero changes nothing; only CF and OF
/// change at all.
///
/// OF, which the SDM defines for a count of one, follows the same rule at every count, as AMD's Zen
/// 3 does it.
public final class Rotate {
    private Rotate() {}

    public static long rol(Cpu cpu, long value, long count, int size) {
        int masked = Shift.mask(count, size);
        if (masked == 0) {
            return value;
        }
        int bits = size << 3;
        int by = masked & bits - 1;
        long operand = Cpu.truncate(value, size);
        long result = by == 0 ? operand : operand << by | operand >>> bits - by;
        cpu.setCarryAndOverflow(carryOfRol(result), overflowOfRol(result, bits));
        return result;
    }

    static boolean carryOfRol(long result) {
        return (result & 1) != 0;
    }

    static boolean overflowOfRol(long result, int bits) {
        return carryOfRol(result) != top(result, bits);
    }

    public static long ror(Cpu cpu, long value, long count, int size) {
        int masked = Shift.mask(count, size);
        if (masked == 0) {
            return value;
        }
        int bits = size << 3;
        int by = masked & bits - 1;
        long operand = Cpu.truncate(value, size);
        long result = by == 0 ? operand : operand >>> by | operand << bits - by;
        cpu.setCarryAndOverflow(carryOfRor(result, bits), overflowOfRor(result, bits));
        return result;
    }

    static boolean carryOfRor(long result, int bits) {
        return top(result, bits);
    }

    static boolean overflowOfRor(long result, int bits) {
        return top(result ^ result << 1, bits);
    }

    public static long rcl(Cpu cpu, long value, long count, int size) {
        int masked = Shift.mask(count, size);
        if (masked == 0) {
            return value;
        }
        int bits = size << 3;
        long result = Cpu.truncate(value, size);
        boolean carry = cpu.carry();
        for (int by = masked % (bits + 1); by > 0; by--) {
            boolean out = top(result, bits);
            result = Cpu.truncate(result << 1 | (carry ? 1 : 0), size);
            carry = out;
        }
        cpu.setCarryAndOverflow(carry, carry != top(result, bits));
        return result;
    }

    public static long rcr(Cpu cpu, long value, long count, int size) {
        int masked = Shift.mask(count, size);
        if (masked == 0) {
            return value;
        }
        int bits = size << 3;
        long result = Cpu.truncate(value, size);
        boolean carry = cpu.carry();
        for (int by = masked % (bits + 1); by > 0; by--) {
            boolean out = (result & 1) != 0;
            result = result >>> 1 | (carry ? 1L << bits - 1 : 0);
            carry = out;
        }
        cpu.setCarryAndOverflow(carry, top(result ^ result << 1, bits));
        return result;
    }

    private static boolean top(long value, int bits) {
        return (value >>> bits - 1 & 1) != 0;
    }
}
