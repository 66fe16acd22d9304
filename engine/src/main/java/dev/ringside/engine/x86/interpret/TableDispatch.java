package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.DescriptorQuery;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// Descriptor tables and queries, and the rest of the system instructions.
final class TableDispatch {
    private TableDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.LGDT -> SystemInstruction.lgdt(cpu, insn);
            case Opcode.SGDT -> SystemInstruction.sgdt(cpu, insn);
            case Opcode.LIDT -> SystemInstruction.lidt(cpu, insn);
            case Opcode.SIDT -> SystemInstruction.sidt(cpu, insn);
            case Opcode.LLDT -> SystemInstruction.lldt(cpu, insn);
            case Opcode.SLDT -> SystemInstruction.sldt(cpu, insn);
            case Opcode.LTR -> SystemInstruction.ltr(cpu, insn);
            case Opcode.STR -> SystemInstruction.str(cpu, insn);
            case Opcode.LMSW -> SystemInstruction.lmsw(cpu, insn);
            case Opcode.SMSW -> SystemInstruction.smsw(cpu, insn);
            case Opcode.CLTS -> SystemInstruction.clts(cpu, insn);
            case Opcode.INVLPG -> SystemInstruction.invlpg(cpu, insn);
            case Opcode.INVD, Opcode.WBINVD -> SystemInstruction.invalidateCaches(cpu, insn);
            case Opcode.LAR -> DescriptorQuery.lar(cpu, insn);
            case Opcode.LSL -> DescriptorQuery.lsl(cpu, insn);
            case Opcode.VERR -> DescriptorQuery.verr(cpu, insn);
            case Opcode.VERW -> DescriptorQuery.verw(cpu, insn);
            case Opcode.ARPL -> DescriptorQuery.arpl(cpu, insn);
            case Opcode.RDTSC -> SystemInstruction.rdtsc(cpu, insn);
            case Opcode.RDTSCP -> SystemInstruction.rdtscp(cpu, insn);
            case Opcode.RDPMC -> SystemInstruction.rdpmc(cpu, insn);
            case Opcode.SWAPGS -> SystemInstruction.swapgs(cpu, insn);
            case Opcode.XGETBV -> SystemInstruction.xgetbv(cpu, insn);
            case Opcode.XSETBV -> SystemInstruction.xsetbv(cpu, insn);
            case Opcode.RDFSBASE -> SystemInstruction.rdfsbase(cpu, insn);
            case Opcode.RDGSBASE -> SystemInstruction.rdgsbase(cpu, insn);
            case Opcode.WRFSBASE -> SystemInstruction.wrfsbase(cpu, insn);
            case Opcode.WRGSBASE -> SystemInstruction.wrgsbase(cpu, insn);
            case Opcode.VMCALL -> SystemInstruction.vmcall(cpu, insn);
            case Opcode.TOO_LONG ->
                    throw cpu.fault.of(Vector.GP, 0, "instruction longer than 15 bytes");
            default -> MediaDispatch.execute(cpu, insn);
        }
    }
}
