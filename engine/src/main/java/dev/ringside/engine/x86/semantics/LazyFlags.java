package dev.ringside.engine.x86.semantics;

/// Status flags that translated code has not worked out: which operation set them, and from what.
///
/// Two sources, since some instructions keep part of the flags: one for ZF, SF, PF, AF and OF
/// (*result source*: `operand`, `result`), one for CF (*carry source*: `carryOperand`,
/// `carryResult`). An operation that sets all flags is both.
///
/// ```
/// kind  31                16 15                 0
///       |  carry source     |  result source     |
///       12: OF comes from the carry source   11-6: shift count   5-4: log2 size   3-0: operation
/// ```
///
/// [#result] and [#carries] give the words of [StatusFlags], which are what the interpreter would
/// have: each operation's rule stands in its own class and is only called here.
public final class LazyFlags {
    /// `result` and `operand` are the words themselves.
    public static final int WORDS = 0;

    /// `result` = something + `operand`.
    public static final int ADD = 1;

    /// `result` = something - `operand`.
    public static final int SUB = 2;

    public static final int LOGIC = 3;
    public static final int INC = 4;
    public static final int DEC = 5;

    /// `operand` shifted by the count.
    public static final int SHL = 6;

    public static final int SHR = 7;
    public static final int SAR = 8;

    /// As a carry source only: the product of both words.
    public static final int IMUL = 9;

    /// As a carry source only: `carryResult` is the rotated value.
    public static final int ROL = 10;

    public static final int ROR = 11;

    /// In the result source's half: OF comes from the carry source.
    public static final int OVERFLOW_FROM_CARRY = 1 << 12;

    public static final int CARRY_SHIFT = 16;
    private static final int HALF = 0xFFFF;

    private LazyFlags() {}

    /// One half of a kind.
    ///
    /// @param size 1, 2, 4 or 8
    /// @param count of a shift, else 0
    public static int half(int operation, int size, int count) {
        return operation | Integer.numberOfTrailingZeros(size) << 4 | count << 6;
    }

    /// The kind of an operation that sets all flags.
    public static int full(int half) {
        return half | half << CARRY_SHIFT;
    }

    public static int size(int half) {
        return 1 << (half >>> 4 & 3);
    }

    public static int operation(int half) {
        return half & 15;
    }

    /// [Cpu#flagResult].
    public static long result(int kind, long result) {
        return (kind & 15) == WORDS ? result : Cpu.signExtend(result, size(kind));
    }

    /// [Cpu#flagCarries].
    public static long carries(
            int kind, long operand, long result, long carryOperand, long carryResult) {
        long carries = words(kind, operand, result);
        int carryKind = kind >>> CARRY_SHIFT;
        if (carryKind == (kind & HALF)) {
            return carries;
        }
        boolean carry = carry(carryKind, carryOperand, carryResult);
        boolean overflow =
                (kind & OVERFLOW_FROM_CARRY) != 0
                        ? carryOverflow(carryKind, carryResult, carry)
                        : StatusFlags.overflow(carries);
        return carries & ~StatusFlags.CARRIES | StatusFlags.carries(carry, overflow);
    }

    /// The carry word of a result source.
    private static long words(int half, long operand, long result) {
        int size = size(half);
        int shift = 64 - (size << 3);
        long r = result << shift;
        long b = operand << shift;
        return switch (half & 15) {
            case WORDS -> operand;
            case ADD -> Arithmetic.carriesOfSum(r - b, b, r, shift);
            case SUB -> Arithmetic.carriesOfDifference(r + b, b, r, shift);
            case INC -> Arithmetic.carriesOfSum(r - (1L << shift), 1L << shift, r, shift);
            case DEC -> Arithmetic.carriesOfDifference(r + (1L << shift), 1L << shift, r, shift);
            case SHL -> Shift.carriesOfShl(operand, half >>> 6 & 63, shift);
            case SHR -> Shift.carriesOfShr(b, half >>> 6 & 63, shift);
            case SAR -> Shift.carriesOfSar(b, half >>> 6 & 63, shift);
            default -> 0;
        };
    }

    private static boolean carry(int half, long operand, long result) {
        int size = size(half);
        return switch (half & 15) {
            case IMUL -> MultiplyDivide.overflows(operand, result, size);
            case ROL -> Rotate.carryOfRol(result);
            case ROR -> Rotate.carryOfRor(result, size << 3);
            default -> words(half, operand, result) < 0;
        };
    }

    private static boolean carryOverflow(int half, long result, boolean carry) {
        int bits = size(half) << 3;
        return switch (half & 15) {
            case ROL -> Rotate.overflowOfRol(result, bits);
            case ROR -> Rotate.overflowOfRor(result, bits);
            default -> carry;
        };
    }

    /// CF, 0 or 1.
    public static long carryBit(int kind, long carryOperand, long carryResult) {
        return carry(kind >>> CARRY_SHIFT, carryOperand, carryResult) ? 1 : 0;
    }

    /// Whether condition `code` holds, as [Cpu#condition].
    public static boolean condition(
            int code, int kind, long operand, long result, long carryOperand, long carryResult) {
        long words = carries(kind, operand, result, carryOperand, carryResult);
        return StatusFlags.condition(code, result(kind, result), words);
    }
}
