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
        long a = first << shift;
        long b = second << shift;
        return sum(cpu, a, b, a + b, shift);
    }

    public static long adc(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        long a = first << shift;
        long b = second << shift;
        return sum(cpu, a, b, a + b + (cpu.carryBit() << shift), shift);
    }

    public static long sub(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        long a = first << shift;
        long b = second << shift;
        return difference(cpu, a, b, a - b, shift);
    }

    public static long sbb(Cpu cpu, long first, long second, int size) {
        int shift = 64 - (size << 3);
        long a = first << shift;
        long b = second << shift;
        return difference(cpu, a, b, a - b - (cpu.carryBit() << shift), shift);
    }

    /// Keeps CF.
    public static long inc(Cpu cpu, long value, int size) {
        boolean carry = cpu.carry();
        long result = add(cpu, value, 1, size);
        cpu.setCarryAndOverflow(carry, cpu.overflow());
        return result;
    }

    /// Keeps CF.
    public static long dec(Cpu cpu, long value, int size) {
        boolean carry = cpu.carry();
        long result = sub(cpu, value, 1, size);
        cpu.setCarryAndOverflow(carry, cpu.overflow());
        return result;
    }

    public static long neg(Cpu cpu, long value, int size) {
        return sub(cpu, 0, value, size);
    }

    /// Carries out of each bit of `a + b` are `a & b | (a | b) & ~sum`.
    private static long sum(Cpu cpu, long a, long b, long sum, int shift) {
        return finish(cpu, a & b | (a | b) & ~sum, sum, shift);
    }

    /// Borrows are carries with `a` inverted and the result as it is.
    private static long difference(Cpu cpu, long a, long b, long difference, int shift) {
        return finish(cpu, ~a & b | (~a | b) & difference, difference, shift);
    }

    private static long finish(Cpu cpu, long carries, long result, int shift) {
        cpu.flagCarries = carries & StatusFlags.CARRIES | carries >>> shift & StatusFlags.AF;
        long extended = result >> shift;
        cpu.flagResult = extended;
        return extended;
    }
}
