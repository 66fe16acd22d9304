package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM (SDM Vol. 2B 4.1).
public final class TextCompare {
    private static final int EQUAL_ANY = 0;
    private static final int RANGES = 1;
    private static final int EQUAL_EACH = 2;

    private TextCompare() {}

    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.requireAvailable(cpu, insn);
        if (insn.isMemory) {
            // Unlike others these take unaligned operands (SDM Vol. 2B 4.1.7).
            VectorOperands.loadMemory(cpu, insn, false, cpu.second);
        } else {
            VectorOperands.register(cpu, insn, insn.rm, cpu.second);
        }
        VectorOperands.register(cpu, insn, insn.reg, cpu.first);
        int control = (int) insn.immediate;
        int log = control & 1;
        int count = 16 >> log;
        int first = length(cpu, insn, cpu.first, VcpuState.RAX, log);
        int second = length(cpu, insn, cpu.second, VcpuState.RDX, log);
        int result = aggregate(cpu, control, first, second);
        if ((control & 0x10) != 0) {
            // Masked negation leaves what lies behind the second text.
            result ^= (control & 0x20) != 0 ? (1 << second) - 1 : (1 << count) - 1;
        }
        boolean index =
                insn.opcode == VectorOpcode.PCMPESTRI || insn.opcode == VectorOpcode.PCMPISTRI;
        if (index) {
            storeIndex(cpu, result, count, (control & 0x40) != 0);
        } else {
            storeMask(cpu, insn, result, log, (control & 0x40) != 0);
        }
        cpu.setStatus(
                (result != 0 ? Rflags.CF : 0)
                        | (second < count ? Rflags.ZF : 0)
                        | (first < count ? Rflags.SF : 0)
                        | ((result & 1) != 0 ? Rflags.OF : 0));
    }

    /// Elements of a text: from a register, its absolute value at most a whole vector, or up to the
    /// first zero.
    private static int length(Cpu cpu, Instruction insn, long[] text, int register, int log) {
        int count = 16 >> log;
        if (insn.opcode == VectorOpcode.PCMPESTRI || insn.opcode == VectorOpcode.PCMPESTRM) {
            long value = cpu.gpr[register];
            long length = insn.immediate2 == 8 ? value : (int) value;
            return length > count || length < -count ? count : (int) Math.abs(length);
        }
        int length = 0;
        while (length < count && Lanes.get(text, length, log) != 0) {
            length++;
        }
        return length;
    }

    /// IntRes1, one bit for each element of the second text.
    private static int aggregate(Cpu cpu, int control, int first, int second) {
        int count = 16 >> (control & 1);
        int result = 0;
        for (int i = 0; i < count; i++) {
            boolean bit =
                    switch (control >> 2 & 3) {
                        case EQUAL_ANY -> i < second && any(cpu, control, first, i);
                        case RANGES -> i < second && inRange(cpu, control, first, i);
                        case EQUAL_EACH -> each(cpu, control, first, second, i);
                        default -> ordered(cpu, control, first, second, i);
                    };
            result |= bit ? 1 << i : 0;
        }
        return result;
    }

    private static boolean any(Cpu cpu, int control, int first, int at) {
        for (int k = 0; k < first; k++) {
            if (element(cpu.first, control, k) == element(cpu.second, control, at)) {
                return true;
            }
        }
        return false;
    }

    /// Pairs of the first text are bounds, both included.
    private static boolean inRange(Cpu cpu, int control, int first, int at) {
        long value = element(cpu.second, control, at);
        for (int k = 0; k + 1 < first; k += 2) {
            if (value >= element(cpu.first, control, k)
                    && value <= element(cpu.first, control, k + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean each(Cpu cpu, int control, int first, int second, int at) {
        if (at >= first || at >= second) {
            return at >= first && at >= second;
        }
        return element(cpu.first, control, at) == element(cpu.second, control, at);
    }

    /// Whether the first text begins at element `at` of the second, as far as that goes.
    private static boolean ordered(Cpu cpu, int control, int first, int second, int at) {
        int count = 16 >> (control & 1);
        for (int k = 0; k < first && at + k < count; k++) {
            if (at + k >= second
                    || element(cpu.first, control, k) != element(cpu.second, control, at + k)) {
                return false;
            }
        }
        return true;
    }

    private static long element(long[] text, int control, int index) {
        boolean signed = (control & 2) != 0;
        int log = control & 1;
        return signed ? Lanes.getSigned(text, index, log) : Lanes.get(text, index, log);
    }

    private static void storeIndex(Cpu cpu, int result, int count, boolean last) {
        int found =
                last
                        ? 31 - Integer.numberOfLeadingZeros(result)
                        : Integer.numberOfTrailingZeros(result);
        cpu.gpr[VcpuState.RCX] = result == 0 ? count : found;
    }

    private static void storeMask(Cpu cpu, Instruction insn, int result, int log, boolean expand) {
        cpu.result[0] = result;
        cpu.result[1] = 0;
        if (expand) {
            for (int i = 0; i < 16 >> log; i++) {
                Lanes.set(cpu.result, i, log, (result >> i & 1) != 0 ? -1 : 0);
            }
        }
        VectorOperands.store(cpu, insn, 0, cpu.result);
    }
}
