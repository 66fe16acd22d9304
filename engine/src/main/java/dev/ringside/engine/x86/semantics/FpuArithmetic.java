package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// x87 basic arithmetic (SDM Vol. 1 8.3.5; Vol. 2A FADD to FDIVR, FSQRT, FABS, FCHS).
public final class FpuArithmetic {
    // Operations by ModRM.reg of D8.
    private static final int ADD = 0;
    private static final int MULTIPLY = 1;
    private static final int SUBTRACT = 4;
    private static final int SUBTRACT_REVERSE = 5;
    private static final int DIVIDE_REVERSE = 7;

    private FpuArithmetic() {}

    /// ST(0) by ST(i) or by a real number in memory.
    ///
    /// @param operation ModRM.reg of the D8 form: 0 add, 1 multiply, 4 subtract, 5 reversed, 6
    ///   divide, 7 reversed
    public static void real(Cpu cpu, Instruction insn, int operation) {
        FpuStack.require(cpu);
        if (insn.isMemory) {
            FpuOperand.real(cpu, insn, cpu.fpu.second);
            memory(cpu, insn, operation);
        } else {
            FpuStack.begin(cpu, insn);
            registers(cpu, operation, 0, insn.rm & 7, 0);
        }
    }

    /// ST(0) by an integer in memory.
    public static void integer(Cpu cpu, Instruction insn, int operation) {
        FpuStack.require(cpu);
        FpuOperand.integer(cpu, insn, cpu.fpu.second);
        memory(cpu, insn, operation);
    }

    /// ST(i) by ST(0), into ST(i).
    ///
    /// @param pops 1 to pop afterwards, else 0
    public static void toRegister(Cpu cpu, Instruction insn, int operation, int pops) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        registers(cpu, operation, insn.rm & 7, 0, pops);
    }

    private static void memory(Cpu cpu, Instruction insn, int operation) {
        FpuStack.begin(cpu, insn);
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, 0)) {
            underflow(cpu, 0, 0);
            return;
        }
        FpuStack.load(state, 0, cpu.fpu.first);
        binary(cpu, operation, cpu.fpu.first, cpu.fpu.second, 0, 0);
    }

    private static void registers(Cpu cpu, int operation, int first, int second, int pops) {
        VcpuState state = cpu.state;
        if (FpuStack.isEmpty(state, first) || FpuStack.isEmpty(state, second)) {
            underflow(cpu, first, pops);
            return;
        }
        FpuStack.load(state, first, cpu.fpu.first);
        FpuStack.load(state, second, cpu.fpu.second);
        binary(cpu, operation, cpu.fpu.first, cpu.fpu.second, first, pops);
    }

    private static void underflow(Cpu cpu, int destination, int pops) {
        if (FpuStack.underflow(cpu.state)) {
            cpu.fpu.result.setIndefinite();
            finish(cpu, destination, pops);
        }
    }

    private static void finish(Cpu cpu, int destination, int pops) {
        FpuStack.store(cpu.state, destination, cpu.fpu.result);
        if (pops != 0) {
            FpuStack.pop(cpu.state);
        }
    }

    private static void binary(
            Cpu cpu, int operation, Float80 x, Float80 y, int destination, int pops) {
        Float80 result = cpu.fpu.result;
        VcpuState state = cpu.state;
        if (x.isNan() || y.isNan()) {
            if (FpuStatus.signal(state, FpuOperand.nan(x, y, result))) {
                finish(cpu, destination, pops);
            }
            return;
        }
        int raised = compute(operation, x, y, Rounding.mode(state.fpuControl), result);
        if (raised == 0 && (x.denormal || y.denormal)) {
            raised = Rounding.DE;
        }
        if (FpuStatus.signal(state, raised)) {
            if (result.kind == Float80.FINITE) {
                round(state, result);
            }
            finish(cpu, destination, pops);
        }
    }

    /// Rounds to the precision the control word asks for.
    private static void round(VcpuState state, Float80 result) {
        int control = state.fpuControl;
        FpuStatus.signal(state, Rounding.round(result, Rounding.precision(control), control));
    }

    private static int compute(int operation, Float80 x, Float80 y, int mode, Float80 result) {
        return switch (operation) {
            case ADD -> Float80Arithmetic.add(x, y, 0, mode, result);
            case MULTIPLY -> Float80Arithmetic.multiply(x, y, result);
            case SUBTRACT -> Float80Arithmetic.add(x, y, Float80.SIGN, mode, result);
            case SUBTRACT_REVERSE -> Float80Arithmetic.add(y, x, Float80.SIGN, mode, result);
            case DIVIDE_REVERSE -> Float80Arithmetic.divide(y, x, result);
            default -> Float80Arithmetic.divide(x, y, result);
        };
    }

    public static void squareRoot(Cpu cpu, Instruction insn) {
        if (!loadTop(cpu, insn)) {
            return;
        }
        Float80 x = cpu.fpu.first;
        Float80 result = cpu.fpu.result;
        VcpuState state = cpu.state;
        int raised;
        if (x.isNan()) {
            raised = x.isInvalid() ? Rounding.IE : 0;
            result.copyFrom(x);
            FpuOperand.quiet(result);
        } else {
            raised = Float80Arithmetic.squareRoot(x, result);
            raised |= raised == 0 && x.denormal ? Rounding.DE : 0;
        }
        if (FpuStatus.signal(state, raised)) {
            if (result.kind == Float80.FINITE) {
                round(state, result);
            }
            FpuStack.store(state, 0, result);
        }
    }

    /// Takes ST(0) apart into `cpu.fpu.first`; an empty register gets the indefinite.
    ///
    /// @return false when the instruction is over
    static boolean loadTop(Cpu cpu, Instruction insn) {
        FpuStack.require(cpu);
        FpuStack.begin(cpu, insn);
        if (FpuStack.isEmpty(cpu.state, 0)) {
            underflow(cpu, 0, 0);
            return false;
        }
        FpuStack.load(cpu.state, 0, cpu.fpu.first);
        return true;
    }

    /// FABS and FCHS take every encoding as it is.
    public static void absolute(Cpu cpu, Instruction insn) {
        if (loadTop(cpu, insn)) {
            cpu.state.fpuExponent[FpuStack.top(cpu.state)] &= ~Float80.SIGN;
        }
    }

    public static void changeSign(Cpu cpu, Instruction insn) {
        if (loadTop(cpu, insn)) {
            cpu.state.fpuExponent[FpuStack.top(cpu.state)] ^= Float80.SIGN;
        }
    }
}
