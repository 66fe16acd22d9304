package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.PackedInteger;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// MMX, SSE and AVX other than floating-point arithmetic, and bit manipulation.
final class VectorDispatch {
    private VectorDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        if (insn.opcode <= VectorOpcode.LAST_PACKED) {
            PackedInteger.execute(cpu, insn);
        } else {
            SystemInstruction.undefined(cpu, insn);
        }
    }
}
