package dev.ringside.adapter.source;

import dev.ringside.adapter.source.FrameState.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs one DWARF expression. The stack and the number of steps are bounded.
final class LocationMachine {
    private static final int MAXIMUM_STACK = 256;
    private static final int MAXIMUM_STEPS = 10_000;
    private static final int MAXIMUM_PIECES = 64;

    private final LocationProgram program;
    private final FrameState frame;
    private final long[] stack = new long[MAXIMUM_STACK];
    private final CType.@Nullable Base[] types = new CType.Base[MAXIMUM_STACK];
    private int depth;
    private final List<Location.Piece> pieces = new ArrayList<>();
    private @Nullable Location result;

    LocationMachine(LocationProgram program, FrameState frame) {
        this.program = program;
        this.frame = frame;
    }

    Location run() throws UnavailableException {
        if (program.operations.isEmpty()) {
            return Location.OPTIMIZED_OUT;
        }
        int steps = 0;
        for (int at = 0; at < program.operations.size(); ) {
            LocationProgram.Operation operation = program.operations.get(at);
            if (steps++ == MAXIMUM_STEPS) {
                throw new UnavailableException("its location does not end");
            }
            boolean jump =
                    operation.code() == Op.SKIP || (operation.code() == Op.BRA && pop() != 0);
            at = jump ? operation.target() : at + 1;
            if (operation.code() != Op.SKIP && operation.code() != Op.BRA) {
                step(operation);
            }
        }
        if (!pieces.isEmpty()) {
            return new Location.Pieces(List.copyOf(pieces));
        }
        return current();
    }

    /// The location of the part before a `piece`, or of everything.
    private Location current() throws UnavailableException {
        Location found = result;
        result = null;
        if (found != null) {
            return found;
        }
        return depth == 0 ? Location.OPTIMIZED_OUT : new Location.Memory(cut(pop()));
    }

    private long cut(long value) {
        return program.addressSize == 4 ? value & 0xFFFFFFFFL : value;
    }

    private void step(LocationProgram.Operation o) throws UnavailableException {
        int code = o.code();
        if (code >= Op.LIT0 && code <= Op.LIT31) {
            push(code - Op.LIT0);
        } else if (code >= Op.REG0 && code <= Op.REG31) {
            result = new Location.Register(code - Op.REG0);
        } else if (code >= Op.ABS && code <= Op.XOR || code >= Op.EQ && code <= Op.NE) {
            arithmetic(o);
        } else {
            other(o);
        }
    }

    private void other(LocationProgram.Operation o) throws UnavailableException {
        switch (o.code()) {
            case Op.ADDR,
                    Op.CONST1U,
                    Op.CONST1S,
                    Op.CONST2U,
                    Op.CONST2S,
                    Op.CONST4U,
                    Op.CONST4S,
                    Op.CONST8U,
                    Op.CONST8S,
                    Op.CONSTU,
                    Op.CONSTS ->
                    push(o.first());
            case Op.BREGX -> push(frame.register((int) o.first()) + o.second());
            case Op.FBREG -> push(frameBase() + o.first());
            case Op.CALL_FRAME_CFA -> push(frame.canonicalFrameAddress());
            case Op.REGX -> result = new Location.Register((int) o.first());
            case Op.STACK_VALUE -> result = new Location.Value(pop());
            case Op.IMPLICIT_VALUE ->
                    result =
                            o.block() == null
                                    ? Location.OPTIMIZED_OUT
                                    : new Location.Implicit(o.block());
            case Op.PIECE -> piece(0, o.first() * 8);
            case Op.BIT_PIECE -> piece(o.second(), o.first());
            case Op.DEREF -> push(frame.read(cut(pop()), program.addressSize));
            case Op.DEREF_SIZE -> push(frame.read(cut(pop()), size(o.first())));
            case Op.NOP, Op.GNU_UNINIT -> {}
            case Op.CONST_TYPE -> push(o.first(), o.type());
            case Op.REGVAL_TYPE ->
                    push(TypedBits.cut(frame.register((int) o.first()), o.type()), o.type());
            case Op.DEREF_TYPE -> push(frame.read(cut(pop()), size(o.first())), o.type());
            case Op.CONVERT -> {
                CType.Base from = topType();
                push(TypedBits.convert(pop(), from, o.type()), o.type());
            }
            case Op.REINTERPRET -> push(TypedBits.cut(pop(), o.type()), o.type());
            default -> moves(o);
        }
    }

    private void moves(LocationProgram.Operation o) throws UnavailableException {
        switch (o.code()) {
            case Op.DUP -> pick(0);
            case Op.OVER -> pick(1);
            case Op.PICK -> pick((int) o.first());
            case Op.DROP -> pop();
            case Op.SWAP -> rotate(2);
            case Op.ROT -> rotate(3);
            case Op.ENTRY_VALUE, Op.GNU_ENTRY_VALUE, Op.GNU_PARAMETER_REF ->
                    throw new UnavailableException("optimized out");
            case Op.IMPLICIT_POINTER, Op.GNU_IMPLICIT_POINTER ->
                    result = new Location.Unavailable("<pointer to what was optimized out>");
            case Op.FORM_TLS_ADDRESS, Op.GNU_PUSH_TLS_ADDRESS ->
                    throw new UnavailableException("thread-local, which needs a thread library");
            default ->
                    throw new UnavailableException(
                            "its location has operation 0x%02x".formatted(o.code()));
        }
    }

    private static int size(long size) throws UnavailableException {
        if (size < 1 || size > 8) {
            throw new UnavailableException("its location reads %d bytes".formatted(size));
        }
        return (int) size;
    }

    private void piece(long bitOffset, long bits) throws UnavailableException {
        Location part = result == null && depth == 0 ? Location.OPTIMIZED_OUT : current();
        if (pieces.size() == MAXIMUM_PIECES || bits < 0 || bitOffset < 0) {
            throw new UnavailableException("its location has too many parts");
        }
        pieces.add(new Location.Piece(part, bitOffset, bits));
    }

    private long frameBase() throws UnavailableException {
        LocationProgram base = program.frameBase;
        if (base == null) {
            throw new UnavailableException("its function has no frame base");
        }
        Location location = new LocationMachine(base, frame).run();
        return LocationProgram.addressOf(location, frame);
    }

    /// Operations on numbers; those of the generic type are as wide as an address.
    private void arithmetic(LocationProgram.Operation o) throws UnavailableException {
        int code = o.code();
        CType.Base type = topType();
        long top = pop();
        switch (code) {
            case Op.ABS, Op.NEG, Op.NOT -> push(TypedBits.unary(code, top, type, address()), type);
            case Op.PLUS_UCONST -> push(top + o.first(), type);
            default -> {
                long below = pop();
                long value = TypedBits.binary(code, below, top, type, address());
                push(value, code >= Op.EQ ? null : type);
            }
        }
    }

    private int address() {
        return program.addressSize;
    }

    void push(long value) throws UnavailableException {
        push(value, null);
    }

    private void push(long value, CType.@Nullable Base type) throws UnavailableException {
        if (depth == MAXIMUM_STACK) {
            throw new UnavailableException("its location needs too much stack");
        }
        types[depth] = type;
        stack[depth++] = value;
    }

    private long pop() throws UnavailableException {
        if (depth == 0) {
            throw new UnavailableException("its location is damaged");
        }
        return stack[--depth];
    }

    private CType.@Nullable Base topType() {
        return depth == 0 ? null : types[depth - 1];
    }

    private void pick(int below) throws UnavailableException {
        if (below < 0 || below >= depth) {
            throw new UnavailableException("its location is damaged");
        }
        push(stack[depth - 1 - below], types[depth - 1 - below]);
    }

    /// The top goes below the next `count - 1`.
    private void rotate(int count) throws UnavailableException {
        if (depth < count) {
            throw new UnavailableException("its location is damaged");
        }
        long top = stack[depth - 1];
        CType.Base type = types[depth - 1];
        for (int i = depth - 1; i > depth - count; i--) {
            stack[i] = stack[i - 1];
            types[i] = types[i - 1];
        }
        stack[depth - count] = top;
        types[depth - count] = type;
    }
}
