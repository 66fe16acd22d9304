package dev.ringside.engine.x86.translate;

import dev.ringside.engine.x86.semantics.LazyFlags;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// The lazy flags of a region: where they are, and what is known about them while writing.
///
/// The kind always stands in a local as well, so that handlers and joins need no knowledge.
final class Flags {
    static final ClassDesc LAZY = Body.desc(LazyFlags.class);
    private static final int UNKNOWN = -1;
    private static final int HALF = 0xFFFF;

    /// What is known where a block ends.
    record Known(int carry, int rest, boolean first) {
        static final Known NOTHING = new Known(UNKNOWN, UNKNOWN, false);
    }

    private final Body body;
    private final CodeBuilder code;

    /// The half of each source, if known.
    private int carry = UNKNOWN;

    private int rest = UNKNOWN;

    /// Whether [Slots#FIRST] holds the first operand of the operation both come from.
    private boolean first;

    Flags(Body body) {
        this.body = body;
        this.code = body.code;
    }

    Known known() {
        return new Known(carry, rest, first);
    }

    void assume(Known known) {
        carry = known.carry;
        rest = known.rest;
        first = known.first;
    }

    int carry() {
        return carry;
    }

    int rest() {
        return rest;
    }

    boolean first() {
        return first;
    }

    /// OPERAND and RESULT have just been stored by an operation that sets all flags.
    ///
    /// @param withFirst whether FIRST was stored as well
    void setAll(int half, boolean withFirst) {
        body.constant(LazyFlags.full(half));
        code.istore(Slots.KIND);
        if (body.splitCarry) {
            code.lload(Slots.OPERAND).lstore(Slots.CARRY_OPERAND);
            code.lload(Slots.RESULT).lstore(Slots.CARRY_RESULT);
        }
        carry = half;
        rest = half;
        first = withFirst;
    }

    /// RESULT has just been stored by an operation that keeps CF.
    void setRest(int half) {
        if (!body.splitCarry) {
            setAll(half, false);
            return;
        }
        if (carry == UNKNOWN) {
            code.iload(Slots.KIND);
            body.constant(~HALF);
            code.iand();
            body.constant(half);
            code.ior();
        } else {
            body.constant(carry << LazyFlags.CARRY_SHIFT | half);
        }
        code.istore(Slots.KIND);
        rest = half;
        first = false;
    }

    /// CARRY_OPERAND and CARRY_RESULT have just been stored by an operation that sets CF and OF.
    void setCarry(int half) {
        int set = LazyFlags.OVERFLOW_FROM_CARRY | half << LazyFlags.CARRY_SHIFT;
        if (rest == UNKNOWN) {
            code.iload(Slots.KIND);
            body.constant(HALF);
            code.iand();
            body.constant(set);
            code.ior();
        } else {
            rest |= LazyFlags.OVERFLOW_FROM_CARRY;
            body.constant(rest | set);
        }
        code.istore(Slots.KIND);
        carry = half;
        first = false;
    }

    /// Takes the flags over from the CPU.
    void load() {
        code.aload(Slots.CPU).getfield(Body.CPU, "flagResult", ConstantDescs.CD_long);
        code.lstore(Slots.RESULT);
        code.aload(Slots.CPU).getfield(Body.CPU, "flagCarries", ConstantDescs.CD_long);
        code.lstore(Slots.OPERAND);
        setAll(LazyFlags.WORDS, false);
    }

    /// Gives the flags to the CPU.
    void spill() {
        code.aload(Slots.CPU);
        kind();
        code.lload(Slots.RESULT);
        code.invokestatic(
                LAZY,
                "result",
                MethodTypeDesc.of(
                        ConstantDescs.CD_long, ConstantDescs.CD_int, ConstantDescs.CD_long));
        code.putfield(Body.CPU, "flagResult", ConstantDescs.CD_long);
        code.aload(Slots.CPU);
        kind();
        sources();
        code.invokestatic(
                LAZY,
                "carries",
                MethodTypeDesc.of(
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_int,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long));
        code.putfield(Body.CPU, "flagCarries", ConstantDescs.CD_long);
    }

    private void kind() {
        if (carry == UNKNOWN || rest == UNKNOWN) {
            code.iload(Slots.KIND);
        } else {
            body.constant(carry << LazyFlags.CARRY_SHIFT | rest);
        }
    }

    private void sources() {
        code.lload(Slots.OPERAND).lload(Slots.RESULT);
        code.lload(body.splitCarry ? Slots.CARRY_OPERAND : Slots.OPERAND);
        code.lload(body.splitCarry ? Slots.CARRY_RESULT : Slots.RESULT);
    }

    /// Jumps to `to` if condition `condition` holds, by the general rule.
    void branchSlowly(int condition, Label to) {
        body.constant(condition);
        kind();
        sources();
        code.invokestatic(
                LAZY,
                "condition",
                MethodTypeDesc.of(
                        ConstantDescs.CD_boolean,
                        ConstantDescs.CD_int,
                        ConstantDescs.CD_int,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long));
        code.ifne(to);
    }
}
