package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// BMI1, BMI2 and ADX (SDM Vol. 1 5.1.16, 5.22; Vol. 2), LZCNT and TZCNT.
///
/// What the SDM leaves undefined is as AMD's Zen 3 does it: AF is zero (one after BEXTR), PF the
/// parity of the result; LZCNT and TZCNT keep OF.
public final class BitManipulation {
    private BitManipulation() {}

    /// The VEX-encoded operations from ANDN to SHRX.
    public static void execute(Cpu cpu, Instruction insn) {
        if (Mode.paragraphs(cpu)) {
            throw cpu.fault.of(Vector.UD, 0, "VEX outside protected mode");
        }
        int size = insn.operandSize;
        long operand = Operands.read(cpu, insn);
        long other = cpu.register(insn.vvvv, size, true);
        switch (insn.opcode) {
            case VectorOpcode.ANDN -> {
                long result = ~other & operand;
                setFlags(cpu, result, size, false);
                cpu.setRegister(insn.reg, size, result);
            }
            case VectorOpcode.BLSR, VectorOpcode.BLSMSK, VectorOpcode.BLSI ->
                    lowestBit(cpu, insn, operand);
            case VectorOpcode.BEXTR -> extract(cpu, insn, operand, other);
            case VectorOpcode.BZHI -> zeroHigh(cpu, insn, operand, (int) other & 0xFF);
            case VectorOpcode.PDEP -> cpu.setRegister(insn.reg, size, Long.expand(other, operand));
            case VectorOpcode.PEXT ->
                    cpu.setRegister(insn.reg, size, Long.compress(other, operand));
            case VectorOpcode.MULX -> multiply(cpu, insn, operand);
            case VectorOpcode.RORX -> {
                int count = (int) insn.immediate;
                long result =
                        size == 8
                                ? Long.rotateRight(operand, count)
                                : Integer.rotateRight((int) operand, count);
                cpu.setRegister(insn.reg, size, result);
            }
            default -> shift(cpu, insn, operand, other);
        }
    }

    /// SF, ZF and PF by the result; AF and OF zero.
    private static void setFlags(Cpu cpu, long result, int size, boolean carry) {
        Logic.and(cpu, result, result, size);
        cpu.setCarryAndOverflow(carry, false);
    }

    /// BLSR, BLSMSK, BLSI: to register `vvvv`.
    private static void lowestBit(Cpu cpu, Instruction insn, long operand) {
        int size = insn.operandSize;
        boolean zero = operand == 0;
        long result =
                switch (insn.opcode) {
                    case VectorOpcode.BLSR -> operand - 1 & operand;
                    case VectorOpcode.BLSMSK -> operand - 1 ^ operand;
                    default -> -operand & operand;
                };
        setFlags(cpu, result, size, zero != (insn.opcode == VectorOpcode.BLSI));
        cpu.setRegister(insn.vvvv, size, result);
    }

    private static void extract(Cpu cpu, Instruction insn, long operand, long control) {
        int size = insn.operandSize;
        int start = (int) control & 0xFF;
        int length = (int) control >> 8 & 0xFF;
        long result = start < 64 ? operand >>> start : 0;
        if (length < 64) {
            result &= (1L << length) - 1;
        }
        setFlags(cpu, result, size, false);
        cpu.setStatus(Rflags.AF | Rflags.SF, Rflags.AF);
        cpu.setRegister(insn.reg, size, result);
    }

    private static void zeroHigh(Cpu cpu, Instruction insn, long operand, int index) {
        int size = insn.operandSize;
        boolean inside = index < 8 * size;
        long result = inside ? operand & (1L << index) - 1 : operand;
        setFlags(cpu, result, size, !inside);
        cpu.setRegister(insn.reg, size, result);
    }

    /// MULX: high half to `reg`, low half to `vvvv`, the former last; no flags.
    private static void multiply(Cpu cpu, Instruction insn, long operand) {
        int size = insn.operandSize;
        long other = cpu.register(VcpuState.RDX, size, true);
        long low = other * operand;
        long high = size == 8 ? Math.unsignedMultiplyHigh(other, operand) : low >>> 32;
        cpu.setRegister(insn.vvvv, size, low);
        cpu.setRegister(insn.reg, size, high);
    }

    private static void shift(Cpu cpu, Instruction insn, long operand, long control) {
        int size = insn.operandSize;
        int count = (int) control & 8 * size - 1;
        long result =
                switch (insn.opcode) {
                    case VectorOpcode.SARX -> Cpu.signExtend(operand, size) >> count;
                    case VectorOpcode.SHRX -> operand >>> count;
                    default -> operand << count;
                };
        cpu.setRegister(insn.reg, size, result);
    }

    /// ADCX, ADOX: an addition whose carry goes in and out of one flag, `flag`.
    public static void addWithFlag(Cpu cpu, Instruction insn, long flag) {
        int size = insn.operandSize;
        long second = Operands.read(cpu, insn);
        long first = Operands.register(cpu, insn);
        long in = (cpu.rflags() & flag) != 0 ? 1 : 0;
        long sum = first + second + in;
        boolean carry =
                size == 4 ? sum >>> 32 != 0 : ((first & second) | (first | second) & ~sum) < 0;
        cpu.setRegister(insn.reg, size, sum);
        cpu.setStatus(flag, carry ? flag : 0);
    }

    public static void tzcnt(Cpu cpu, Instruction insn) {
        long value = Operands.read(cpu, insn);
        count(cpu, insn, value, Math.min(Long.numberOfTrailingZeros(value), 8 * insn.operandSize));
    }

    public static void lzcnt(Cpu cpu, Instruction insn) {
        long value = Operands.read(cpu, insn);
        int above = 64 - 8 * insn.operandSize;
        count(cpu, insn, value, Long.numberOfLeadingZeros(value) - above);
    }

    private static void count(Cpu cpu, Instruction insn, long value, int result) {
        cpu.setRegister(insn.reg, insn.operandSize, result);
        long carry = value == 0 ? Rflags.CF : 0;
        cpu.setStatus(~Rflags.OF, carry | (result == 0 ? Rflags.ZF : 0));
    }
}
