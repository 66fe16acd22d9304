package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.decode.SystemOpcode;
import dev.ringside.engine.x86.decode.VectorOpcode;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.FpuControl;
import dev.ringside.engine.x86.semantics.FxState;
import dev.ringside.engine.x86.semantics.MmxRegisters;
import dev.ringside.engine.x86.semantics.Operands;
import dev.ringside.engine.x86.semantics.PackedInteger;
import dev.ringside.engine.x86.semantics.SseTransfer;
import dev.ringside.engine.x86.semantics.SystemInstruction;
import dev.ringside.engine.x86.semantics.VectorTransfer;

/// Moves and control of x87 and SSE, fences; whatever is left is undefined.
final class MediaDispatch {
    private MediaDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        if (insn.opcode >= SystemOpcode.FIRST && insn.opcode <= SystemOpcode.LAST) {
            LateSystemDispatch.execute(cpu, insn);
            return;
        }
        if (insn.opcode >= FloatingPointOpcode.ADDPS) {
            PackedDispatch.execute(cpu, insn);
            return;
        }
        if (insn.opcode >= FloatingPointOpcode.FIRST) {
            X87Dispatch.execute(cpu, insn);
            return;
        }
        if (insn.opcode >= VectorOpcode.FIRST) {
            VectorDispatch.execute(cpu, insn);
            return;
        }
        switch (insn.opcode) {
            case Opcode.MOVUPS, Opcode.MOVUPD, Opcode.MOVDQU ->
                    VectorTransfer.move(cpu, insn, false);
            case Opcode.MOVAPS, Opcode.MOVAPD, Opcode.MOVDQA ->
                    VectorTransfer.move(cpu, insn, true);
            case Opcode.MOVSS, Opcode.MOVSD -> VectorTransfer.moveScalar(cpu, insn);
            case Opcode.MOVD_XMM -> VectorTransfer.fromInteger(cpu, insn);
            case Opcode.MOVD_FROM_XMM -> VectorTransfer.toInteger(cpu, insn);
            case Opcode.MOVQ_XMM, Opcode.MOVQ_FROM_XMM -> VectorTransfer.moveQuadword(cpu, insn);
            case Opcode.XORPS, Opcode.XORPD, Opcode.PXOR -> PackedInteger.execute(cpu, insn);
            case Opcode.LDMXCSR -> SseTransfer.ldmxcsr(cpu, insn);
            case Opcode.STMXCSR -> SseTransfer.stmxcsr(cpu, insn);
            case Opcode.FXSAVE -> FxState.save(cpu, insn);
            case Opcode.FXRSTOR -> FxState.restore(cpu, insn);
            case Opcode.WAIT -> FpuControl.fwait(cpu);
            case Opcode.FNINIT -> FpuControl.fninit(cpu);
            case Opcode.FNCLEX -> FpuControl.fnclex(cpu);
            case Opcode.FNSTCW -> FpuControl.fnstcw(cpu, insn);
            case Opcode.FLDCW -> FpuControl.fldcw(cpu, insn);
            case Opcode.FNSTSW, Opcode.FNSTSW_AX -> FpuControl.fnstsw(cpu, insn);
            case Opcode.EMMS -> MmxRegisters.emms(cpu);
            case Opcode.MOVNTI -> Operands.write(cpu, insn, Operands.register(cpu, insn));
            case Opcode.LFENCE, Opcode.MFENCE, Opcode.SFENCE -> {}
            // Checks its operand as a load does (SDM Vol. 2A CLFLUSH).
            case Opcode.CLFLUSH -> Operands.read(cpu, insn);
            default -> SystemInstruction.undefined(cpu, insn);
        }
    }
}
