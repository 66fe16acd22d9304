package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.debug.Expression;
import org.jspecify.annotations.Nullable;

/// Operations of C on [CNode]s. Values are 64-bit numbers, extended by their types' signs.
sealed interface COperation extends CNode {

    /// The low bits a type has, extended by its sign.
    static long fit(long value, @Nullable CType type) {
        if (type == null) {
            return value;
        }
        CType bare = CType.strip(type);
        int bits = Math.clamp(bare.size() * 8, 0, 64);
        if (bare instanceof CType.Base base && base.encoding() == CType.Encoding.BOOLEAN) {
            return value == 0 ? 0 : 1;
        }
        return bits == 0 ? value : TypedValue.extend(value, bits, TypedValue.isSigned(bare));
    }

    private static boolean isSigned(CNode node) {
        CType type = node.type();
        return type != null && TypedValue.isSigned(CType.strip(type));
    }

    /// `(type) value`
    record Cast(CType type, CNode operand) implements COperation {
        @Override
        public long evaluate(EvaluationContext context) {
            return fit(operand.evaluate(context), type);
        }
    }

    /// `&place`
    record AddressOf(CType type, Place operand) implements COperation {
        @Override
        public long evaluate(EvaluationContext context) {
            try {
                return operand.place(context)
                        .address()
                        .orElseThrow(() -> new UnavailableException("not in memory"));
            } catch (UnavailableException e) {
                throw new ZxException(ZxStatus.NOT_FOUND, String.valueOf(e.getMessage()));
            }
        }
    }

    /// `-` `~` `!`
    record Unary(char operator, CNode operand) implements COperation {
        @Override
        public @Nullable CType type() {
            return operator == '!' ? null : operand.type();
        }

        @Override
        public long evaluate(EvaluationContext context) {
            long value = operand.evaluate(context);
            return switch (operator) {
                case '-' -> fit(-value, type());
                case '~' -> fit(~value, type());
                default -> value == 0 ? 1 : 0;
            };
        }

        @Override
        public int size() {
            return operator == '!' ? 1 : 8;
        }
    }

    record Logical(boolean and, CNode left, CNode right) implements COperation {
        @Override
        public @Nullable CType type() {
            return null;
        }

        @Override
        public long evaluate(EvaluationContext context) {
            boolean first = left.evaluate(context) != 0;
            return (first == and ? right.evaluate(context) != 0 : first) ? 1 : 0;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /// Signed where either side's type is; else unsigned, and then a negative number means the
    /// other side's width, so that `al == -1` works.
    record Comparison(String operator, CNode left, CNode right) implements COperation {
        @Override
        public @Nullable CType type() {
            return null;
        }

        @Override
        public long evaluate(EvaluationContext context) {
            long a = left.evaluate(context);
            long b = right.evaluate(context);
            boolean signed = isSigned(left) || isSigned(right);
            if (!signed && isNegation(right)) {
                b = Expression.cut(b, left.size());
            } else if (!signed && isNegation(left)) {
                a = Expression.cut(a, right.size());
            }
            int order = signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
            return Expression.holds(operator, order) ? 1 : 0;
        }

        private static boolean isNegation(CNode side) {
            return side instanceof Unary unary && unary.operator != '!';
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /// `value in first..end`, the end not included.
    record InRange(CNode value, CNode first, CNode end) implements COperation {
        @Override
        public @Nullable CType type() {
            return null;
        }

        @Override
        public long evaluate(EvaluationContext context) {
            long v = value.evaluate(context);
            long a = first.evaluate(context);
            long b = end.evaluate(context);
            boolean inside =
                    isSigned(value)
                            ? a <= v && v < b
                            : Long.compareUnsigned(a, v) <= 0 && Long.compareUnsigned(v, b) < 0;
            return inside ? 1 : 0;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /// Whether the text at an address is another.
    record TextEquals(boolean equal, CNode address, String text) implements COperation {
        @Override
        public @Nullable CType type() {
            return null;
        }

        @Override
        public long evaluate(EvaluationContext context) {
            long at = address.evaluate(context);
            byte[] wanted = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean same = true;
            for (int i = 0; same && i <= wanted.length; i++) {
                long one = context.read(AddressKind.LINEAR, at + i, 1);
                same = one == (i == wanted.length ? 0 : wanted[i] & 0xFF);
            }
            return same == equal ? 1 : 0;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /// Arithmetic.
    ///
    /// @param type null: 64 bits without sign
    /// @param scale what the right side is multiplied by: the size of what a pointer points to
    record Binary(@Nullable CType type, String operator, CNode left, CNode right, long scale)
            implements COperation {
        @Override
        public long evaluate(EvaluationContext context) {
            long a = left.evaluate(context);
            long b = right.evaluate(context) * scale;
            boolean signed = type != null && TypedValue.isSigned(CType.strip(type));
            return fit(
                    switch (operator) {
                        case "+" -> a + b;
                        case "-" -> a - b;
                        case "*" -> a * b;
                        case "/" -> signed ? a / divisor(b) : Long.divideUnsigned(a, divisor(b));
                        case "%" -> signed ? a % divisor(b) : Long.remainderUnsigned(a, divisor(b));
                        case "<<" -> Long.compareUnsigned(b, 64) < 0 ? a << b : 0;
                        case ">>" -> shifted(a, b, signed);
                        case "&" -> a & b;
                        case "|" -> a | b;
                        default -> a ^ b;
                    },
                    type);
        }

        private static long shifted(long value, long by, boolean signed) {
            if (Long.compareUnsigned(by, 64) >= 0) {
                return signed && value < 0 ? -1 : 0;
            }
            return signed ? value >> by : value >>> by;
        }

        private static long divisor(long value) {
            if (value == 0) {
                throw new ZxException(ZxStatus.INVALID_ARGS, "division by zero in an expression");
            }
            return value;
        }
    }

    /// The distance of two pointers, in what they point to.
    record Distance(CType type, CNode left, CNode right, long each) implements COperation {
        @Override
        public long evaluate(EvaluationContext context) {
            return (left.evaluate(context) - right.evaluate(context)) / each;
        }
    }
}
