package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.Arithmetic;
import dev.ringside.engine.x86.semantics.Bit;
import dev.ringside.engine.x86.semantics.BitManipulation;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.DataTransfer;
import dev.ringside.engine.x86.semantics.Logic;
import dev.ringside.engine.x86.semantics.MultiplyDivide;
import dev.ringside.engine.x86.semantics.Operands;
import dev.ringside.engine.x86.semantics.Rotate;
import dev.ringside.engine.x86.semantics.Shift;

/// Arithmetic, logic, shifts and bits.
final class IntegerDispatch {
    private IntegerDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.ADD,
                    Opcode.OR,
                    Opcode.ADC,
                    Opcode.SBB,
                    Opcode.AND,
                    Opcode.SUB,
                    Opcode.XOR ->
                    binary(cpu, insn);
            case Opcode.CMP, Opcode.TEST -> compare(cpu, insn);
            case Opcode.MOV -> MoveDispatch.move(cpu, insn);
            case Opcode.INC, Opcode.DEC, Opcode.NEG, Opcode.NOT -> unary(cpu, insn);
            case Opcode.ROL,
                    Opcode.ROR,
                    Opcode.RCL,
                    Opcode.RCR,
                    Opcode.SHL,
                    Opcode.SAL,
                    Opcode.SHR,
                    Opcode.SAR ->
                    shift(cpu, insn);
            case Opcode.SHLD_IMM, Opcode.SHLD_CL -> shld(cpu, insn);
            case Opcode.SHRD_IMM, Opcode.SHRD_CL -> shrd(cpu, insn);
            case Opcode.XADD -> DataTransfer.xadd(cpu, insn);
            case Opcode.CMPXCHG -> DataTransfer.cmpxchg(cpu, insn);
            case Opcode.CMPXCHG8B -> DataTransfer.cmpxchg8b(cpu, insn);
            case Opcode.MUL -> MultiplyDivide.mul(cpu, Operands.read(cpu, insn), insn.operandSize);
            case Opcode.IMUL_1 ->
                    MultiplyDivide.imul(cpu, Operands.read(cpu, insn), insn.operandSize);
            case Opcode.IMUL_2 -> imul(cpu, insn, Operands.register(cpu, insn));
            case Opcode.IMUL_3 -> imul(cpu, insn, insn.immediate);
            case Opcode.DIV -> MultiplyDivide.div(cpu, Operands.read(cpu, insn), insn.operandSize);
            case Opcode.IDIV ->
                    MultiplyDivide.idiv(cpu, Operands.read(cpu, insn), insn.operandSize);
            case Opcode.BT -> Bit.bt(cpu, insn);
            case Opcode.BTS -> Bit.bts(cpu, insn);
            case Opcode.BTR -> Bit.btr(cpu, insn);
            case Opcode.BTC -> Bit.btc(cpu, insn);
            case Opcode.BSF -> Bit.bsf(cpu, insn);
            case Opcode.BSR -> Bit.bsr(cpu, insn);
            case Opcode.TZCNT -> BitManipulation.tzcnt(cpu, insn);
            case Opcode.LZCNT -> BitManipulation.lzcnt(cpu, insn);
            case Opcode.POPCNT -> Bit.popcnt(cpu, insn);
            case Opcode.BSWAP -> DataTransfer.bswap(cpu, insn);
            default -> MoveDispatch.execute(cpu, insn);
        }
    }

    private static void binary(Cpu cpu, Instruction insn) {
        if (insn.form == Form.REG_RM) {
            long second = Operands.read(cpu, insn);
            long first = Operands.register(cpu, insn);
            Operands.setRegister(cpu, insn, compute(cpu, insn, first, second));
        } else {
            long second = Operands.source(cpu, insn);
            long first = Operands.modify(cpu, insn);
            Operands.store(cpu, insn, compute(cpu, insn, first, second));
        }
    }

    private static long compute(Cpu cpu, Instruction insn, long first, long second) {
        int size = insn.operandSize;
        return switch (insn.opcode) {
            case Opcode.ADD -> Arithmetic.add(cpu, first, second, size);
            case Opcode.ADC -> Arithmetic.adc(cpu, first, second, size);
            case Opcode.SUB -> Arithmetic.sub(cpu, first, second, size);
            case Opcode.SBB -> Arithmetic.sbb(cpu, first, second, size);
            case Opcode.AND -> Logic.and(cpu, first, second, size);
            case Opcode.OR -> Logic.or(cpu, first, second, size);
            default -> Logic.xor(cpu, first, second, size);
        };
    }

    private static void compare(Cpu cpu, Instruction insn) {
        long second = Operands.source(cpu, insn);
        boolean reversed = insn.form == Form.REG_RM;
        long first = reversed ? Operands.register(cpu, insn) : Operands.read(cpu, insn);
        if (insn.opcode == Opcode.CMP) {
            Arithmetic.sub(cpu, first, second, insn.operandSize);
        } else {
            Logic.and(cpu, first, second, insn.operandSize);
        }
    }

    private static void unary(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long value = Operands.modify(cpu, insn);
        long result =
                switch (insn.opcode) {
                    case Opcode.INC -> Arithmetic.inc(cpu, value, size);
                    case Opcode.DEC -> Arithmetic.dec(cpu, value, size);
                    case Opcode.NEG -> Arithmetic.neg(cpu, value, size);
                    default -> ~value;
                };
        Operands.store(cpu, insn, result);
    }

    private static void shift(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long value = Operands.modify(cpu, insn);
        long count = count(cpu, insn);
        long result =
                switch (insn.opcode) {
                    case Opcode.ROL -> Rotate.rol(cpu, value, count, size);
                    case Opcode.ROR -> Rotate.ror(cpu, value, count, size);
                    case Opcode.RCL -> Rotate.rcl(cpu, value, count, size);
                    case Opcode.RCR -> Rotate.rcr(cpu, value, count, size);
                    case Opcode.SHR -> Shift.shr(cpu, value, count, size);
                    case Opcode.SAR -> Shift.sar(cpu, value, count, size);
                    default -> Shift.shl(cpu, value, count, size);
                };
        Operands.store(cpu, insn, result);
    }

    private static void shld(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long value = Operands.modify(cpu, insn);
        long source = cpu.gpr[insn.reg];
        Operands.store(cpu, insn, Shift.shld(cpu, value, source, count(cpu, insn), size));
    }

    private static void shrd(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long value = Operands.modify(cpu, insn);
        long source = cpu.gpr[insn.reg];
        Operands.store(cpu, insn, Shift.shrd(cpu, value, source, count(cpu, insn), size));
    }

    /// The count of a shift: an immediate byte, or CL.
    private static long count(Cpu cpu, Instruction insn) {
        boolean immediate = insn.form == Form.RM_IMMEDIATE || insn.form == Form.RM_REG_IMMEDIATE;
        return immediate ? insn.immediate : cpu.gpr[VcpuState.RCX];
    }

    private static void imul(Cpu cpu, Instruction insn, long first) {
        long product = MultiplyDivide.imul(cpu, first, Operands.read(cpu, insn), insn.operandSize);
        Operands.setRegister(cpu, insn, product);
    }
}
