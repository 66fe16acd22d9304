package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Blends, permutes across the whole register, extensions and broadcasts (SDM Vol. 1 12.8, 14.6,
/// 14.8).
public final class VectorPermute {
    private VectorPermute() {}

    /// The operations from BLENDPS to VBROADCASTI128.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        int control = (int) insn.immediate;
        switch (insn.opcode) {
            case VectorOpcode.BLENDPS, VectorOpcode.VPBLENDD -> blend(cpu, insn, 2, control);
            case VectorOpcode.BLENDPD -> blend(cpu, insn, 3, control);
            case VectorOpcode.PBLENDW -> blend(cpu, insn, 1, control | control << 8);
            case VectorOpcode.PBLENDVB -> blendBySigns(cpu, insn, 0);
            case VectorOpcode.BLENDVPS -> blendBySigns(cpu, insn, 2);
            case VectorOpcode.BLENDVPD -> blendBySigns(cpu, insn, 3);
            case VectorOpcode.VPERM2F128, VectorOpcode.VPERM2I128 -> halves(cpu, control);
            case VectorOpcode.VPERMD, VectorOpcode.VPERMPS -> permuteDoublewords(cpu);
            case VectorOpcode.VPERMQ, VectorOpcode.VPERMPD -> {
                for (int i = 0; i < 4; i++) {
                    cpu.result[i] = cpu.second[control >> 2 * i & 3];
                }
            }
            default -> extend(cpu, insn);
        }
        VectorOperands.store(cpu, insn);
    }

    /// Bit i of `control` takes element i from the second operand.
    private static void blend(Cpu cpu, Instruction insn, int log, int control) {
        for (int i = 0; i < insn.vectorBytes >> log; i++) {
            long[] source = (control >> i & 1) != 0 ? cpu.second : cpu.first;
            Lanes.set(cpu.result, i, log, Lanes.get(source, i, log));
        }
    }

    /// The mask is XMM0 in legacy encodings, else a fourth operand.
    private static void blendBySigns(Cpu cpu, Instruction insn, int log) {
        VectorOperands.register(cpu, insn, insn.immediate2, cpu.third);
        for (int i = 0; i < insn.vectorBytes >> log; i++) {
            boolean second = Lanes.getSigned(cpu.third, i, log) < 0;
            Lanes.set(cpu.result, i, log, Lanes.get(second ? cpu.second : cpu.first, i, log));
        }
    }

    /// VPERM2F128, VPERM2I128: each half is one of four, or zero.
    private static void halves(Cpu cpu, int control) {
        for (int half = 0; half < 2; half++) {
            int choice = control >> 4 * half;
            long[] source = (choice & 2) != 0 ? cpu.second : cpu.first;
            int from = (choice & 1) << 1;
            boolean zero = (choice & 8) != 0;
            cpu.result[2 * half] = zero ? 0 : source[from];
            cpu.result[2 * half + 1] = zero ? 0 : source[from + 1];
        }
    }

    private static void permuteDoublewords(Cpu cpu) {
        for (int i = 0; i < 8; i++) {
            int from = (int) Lanes.get(cpu.first, i, 2) & 7;
            Lanes.set(cpu.result, i, 2, Lanes.get(cpu.second, from, 2));
        }
    }

    private static void extend(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case VectorOpcode.PMOVSXBW -> signExtend(cpu, insn, 0, 1);
            case VectorOpcode.PMOVSXBD -> signExtend(cpu, insn, 0, 2);
            case VectorOpcode.PMOVSXBQ -> signExtend(cpu, insn, 0, 3);
            case VectorOpcode.PMOVSXWD -> signExtend(cpu, insn, 1, 2);
            case VectorOpcode.PMOVSXWQ -> signExtend(cpu, insn, 1, 3);
            case VectorOpcode.PMOVSXDQ -> signExtend(cpu, insn, 2, 3);
            case VectorOpcode.PMOVZXBW -> zeroExtend(cpu, insn, 0, 1);
            case VectorOpcode.PMOVZXBD -> zeroExtend(cpu, insn, 0, 2);
            case VectorOpcode.PMOVZXBQ -> zeroExtend(cpu, insn, 0, 3);
            case VectorOpcode.PMOVZXWD -> zeroExtend(cpu, insn, 1, 2);
            case VectorOpcode.PMOVZXWQ -> zeroExtend(cpu, insn, 1, 3);
            case VectorOpcode.PMOVZXDQ -> zeroExtend(cpu, insn, 2, 3);
            case VectorOpcode.VPBROADCASTB -> broadcast(cpu, insn, 0);
            case VectorOpcode.VPBROADCASTW -> broadcast(cpu, insn, 1);
            case VectorOpcode.VPBROADCASTD, VectorOpcode.VBROADCASTSS -> broadcast(cpu, insn, 2);
            case VectorOpcode.VPBROADCASTQ, VectorOpcode.VBROADCASTSD -> broadcast(cpu, insn, 3);
            default -> {
                cpu.result[0] = cpu.second[0];
                cpu.result[1] = cpu.second[1];
                cpu.result[2] = cpu.second[0];
                cpu.result[3] = cpu.second[1];
            }
        }
    }

    private static void signExtend(Cpu cpu, Instruction insn, int from, int to) {
        for (int i = 0; i < insn.vectorBytes >> to; i++) {
            Lanes.set(cpu.result, i, to, Lanes.getSigned(cpu.second, i, from));
        }
    }

    private static void zeroExtend(Cpu cpu, Instruction insn, int from, int to) {
        for (int i = 0; i < insn.vectorBytes >> to; i++) {
            Lanes.set(cpu.result, i, to, Lanes.get(cpu.second, i, from));
        }
    }

    private static void broadcast(Cpu cpu, Instruction insn, int log) {
        long value = Lanes.get(cpu.second, 0, log);
        for (int i = 0; i < insn.vectorBytes >> log; i++) {
            Lanes.set(cpu.result, i, log, value);
        }
    }
}
