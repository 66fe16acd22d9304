package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.decode.VectorOpcode;

/// Packed integers and logic, quadword by quadword (SDM Vol. 1 9.4, 11.4.2, 12.6).
public final class PackedInteger {
    private PackedInteger() {}

    /// The operations from PADDB to PABSD, and XORPS, XORPD and PXOR.
    public static void execute(Cpu cpu, Instruction insn) {
        VectorOperands.load(cpu, insn);
        for (int i = 0; i < insn.vectorBytes >> 3; i++) {
            cpu.result[i] = compute(insn.opcode, cpu.first[i], cpu.second[i]);
        }
        VectorOperands.store(cpu, insn);
    }

    private static long compute(int opcode, long first, long second) {
        return switch (opcode) {
            case Opcode.XORPS, Opcode.XORPD, Opcode.PXOR -> first ^ second;
            case VectorOpcode.PANDN -> ~first & second;
            default -> first & second;
        };
    }
}
