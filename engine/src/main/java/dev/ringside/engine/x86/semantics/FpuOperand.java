package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;

/// Operands of x87 instructions: memory by size, answers to NaNs (SDM Vol. 1 4.8.3, table 4-7).
final class FpuOperand {
    private FpuOperand() {}

    /// A real number of 4 or 8 bytes.
    static void real(Cpu cpu, Instruction insn, Float80 into) {
        long bits = Operands.read(cpu, insn);
        if (insn.operandSize == 4) {
            into.setSingle((int) bits);
        } else {
            into.setDouble(bits);
        }
    }

    /// An integer of 2, 4 or 8 bytes.
    static void integer(Cpu cpu, Instruction insn, Float80 into) {
        into.setInteger(Cpu.signExtend(Operands.read(cpu, insn), insn.operandSize));
    }

    /// The result of an operation on `x` and `y`, one of which is a NaN or unsupported.
    ///
    /// @return the exceptions: [Rounding#IE] or 0
    static int nan(Float80 x, Float80 y, Float80 result) {
        boolean unsupported = x.kind == Float80.UNSUPPORTED || y.kind == Float80.UNSUPPORTED;
        if (unsupported) {
            result.setIndefinite();
            return Rounding.IE;
        }
        int raised = x.isInvalid() || y.isInvalid() ? Rounding.IE : 0;
        result.copyFrom(chosen(x, y));
        quiet(result);
        return raised;
    }

    /// The only NaN; of two the one with the larger significand, but a QNaN before an SNaN.
    private static Float80 chosen(Float80 x, Float80 y) {
        if (!y.isNan()) {
            return x;
        }
        if (!x.isNan()) {
            return y;
        }
        if (x.kind != y.kind) {
            return x.kind == Float80.QUIET ? x : y;
        }
        int order = Long.compareUnsigned(x.significand, y.significand);
        return order > 0 || order == 0 && x.sign == 0 ? x : y;
    }

    /// Makes a NaN quiet; anything unsupported the indefinite.
    static void quiet(Float80 value) {
        if (value.kind == Float80.UNSUPPORTED) {
            value.setIndefinite();
        } else {
            value.significand |= Float80.QUIET_BIT;
            value.kind = Float80.QUIET;
        }
    }
}
