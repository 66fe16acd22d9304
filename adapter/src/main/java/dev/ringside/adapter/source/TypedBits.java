package dev.ringside.adapter.source;

import dev.ringside.adapter.source.FrameState.UnavailableException;
import org.jspecify.annotations.Nullable;

/// Arithmetic on the values of DWARF expressions: bits of a base type, or of the generic type
/// (null), which is as wide as an address (DWARF 5, 2.5.1.4).
final class TypedBits {
    private TypedBits() {}

    /// The low bits a type has; generic bits are left as they are.
    static long cut(long value, CType.@Nullable Base type) {
        return type == null ? value : cut(value, (int) type.size());
    }

    private static long cut(long value, int size) {
        return size <= 0 || size >= 8 ? value : value & (1L << 8 * size) - 1;
    }

    private static long extend(long value, int size) {
        int shift = 64 - 8 * size;
        return size <= 0 || size >= 8 ? value : value << shift >> shift;
    }

    private static boolean isFloat(CType.@Nullable Base type) {
        return type != null && type.encoding() == CType.Encoding.FLOAT;
    }

    private static boolean isSigned(CType.@Nullable Base type) {
        return type != null
                && (type.encoding() == CType.Encoding.SIGNED
                        || type.encoding() == CType.Encoding.SIGNED_CHARACTER);
    }

    private static int size(CType.@Nullable Base type, int addressSize) {
        return type == null ? addressSize : Math.clamp(type.size(), 1, 8);
    }

    private static double real(long bits, CType.Base type) throws UnavailableException {
        return switch ((int) type.size()) {
            case 4 -> Float.intBitsToFloat((int) bits);
            case 8 -> Double.longBitsToDouble(bits);
            default -> throw new UnavailableException("a float of %d bytes".formatted(type.size()));
        };
    }

    private static long bits(double value, CType.Base type) throws UnavailableException {
        return switch ((int) type.size()) {
            case 4 -> Float.floatToRawIntBits((float) value) & 0xFFFFFFFFL;
            case 8 -> Double.doubleToRawLongBits(value);
            default -> throw new UnavailableException("a float of %d bytes".formatted(type.size()));
        };
    }

    static long convert(long value, CType.@Nullable Base from, CType.@Nullable Base to)
            throws UnavailableException {
        if (isFloat(from) && from != null) {
            double real = real(value, from);
            return isFloat(to) && to != null ? bits(real, to) : cut((long) real, to);
        }
        long number = isSigned(from) ? extend(value, size(from, 8)) : cut(value, size(from, 8));
        if (isFloat(to) && to != null) {
            return bits((double) number, to);
        }
        return cut(number, to);
    }

    static long unary(int code, long value, CType.@Nullable Base type, int addressSize)
            throws UnavailableException {
        if (isFloat(type) && type != null) {
            double real = real(value, type);
            return bits(code == Op.ABS ? Math.abs(real) : -real, type);
        }
        int size = size(type, addressSize);
        long number = extend(value, size);
        return cut(
                switch (code) {
                    case Op.ABS -> Math.abs(number);
                    case Op.NEG -> -number;
                    default -> ~number;
                },
                size);
    }

    static long binary(int code, long left, long right, CType.@Nullable Base type, int addressSize)
            throws UnavailableException {
        if (isFloat(type) && type != null) {
            return reals(code, real(left, type), real(right, type), type);
        }
        int size = size(type, addressSize);
        long a = extend(left, size);
        long b = extend(right, size);
        boolean unsigned = type != null && !isSigned(type);
        if (code >= Op.EQ && code <= Op.NE) {
            int order =
                    unsigned
                            ? Long.compareUnsigned(cut(left, size), cut(right, size))
                            : Long.compare(a, b);
            return holds(code, order) ? 1 : 0;
        }
        return cut(
                switch (code) {
                    case Op.AND -> a & b;
                    case Op.OR -> a | b;
                    case Op.XOR -> a ^ b;
                    case Op.PLUS -> a + b;
                    case Op.MINUS -> a - b;
                    case Op.MUL -> a * b;
                    case Op.DIV ->
                            unsigned
                                    ? Long.divideUnsigned(
                                            cut(left, size), divisor(cut(right, size)))
                                    : a / divisor(b);
                    case Op.MOD ->
                            isSigned(type)
                                    ? a % divisor(b)
                                    : Long.remainderUnsigned(
                                            cut(left, size), divisor(cut(right, size)));
                    case Op.SHL -> shift(b) ? a << b : 0;
                    case Op.SHR -> shift(b) ? cut(left, size) >>> b : 0;
                    case Op.SHRA -> a >> (shift(b) ? b : 63);
                    default -> throw new UnavailableException("its location is damaged");
                },
                size);
    }

    private static boolean shift(long by) {
        return by >= 0 && by < 64;
    }

    private static boolean holds(int code, int order) {
        return switch (code) {
            case Op.EQ -> order == 0;
            case Op.GE -> order >= 0;
            case Op.GT -> order > 0;
            case Op.LE -> order <= 0;
            case Op.LT -> order < 0;
            default -> order != 0;
        };
    }

    private static long divisor(long value) throws UnavailableException {
        if (value == 0) {
            throw new UnavailableException("its location divides by zero");
        }
        return value;
    }

    private static long reals(int code, double a, double b, CType.Base type)
            throws UnavailableException {
        if (code >= Op.EQ && code <= Op.NE) {
            return holds(code, Double.compare(a, b)) ? 1 : 0;
        }
        return bits(
                switch (code) {
                    case Op.PLUS -> a + b;
                    case Op.MINUS -> a - b;
                    case Op.MUL -> a * b;
                    case Op.DIV -> a / b;
                    default -> throw new UnavailableException("its location is damaged");
                },
                type);
    }
}
