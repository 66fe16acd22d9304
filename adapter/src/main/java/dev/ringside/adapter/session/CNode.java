package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState;
import dev.ringside.adapter.source.FrameState.UnavailableException;
import dev.ringside.adapter.source.Location;
import dev.ringside.adapter.source.ScopeVariable;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.EvaluationContext;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.jspecify.annotations.Nullable;

/// Parts of an expression that may have a type of C. Registers, numbers and symbols of assembler
/// have none (null): they are unsigned 64-bit numbers, as in the engine's own expressions.
///
/// Immutable and thread-safe, for the engine evaluates conditions on its VCPU threads.
sealed interface CNode extends Expression permits CNode.Place, CNode.Plain, COperation {
    /// Null: a plain number.
    @Nullable CType type();

    @Override
    default @Nullable Target target() {
        return null;
    }

    @Override
    default int size() {
        CType type = type();
        return type == null ? 8 : Math.clamp(CType.strip(type).size(), 1, 8);
    }

    /// What has a place: a variable, memory, or a part of either.
    sealed interface Place extends CNode permits Variable, Memory, Part, Element {
        @Override
        CType type();

        /// @throws UnavailableException what leads there cannot be had
        TypedValue place(EvaluationContext context) throws UnavailableException;

        /// The number it holds; of an array or structure its address.
        @Override
        default long evaluate(EvaluationContext context) {
            try {
                TypedValue value = place(context);
                if (TypedVariables.isScalar(CType.strip(value.type()))) {
                    return value.scalar(ContextFrame.of(context));
                }
                return value.address().orElseThrow(() -> new UnavailableException("not in memory"));
            } catch (UnavailableException e) {
                throw unavailable(e);
            }
        }
    }

    private static ZxException unavailable(UnavailableException e) {
        return new ZxException(ZxStatus.NOT_FOUND, String.valueOf(e.getMessage()));
    }

    /// A variable of the program.
    ///
    /// @param base set where its place is a register plus a number, which is quick to find
    record Variable(CType type, ScopeVariable.Place where, ScopeVariable.@Nullable Based base)
            implements Place {
        @Override
        public TypedValue place(EvaluationContext context) throws UnavailableException {
            FrameState frame = ContextFrame.of(context);
            ScopeVariable.Based based = base;
            if (based == null) {
                return new TypedValue(type, where.locate(frame));
            }
            long start = based.register() < 0 ? 0 : frame.register(based.register());
            return TypedValue.at(type, start + based.offset() & based.mask());
        }
    }

    /// What a pointer points to.
    record Memory(CType type, CNode address) implements Place {
        @Override
        public TypedValue place(EvaluationContext context) {
            return TypedValue.at(type, address.evaluate(context));
        }
    }

    /// A member of a structure.
    record Part(CType type, Place whole, CType.Member member) implements Place {
        @Override
        public TypedValue place(EvaluationContext context) throws UnavailableException {
            return whole.place(context).member(member);
        }
    }

    /// An element of an array, or several from one on.
    record Element(CType type, Place array, CNode index, long step) implements Place {
        @Override
        public TypedValue place(EvaluationContext context) throws UnavailableException {
            return array.place(context).as(type, index.evaluate(context) * step);
        }
    }

    /// What the engine's own expressions have too.
    sealed interface Plain extends CNode permits Constant, Wrapped, Sized, Segmented {
        @Override
        default @Nullable CType type() {
            return null;
        }
    }

    record Constant(long value) implements Plain {
        @Override
        public long evaluate(EvaluationContext context) {
            return value;
        }
    }

    /// A register or another name that the engine knows.
    record Wrapped(Expression expression) implements Plain {
        @Override
        public long evaluate(EvaluationContext context) {
            return expression.evaluate(context);
        }

        @Override
        public int size() {
            return expression.size();
        }

        @Override
        public @Nullable Target target() {
            return expression.target();
        }
    }

    /// Memory by address.
    ///
    /// @param bytes 0: the current operand width
    record Sized(AddressKind kind, CNode address, int bytes) implements Plain {
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

    /// A segment's hidden base plus an offset, cut to 32 bits outside 64-bit code.
    record Segmented(int segment, CNode offset) implements Plain {
        @Override
        public long evaluate(EvaluationContext context) {
            VcpuState state = context.state();
            boolean flat = state.codeSize().bits() == 64;
            boolean based = !flat || segment >= SegmentRegister.FS;
            long base = based ? state.segment[segment].base : 0;
            long linear = base + offset.evaluate(context);
            return flat ? linear : linear & 0xFFFFFFFFL;
        }
    }

    /// A value that an expression made, as a place to show it.
    static TypedValue shown(CType type, long value) {
        return new TypedValue(type, new Location.Value(value));
    }
}
