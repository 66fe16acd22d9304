package dev.ringside.engine.debug;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// The parts an expression is made of. Values are unsigned 64-bit numbers.
sealed interface ExpressionNode extends Expression {
    @Override
    default @Nullable Target target() {
        return null;
    }

    record Literal(long value) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            return value;
        }

        @Override
        public int size() {
            return 8;
        }
    }

    record RegisterValue(Register register) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            return register.read(context.state());
        }

        @Override
        public int size() {
            return register.size();
        }

        @Override
        public Target target() {
            return new Target.Register(register.name());
        }
    }

    /// What is not in the register file.
    enum Special implements ExpressionNode {
        CPU,
        ERRORCODE,
        VECTOR,
        PORT,
        MSR,
        CR,
        BEFORE,
        VALUE;

        /// The constant of this name, or null.
        static @Nullable Special of(String name) {
            for (Special special : values()) {
                if (special.name().equalsIgnoreCase(name)) {
                    return special;
                }
            }
            return null;
        }

        @Override
        public long evaluate(EvaluationContext context) {
            return switch (this) {
                case CPU -> context.vcpu();
                case ERRORCODE -> Integer.toUnsignedLong(context.errorCode());
                case VECTOR, PORT, MSR, CR -> context.eventNumber();
                case BEFORE -> context.eventBefore();
                case VALUE -> context.eventValue();
            };
        }

        @Override
        public int size() {
            return this == CPU || this == ERRORCODE ? 4 : 8;
        }
    }

    /// @param bytes 0: the current operand width
    record Memory(AddressKind kind, Expression address, int bytes) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            int width = bytes == 0 ? Expression.operandWidth(context.state()) : bytes;
            return context.read(kind, address.evaluate(context), width);
        }

        @Override
        public int size() {
            return bytes;
        }

        @Override
        public Target target() {
            return new Target.Memory(kind, address, bytes);
        }
    }

    /// Hidden base plus offset, cut to 32 bits outside 64-bit code.
    record Segmented(int segment, Expression offset) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            VcpuState state = context.state();
            SegmentRegister register = state.segment[segment];
            boolean flat = state.codeSize().bits() == 64;
            long base = flat && segment < SegmentRegister.FS ? 0 : register.base;
            long linear = base + offset.evaluate(context);
            return flat ? linear : linear & 0xFFFFFFFFL;
        }

        @Override
        public int size() {
            return 8;
        }
    }

    record Unary(char operator, Expression operand) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            long value = operand.evaluate(context);
            return switch (operator) {
                case '-' -> -value;
                case '~' -> ~value;
                default -> value == 0 ? 1 : 0;
            };
        }

        @Override
        public int size() {
            return operator == '!' ? 1 : 8;
        }
    }

    record Logical(boolean and, Expression left, Expression right) implements ExpressionNode {
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

    /// Unsigned comparison; a negative number means the other side's width, so that `al == -1`
    /// works.
    record Comparison(String operator, Expression left, Expression right)
            implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            long a = left.evaluate(context);
            long b = right.evaluate(context);
            if (isNegation(right)) {
                b = Expression.cut(b, left.size());
            } else if (isNegation(left)) {
                a = Expression.cut(a, right.size());
            }
            int order = Long.compareUnsigned(a, b);
            return Expression.holds(operator, order) ? 1 : 0;
        }

        private static boolean isNegation(Expression side) {
            return side instanceof Unary unary && unary.operator != '!';
        }

        @Override
        public int size() {
            return 1;
        }
    }

    record Binary(String operator, Expression left, Expression right) implements ExpressionNode {
        @Override
        public long evaluate(EvaluationContext context) {
            long a = left.evaluate(context);
            long b = right.evaluate(context);
            return switch (operator) {
                case "+" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                case "/" -> Long.divideUnsigned(a, divisor(b));
                case "%" -> Long.remainderUnsigned(a, divisor(b));
                case "<<" -> Long.compareUnsigned(b, 64) < 0 ? a << b : 0;
                case ">>" -> Long.compareUnsigned(b, 64) < 0 ? a >>> b : 0;
                case "&" -> a & b;
                case "|" -> a | b;
                default -> a ^ b;
            };
        }

        private static long divisor(long value) {
            if (value == 0) {
                throw new ZxException(ZxStatus.INVALID_ARGS, "division by zero in an expression");
            }
            return value;
        }

        @Override
        public int size() {
            return 8;
        }
    }
}
