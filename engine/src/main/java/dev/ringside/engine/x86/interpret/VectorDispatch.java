package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.VectorOpcode;
import dev.ringside.engine.x86.semantics.Aes;
import dev.ringside.engine.x86.semantics.BitManipulation;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.FusedMultiplyAdd;
import dev.ringside.engine.x86.semantics.HalfPrecision;
import dev.ringside.engine.x86.semantics.LaneShuffle;
import dev.ringside.engine.x86.semantics.MaskedTransfer;
import dev.ringside.engine.x86.semantics.PackedInteger;
import dev.ringside.engine.x86.semantics.PackedShift;
import dev.ringside.engine.x86.semantics.Polynomial;
import dev.ringside.engine.x86.semantics.SystemInstruction;
import dev.ringside.engine.x86.semantics.TextCompare;
import dev.ringside.engine.x86.semantics.VectorElement;
import dev.ringside.engine.x86.semantics.VectorPermute;
import dev.ringside.engine.x86.semantics.VectorTransfer;

/// MMX, SSE and AVX other than floating-point arithmetic, and bit manipulation.
final class VectorDispatch {
    private VectorDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        int opcode = insn.opcode;
        if (opcode <= VectorOpcode.LAST_PACKED) {
            PackedInteger.execute(cpu, insn);
        } else if (opcode <= VectorOpcode.LAST_SHIFT) {
            PackedShift.execute(cpu, insn);
        } else if (opcode <= VectorOpcode.LAST_LANE) {
            LaneShuffle.execute(cpu, insn);
        } else if (opcode <= VectorOpcode.LAST_PERMUTE) {
            VectorPermute.execute(cpu, insn);
        } else if (opcode <= VectorOpcode.LAST_MOVE) {
            move(cpu, insn);
        } else if (opcode <= VectorOpcode.LAST_ELEMENT) {
            VectorElement.execute(cpu, insn);
        } else {
            rest(cpu, insn);
        }
    }

    private static void move(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case VectorOpcode.MOVQ_MM, VectorOpcode.MOVNTQ, VectorOpcode.LDDQU ->
                    VectorTransfer.move(cpu, insn, false);
            case VectorOpcode.MOVNTPS,
                    VectorOpcode.MOVNTPD,
                    VectorOpcode.MOVNTDQ,
                    VectorOpcode.MOVNTDQA ->
                    VectorTransfer.move(cpu, insn, true);
            case VectorOpcode.MOVLPS, VectorOpcode.MOVLPD, VectorOpcode.MOVHLPS ->
                    VectorTransfer.moveHalf(cpu, insn, false);
            case VectorOpcode.MOVHPS, VectorOpcode.MOVHPD, VectorOpcode.MOVLHPS ->
                    VectorTransfer.moveHalf(cpu, insn, true);
            case VectorOpcode.MASKMOVQ, VectorOpcode.MASKMOVDQU ->
                    MaskedTransfer.maskedBytes(cpu, insn);
            case VectorOpcode.MOVQ2DQ -> VectorTransfer.moveBetweenFiles(cpu, insn, false);
            case VectorOpcode.MOVDQ2Q -> VectorTransfer.moveBetweenFiles(cpu, insn, true);
            case VectorOpcode.VMASKMOVPS,
                    VectorOpcode.VMASKMOVPD,
                    VectorOpcode.VPMASKMOVD,
                    VectorOpcode.VPMASKMOVQ ->
                    MaskedTransfer.maskedElements(cpu, insn);
            case VectorOpcode.VZEROUPPER -> VectorTransfer.zero(cpu, insn);
            default -> MaskedTransfer.gather(cpu, insn);
        }
    }

    private static void rest(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case VectorOpcode.PCMPESTRM,
                    VectorOpcode.PCMPESTRI,
                    VectorOpcode.PCMPISTRM,
                    VectorOpcode.PCMPISTRI ->
                    TextCompare.execute(cpu, insn);
            case VectorOpcode.PCLMULQDQ -> Polynomial.pclmulqdq(cpu, insn);
            case VectorOpcode.AESENC,
                    VectorOpcode.AESENCLAST,
                    VectorOpcode.AESDEC,
                    VectorOpcode.AESDECLAST,
                    VectorOpcode.AESIMC,
                    VectorOpcode.AESKEYGENASSIST ->
                    Aes.execute(cpu, insn);
            case VectorOpcode.CRC32 -> Polynomial.crc32(cpu, insn);
            case VectorOpcode.ADCX -> BitManipulation.addWithFlag(cpu, insn, Rflags.CF);
            case VectorOpcode.ADOX -> BitManipulation.addWithFlag(cpu, insn, Rflags.OF);
            default -> bits(cpu, insn);
        }
    }

    private static void bits(Cpu cpu, Instruction insn) {
        if (insn.opcode == VectorOpcode.VCVTPH2PS) {
            HalfPrecision.toSingle(cpu, insn);
        } else if (insn.opcode == VectorOpcode.VCVTPS2PH) {
            HalfPrecision.fromSingle(cpu, insn);
        } else if (insn.opcode <= VectorOpcode.LAST_FUSED) {
            FusedMultiplyAdd.execute(cpu, insn);
        } else if (insn.opcode >= VectorOpcode.ANDN && insn.opcode <= VectorOpcode.LAST_BIT) {
            BitManipulation.execute(cpu, insn);
        } else {
            SystemInstruction.undefined(cpu, insn);
        }
    }
}
