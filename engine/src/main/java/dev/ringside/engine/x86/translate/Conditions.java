package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.semantics.LazyFlags;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Conditions as the compares of the JVM, where the operation that set the flags is known.
final class Conditions {
    private static final int OVERFLOW = 0;
    private static final int BELOW = 1;
    private static final int EQUAL = 2;
    private static final int BELOW_EQUAL = 3;
    private static final int SIGN = 4;
    private static final int LESS = 6;
    private static final int LESS_EQUAL = 7;

    private final Body body;
    private final CodeBuilder code;
    private final Flags flags;

    Conditions(Body body, Flags flags) {
        this.body = body;
        this.code = body.code;
        this.flags = flags;
    }

    /// Jumps to `to` if `condition` (0 to 15, the low opcode bits) holds.
    void branch(int condition, Label to) {
        int pair = condition >> 1;
        boolean negated = (condition & 1) != 0;
        boolean whole = flags.carry() == flags.rest();
        boolean done =
                switch (flags.rest() & 15) {
                    default -> false;
                    case LazyFlags.SUB -> whole && flags.first() && compared(pair, negated, to);
                    case LazyFlags.LOGIC -> whole && tested(pair, negated, to);
                    case LazyFlags.ADD ->
                            whole && pair == BELOW
                                    ? carried(negated, to)
                                    : byResult(pair, negated, to);
                    case LazyFlags.INC,
                            LazyFlags.DEC,
                            LazyFlags.SHL,
                            LazyFlags.SHR,
                            LazyFlags.SAR ->
                            byResult(pair, negated, to);
                };
        if (flags.rest() < 0 || !done) {
            flags.branchSlowly(condition, to);
        }
    }

    /// Known flags of an unknown kind have -1, whose low bits are no operation.
    private int size() {
        return LazyFlags.size(flags.rest());
    }

    private boolean compared(int pair, boolean negated, Label to) {
        switch (pair) {
            case BELOW, BELOW_EQUAL -> unsigned(Slots.FIRST, Slots.OPERAND);
            case EQUAL, LESS, LESS_EQUAL -> signed(Slots.FIRST, Slots.OPERAND);
            default -> {
                return byResult(pair, negated, to);
            }
        }
        code.branch(
                switch (pair) {
                    case BELOW, LESS -> negated ? Opcode.IFGE : Opcode.IFLT;
                    case EQUAL -> negated ? Opcode.IFNE : Opcode.IFEQ;
                    default -> negated ? Opcode.IFGT : Opcode.IFLE;
                },
                to);
        return true;
    }

    /// After a logical operation CF and OF are clear.
    private boolean tested(int pair, boolean negated, Label to) {
        return switch (pair) {
            case OVERFLOW, BELOW -> {
                if (negated) {
                    code.goto_(to);
                }
                yield true;
            }
            case BELOW_EQUAL -> byResult(EQUAL, negated, to);
            case LESS -> byResult(SIGN, negated, to);
            case LESS_EQUAL -> {
                result();
                code.branch(negated ? Opcode.IFGT : Opcode.IFLE, to);
                yield true;
            }
            default -> byResult(pair, negated, to);
        };
    }

    private boolean byResult(int pair, boolean negated, Label to) {
        if (pair == EQUAL) {
            result();
            code.branch(negated ? Opcode.IFNE : Opcode.IFEQ, to);
            return true;
        }
        if (pair == SIGN) {
            result();
            code.branch(negated ? Opcode.IFGE : Opcode.IFLT, to);
            return true;
        }
        return false;
    }

    private boolean carried(boolean negated, Label to) {
        unsigned(Slots.RESULT, Slots.OPERAND);
        code.branch(negated ? Opcode.IFGE : Opcode.IFLT, to);
        return true;
    }

    /// Pushes an int with the sign of the result.
    private void result() {
        code.lload(Slots.RESULT);
        switch (size()) {
            case 1 -> code.l2i().i2b();
            case 2 -> code.l2i().i2s();
            case 4 -> code.l2i();
            default -> code.lconst_0().lcmp();
        }
    }

    private void signed(int first, int second) {
        code.lload(first);
        body.signExtend(size());
        code.lload(second);
        body.signExtend(size());
        code.lcmp();
    }

    private void unsigned(int first, int second) {
        boolean wide = size() == 8;
        code.lload(first);
        if (!wide) {
            body.truncate(size());
        }
        code.lload(second);
        if (!wide) {
            body.truncate(size());
            code.lcmp();
            return;
        }
        code.invokestatic(
                ConstantDescs.CD_Long,
                "compareUnsigned",
                MethodTypeDesc.of(
                        ConstantDescs.CD_int, ConstantDescs.CD_long, ConstantDescs.CD_long));
    }
}
