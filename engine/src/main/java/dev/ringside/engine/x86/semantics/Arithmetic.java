package dev.ringside.engine.x86.semantics;

/// Addition and subtraction (SDM Vol. 1 7.3.2; Vol. 2 ADD, ADC, SUB, SBB, CMP, INC, DEC, NEG).
///
/// Operands may have anything above their size; results are sign-extended. Sizes are 1, 2, 4 or 8
/// bytes. All work on operands moved to the top of 64 bits, so that carry and overflow stand in the
/// same bits for every size.
public final class Arithmetic {
    private Arithmetic() {}

    public static long add(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        return sum(cpu, first << shift, second << shift, 0, shift);
    }

    public static long adc(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        return sum(cpu, first << shift, second << shift, cpu.carryBit() << shift, shift);
    }

    public static long sub(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        return difference(cpu, first << shift, second << shift, 0, shift);
    }

    public static long sbb(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        return difference(cpu, first << shift, second << shift, cpu.carryBit() << shift, shift);
    }

    /// Keeps CF.
    public static long inc(Cpu cpu, long value, int size) {
        long before = cpu.flagCarries;
        long result = add(cpu, value, 1, size);
        keepCarry(cpu, before);
        return result;
    }

    /// Keeps CF.
    public static long dec(Cpu cpu, long value, int size) {
        long before = cpu.flagCarries;
        long result = sub(cpu, value, 1, size);
        keepCarry(cpu, before);
        return result;
    }

    /// Puts the old CF back; where it differs, the bit below changes too, to keep OF.
    private static void keepCarry(Cpu cpu, long before) {
        long changed = (cpu.flagCarries ^ before) & StatusFlags.CF;
        cpu.flagCarries ^= changed | changed >>> 1;
    }

    public static long neg(Cpu cpu, long value, int size) {
        return sub(cpu, 0, value, size);
    }

    private static long sum(Cpu cpu, long a, long b, long carryIn, int shift) {
        long sum = a + b + carryIn;
        cpu.flagCarries = carriesOfSum(a, b, sum, shift);
        return finish(cpu, sum, shift);
    }

    private static long difference(Cpu cpu, long a, long b, long borrowIn, int shift) {
        long difference = a - b - borrowIn;
        cpu.flagCarries = carriesOfDifference(a, b, difference, shift);
        return finish(cpu, difference, shift);
    }

    private static long finish(Cpu cpu, long result, int shift) {
        long extended = result >> shift;
        cpu.flagResult = extended;
        return extended;
    }

    /// The carry word. Carries out of each bit of `a + b` are `a & b | (a | b) & ~sum`.
    static long carriesOfSum(long a, long b, long sum, int shift) {
        return word(a & b | (a | b) & ~sum, shift);
    }

    /// Borrows are carries with `a` inverted and the result as it is.
    static long carriesOfDifference(long a, long b, long difference, int shift) {
        return word(~a & b | (~a | b) & difference, shift);
    }

    private static long word(long carries, int shift) {
        return carries & StatusFlags.CARRIES | carries >>> shift & StatusFlags.AF;
    }
}
