package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.FloatingPointOpcode;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.LaneArithmetic;
import dev.ringside.engine.x86.semantics.PackedArithmetic;
import dev.ringside.engine.x86.semantics.PackedCompare;
import dev.ringside.engine.x86.semantics.PackedConvert;
import dev.ringside.engine.x86.semantics.SystemInstruction;
import dev.ringside.engine.x86.semantics.Xsave;

/// Floating-point arithmetic of SSE and AVX, and XSAVE.
final class PackedDispatch {
    private PackedDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        int opcode = insn.opcode;
        if (opcode <= FloatingPointOpcode.SQRTSD) {
            PackedArithmetic.execute(cpu, insn);
        } else if (opcode <= FloatingPointOpcode.CMPSD) {
            PackedCompare.execute(cpu, insn);
        } else if (opcode <= FloatingPointOpcode.ROUNDSD) {
            PackedConvert.round(cpu, insn);
        } else {
            arithmetic(cpu, insn);
        }
    }

    private static void arithmetic(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case FloatingPointOpcode.RCPPS -> PackedArithmetic.estimate(cpu, insn, false, false);
            case FloatingPointOpcode.RCPSS -> PackedArithmetic.estimate(cpu, insn, false, true);
            case FloatingPointOpcode.RSQRTPS -> PackedArithmetic.estimate(cpu, insn, true, false);
            case FloatingPointOpcode.RSQRTSS -> PackedArithmetic.estimate(cpu, insn, true, true);
            case FloatingPointOpcode.ADDSUBPS -> PackedArithmetic.alternate(cpu, insn, true);
            case FloatingPointOpcode.ADDSUBPD -> PackedArithmetic.alternate(cpu, insn, false);
            case FloatingPointOpcode.HADDPS ->
                    PackedArithmetic.horizontal(cpu, insn, LaneArithmetic.ADD, true);
            case FloatingPointOpcode.HADDPD ->
                    PackedArithmetic.horizontal(cpu, insn, LaneArithmetic.ADD, false);
            case FloatingPointOpcode.HSUBPS ->
                    PackedArithmetic.horizontal(cpu, insn, LaneArithmetic.SUBTRACT, true);
            case FloatingPointOpcode.HSUBPD ->
                    PackedArithmetic.horizontal(cpu, insn, LaneArithmetic.SUBTRACT, false);
            case FloatingPointOpcode.DPPS -> PackedArithmetic.dotSingles(cpu, insn);
            case FloatingPointOpcode.DPPD -> PackedArithmetic.dotDoubles(cpu, insn);
            case FloatingPointOpcode.COMISS -> PackedCompare.toFlags(cpu, insn, true, true);
            case FloatingPointOpcode.COMISD -> PackedCompare.toFlags(cpu, insn, false, true);
            case FloatingPointOpcode.UCOMISS -> PackedCompare.toFlags(cpu, insn, true, false);
            case FloatingPointOpcode.UCOMISD -> PackedCompare.toFlags(cpu, insn, false, false);
            default -> convert(cpu, insn);
        }
    }

    private static void convert(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case FloatingPointOpcode.CVTSI2SS -> PackedConvert.fromGeneral(cpu, insn, true);
            case FloatingPointOpcode.CVTSI2SD -> PackedConvert.fromGeneral(cpu, insn, false);
            case FloatingPointOpcode.CVTSS2SI -> PackedConvert.toGeneral(cpu, insn, true, false);
            case FloatingPointOpcode.CVTSD2SI -> PackedConvert.toGeneral(cpu, insn, false, false);
            case FloatingPointOpcode.CVTTSS2SI -> PackedConvert.toGeneral(cpu, insn, true, true);
            case FloatingPointOpcode.CVTTSD2SI -> PackedConvert.toGeneral(cpu, insn, false, true);
            case FloatingPointOpcode.CVTPI2PS -> PackedConvert.fromMmx(cpu, insn, true);
            case FloatingPointOpcode.CVTPI2PD -> PackedConvert.fromMmx(cpu, insn, false);
            case FloatingPointOpcode.CVTPS2PI -> PackedConvert.toMmx(cpu, insn, true, false);
            case FloatingPointOpcode.CVTPD2PI -> PackedConvert.toMmx(cpu, insn, false, false);
            case FloatingPointOpcode.CVTTPS2PI -> PackedConvert.toMmx(cpu, insn, true, true);
            case FloatingPointOpcode.CVTTPD2PI -> PackedConvert.toMmx(cpu, insn, false, true);
            case FloatingPointOpcode.XSAVE -> Xsave.save(cpu, insn);
            case FloatingPointOpcode.XSAVEOPT -> Xsave.saveOptimized(cpu, insn);
            case FloatingPointOpcode.XRSTOR -> Xsave.restore(cpu, insn);
            default -> {
                if (insn.opcode <= FloatingPointOpcode.LAST_PACKED) {
                    PackedConvert.execute(cpu, insn);
                } else {
                    SystemInstruction.undefined(cpu, insn);
                }
            }
        }
    }
}
