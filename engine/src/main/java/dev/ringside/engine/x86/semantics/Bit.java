package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;

/// Bit tests, scans and counts (SDM Vol. 2A BT, BTC, BTR, BTS, BSF, BSR; Vol. 2B POPCNT).
///
/// What the SDM leaves undefined is as AMD's Zen 3 does it: bit tests change CF only, scans ZF
/// only, and a scan of zero leaves the destination as it was.
public final class Bit {
    /// What a bit instruction does to the bit.
    private static final int KEEP = 0;

    private static final int SET = 1;
    private static final int RESET = 2;
    private static final int COMPLEMENT = 3;

    private Bit() {}

    public static void bt(Cpu cpu, Instruction insn) {
        long offset = offset(cpu, insn);
        long value =
                insn.isMemory
                        ? Segmentation.read(
                                cpu, insn.segment, address(cpu, insn, offset), insn.operandSize)
                        : cpu.gpr[insn.rm];
        apply(cpu, value, offset, insn.operandSize, KEEP);
    }

    public static void bts(Cpu cpu, Instruction insn) {
        change(cpu, insn, SET);
    }

    public static void btr(Cpu cpu, Instruction insn) {
        change(cpu, insn, RESET);
    }

    public static void btc(Cpu cpu, Instruction insn) {
        change(cpu, insn, COMPLEMENT);
    }

    private static void change(Cpu cpu, Instruction insn, int action) {
        long offset = offset(cpu, insn);
        int size = insn.operandSize;
        if (insn.isMemory) {
            long address = address(cpu, insn, offset);
            long value = Segmentation.readForWrite(cpu, insn.segment, address, size);
            long changed = apply(cpu, value, offset, size, action);
            Segmentation.write(cpu, insn.segment, address, size, changed);
        } else {
            cpu.setRegister(insn.rm, size, apply(cpu, cpu.gpr[insn.rm], offset, size, action));
        }
    }

    private static long offset(Cpu cpu, Instruction insn) {
        return insn.form == Form.RM_REG
                ? Cpu.signExtend(cpu.gpr[insn.reg], insn.operandSize)
                : insn.immediate;
    }

    /// A register bit offset reaches words before and behind the operand (SDM Vol. 2A BT).
    private static long address(Cpu cpu, Instruction insn, long offset) {
        long address = cpu.effectiveAddress(insn);
        if (insn.form == Form.RM_REG) {
            address += (offset >> 3) & -insn.operandSize;
        }
        return Cpu.truncate(address, insn.addressSize);
    }

    private static long apply(Cpu cpu, long value, long offset, int size, int action) {
        int number = (int) offset & (size << 3) - 1;
        long bit = 1L << number;
        cpu.setCarryAndOverflow((value & bit) != 0, cpu.overflow());
        return switch (action) {
            case SET -> value | bit;
            case RESET -> value & ~bit;
            case COMPLEMENT -> value ^ bit;
            default -> value;
        };
    }

    public static void bsf(Cpu cpu, Instruction insn) {
        scan(cpu, insn, true);
    }

    public static void bsr(Cpu cpu, Instruction insn) {
        scan(cpu, insn, false);
    }

    private static void scan(Cpu cpu, Instruction insn, boolean forward) {
        long value = Operands.read(cpu, insn);
        cpu.setStatus(Rflags.ZF, value == 0 ? Rflags.ZF : 0);
        if (value != 0) {
            int number =
                    forward
                            ? Long.numberOfTrailingZeros(value)
                            : 63 - Long.numberOfLeadingZeros(value);
            cpu.setRegister(insn.reg, insn.operandSize, number);
        }
    }

    public static void popcnt(Cpu cpu, Instruction insn) {
        long value = Operands.read(cpu, insn);
        cpu.setRegister(insn.reg, insn.operandSize, Long.bitCount(value));
        cpu.setStatus(value == 0 ? Rflags.ZF : 0);
    }
}
