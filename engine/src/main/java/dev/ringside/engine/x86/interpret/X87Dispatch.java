package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.FpuArithmetic;
import dev.ringside.engine.x86.semantics.FpuCompare;
import dev.ringside.engine.x86.semantics.FpuEnvironment;
import dev.ringside.engine.x86.semantics.FpuLogarithm;
import dev.ringside.engine.x86.semantics.FpuMemory;
import dev.ringside.engine.x86.semantics.FpuRemainder;
import dev.ringside.engine.x86.semantics.FpuTransfer;
import dev.ringside.engine.x86.semantics.FpuTrigonometry;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// The x87.
final class X87Dispatch {
    private X87Dispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        int operation = insn.opcode & 7;
        switch (insn.opcode) {
            case FloatingPointOpcode.FADD,
                    FloatingPointOpcode.FMUL,
                    FloatingPointOpcode.FSUB,
                    FloatingPointOpcode.FSUBR,
                    FloatingPointOpcode.FDIV,
                    FloatingPointOpcode.FDIVR ->
                    FpuArithmetic.real(cpu, insn, operation);
            case FloatingPointOpcode.FADD_STI,
                    FloatingPointOpcode.FMUL_STI,
                    FloatingPointOpcode.FSUB_STI,
                    FloatingPointOpcode.FSUBR_STI,
                    FloatingPointOpcode.FDIV_STI,
                    FloatingPointOpcode.FDIVR_STI ->
                    FpuArithmetic.toRegister(cpu, insn, operation, 0);
            case FloatingPointOpcode.FADDP,
                    FloatingPointOpcode.FMULP,
                    FloatingPointOpcode.FSUBP,
                    FloatingPointOpcode.FSUBRP,
                    FloatingPointOpcode.FDIVP,
                    FloatingPointOpcode.FDIVRP ->
                    FpuArithmetic.toRegister(cpu, insn, operation, 1);
            case FloatingPointOpcode.FIADD,
                    FloatingPointOpcode.FIMUL,
                    FloatingPointOpcode.FISUB,
                    FloatingPointOpcode.FISUBR,
                    FloatingPointOpcode.FIDIV,
                    FloatingPointOpcode.FIDIVR ->
                    FpuArithmetic.integer(cpu, insn, operation);
            case FloatingPointOpcode.FCOM, FloatingPointOpcode.FCOM2 ->
                    FpuCompare.real(cpu, insn, 0);
            case FloatingPointOpcode.FCOMP,
                    FloatingPointOpcode.FCOMP3,
                    FloatingPointOpcode.FCOMP5 ->
                    FpuCompare.real(cpu, insn, 1);
            case FloatingPointOpcode.FCOMPP -> FpuCompare.registers(cpu, insn, false, 2);
            case FloatingPointOpcode.FICOM -> FpuCompare.integer(cpu, insn, 0);
            case FloatingPointOpcode.FICOMP -> FpuCompare.integer(cpu, insn, 1);
            default -> transfer(cpu, insn);
        }
    }

    private static void transfer(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case FloatingPointOpcode.FLD -> FpuTransfer.load(cpu, insn);
            case FloatingPointOpcode.FLD_STI -> FpuTransfer.loadRegister(cpu, insn);
            case FloatingPointOpcode.FLD_EXTENDED -> FpuTransfer.loadExtended(cpu, insn);
            case FloatingPointOpcode.FST -> FpuMemory.storeReal(cpu, insn, 0);
            case FloatingPointOpcode.FSTP -> FpuMemory.storeReal(cpu, insn, 1);
            case FloatingPointOpcode.FSTP_EXTENDED -> FpuMemory.storeExtended(cpu, insn);
            case FloatingPointOpcode.FST_STI -> FpuTransfer.storeRegister(cpu, insn, 0);
            case FloatingPointOpcode.FSTP_STI,
                    FloatingPointOpcode.FSTP8,
                    FloatingPointOpcode.FSTP9 ->
                    FpuTransfer.storeRegister(cpu, insn, 1);
            case FloatingPointOpcode.FSTPNCE -> FpuTransfer.storeUnchecked(cpu, insn);
            case FloatingPointOpcode.FILD -> FpuTransfer.loadInteger(cpu, insn);
            case FloatingPointOpcode.FIST -> FpuMemory.storeInteger(cpu, insn, 0);
            case FloatingPointOpcode.FISTP -> FpuMemory.storeInteger(cpu, insn, 1);
            case FloatingPointOpcode.FISTTP -> FpuMemory.storeTruncated(cpu, insn);
            case FloatingPointOpcode.FBLD -> FpuMemory.loadDecimal(cpu, insn);
            case FloatingPointOpcode.FBSTP -> FpuMemory.storeDecimal(cpu, insn);
            case FloatingPointOpcode.FXCH, FloatingPointOpcode.FXCH4, FloatingPointOpcode.FXCH7 ->
                    FpuTransfer.exchange(cpu, insn);
            case FloatingPointOpcode.FFREE -> FpuTransfer.free(cpu, insn, 0);
            case FloatingPointOpcode.FFREEP -> FpuTransfer.free(cpu, insn, 1);
            case FloatingPointOpcode.FNOP -> FpuTransfer.nothing(cpu, insn);
            case FloatingPointOpcode.FENI8087_NOP,
                    FloatingPointOpcode.FDISI8087_NOP,
                    FloatingPointOpcode.FSETPM ->
                    FpuTransfer.ignore(cpu);
            case FloatingPointOpcode.FLD1,
                    FloatingPointOpcode.FLDL2T,
                    FloatingPointOpcode.FLDL2E,
                    FloatingPointOpcode.FLDPI,
                    FloatingPointOpcode.FLDLG2,
                    FloatingPointOpcode.FLDLN2,
                    FloatingPointOpcode.FLDZ ->
                    FpuTransfer.loadConstant(cpu, insn, insn.opcode - FloatingPointOpcode.FLD1);
            case FloatingPointOpcode.FINCSTP -> FpuTransfer.rotate(cpu, insn, 1);
            case FloatingPointOpcode.FDECSTP -> FpuTransfer.rotate(cpu, insn, -1);
            default -> unary(cpu, insn);
        }
    }

    private static void unary(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case FloatingPointOpcode.FCHS -> FpuArithmetic.changeSign(cpu, insn);
            case FloatingPointOpcode.FABS -> FpuArithmetic.absolute(cpu, insn);
            case FloatingPointOpcode.FSQRT -> FpuArithmetic.squareRoot(cpu, insn);
            case FloatingPointOpcode.FTST -> FpuCompare.test(cpu, insn);
            case FloatingPointOpcode.FXAM -> FpuCompare.examine(cpu, insn);
            case FloatingPointOpcode.FPREM -> FpuRemainder.remainder(cpu, insn, false);
            case FloatingPointOpcode.FPREM1 -> FpuRemainder.remainder(cpu, insn, true);
            case FloatingPointOpcode.FSCALE -> FpuRemainder.scale(cpu, insn);
            case FloatingPointOpcode.FXTRACT -> FpuRemainder.extract(cpu, insn);
            case FloatingPointOpcode.FRNDINT -> FpuRemainder.roundToInteger(cpu, insn);
            case FloatingPointOpcode.F2XM1 -> FpuLogarithm.powerLessOne(cpu, insn);
            case FloatingPointOpcode.FYL2X -> FpuLogarithm.logarithm(cpu, insn);
            case FloatingPointOpcode.FYL2XP1 -> FpuLogarithm.logarithmOfSum(cpu, insn);
            case FloatingPointOpcode.FSIN -> FpuTrigonometry.sine(cpu, insn);
            case FloatingPointOpcode.FCOS -> FpuTrigonometry.cosine(cpu, insn);
            case FloatingPointOpcode.FSINCOS -> FpuTrigonometry.both(cpu, insn);
            case FloatingPointOpcode.FPTAN -> FpuTrigonometry.tangent(cpu, insn);
            case FloatingPointOpcode.FPATAN -> FpuTrigonometry.arcTangent(cpu, insn);
            default -> control(cpu, insn);
        }
    }

    private static void control(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case FloatingPointOpcode.FCMOVB -> FpuTransfer.conditional(cpu, insn, cpu.carry());
            case FloatingPointOpcode.FCMOVE -> FpuTransfer.conditional(cpu, insn, cpu.zero());
            case FloatingPointOpcode.FCMOVBE ->
                    FpuTransfer.conditional(cpu, insn, cpu.carry() || cpu.zero());
            case FloatingPointOpcode.FCMOVU -> FpuTransfer.conditional(cpu, insn, cpu.parity());
            case FloatingPointOpcode.FCMOVNB -> FpuTransfer.conditional(cpu, insn, !cpu.carry());
            case FloatingPointOpcode.FCMOVNE -> FpuTransfer.conditional(cpu, insn, !cpu.zero());
            case FloatingPointOpcode.FCMOVNBE ->
                    FpuTransfer.conditional(cpu, insn, !(cpu.carry() || cpu.zero()));
            case FloatingPointOpcode.FCMOVNU -> FpuTransfer.conditional(cpu, insn, !cpu.parity());
            case FloatingPointOpcode.FUCOM -> FpuCompare.registers(cpu, insn, true, 0);
            case FloatingPointOpcode.FUCOMP -> FpuCompare.registers(cpu, insn, true, 1);
            case FloatingPointOpcode.FUCOMPP -> FpuCompare.registers(cpu, insn, true, 2);
            case FloatingPointOpcode.FUCOMI -> FpuCompare.toFlags(cpu, insn, true, 0);
            case FloatingPointOpcode.FUCOMIP -> FpuCompare.toFlags(cpu, insn, true, 1);
            case FloatingPointOpcode.FCOMI -> FpuCompare.toFlags(cpu, insn, false, 0);
            case FloatingPointOpcode.FCOMIP -> FpuCompare.toFlags(cpu, insn, false, 1);
            case FloatingPointOpcode.FLDENV -> FpuEnvironment.load(cpu, insn);
            case FloatingPointOpcode.FNSTENV -> FpuEnvironment.store(cpu, insn);
            case FloatingPointOpcode.FNSAVE -> FpuEnvironment.save(cpu, insn);
            case FloatingPointOpcode.FRSTOR -> FpuEnvironment.restore(cpu, insn);
            default -> SystemInstruction.undefined(cpu, insn);
        }
    }
}
