package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.SystemOpcode;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.MonitorWait;
import dev.ringside.engine.x86.semantics.Operands;
import dev.ringside.engine.x86.semantics.ProcessContext;
import dev.ringside.engine.x86.semantics.RandomNumber;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// The instructions of [SystemOpcode].
final class LateSystemDispatch {
    private LateSystemDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case SystemOpcode.MONITOR -> MonitorWait.monitor(cpu, insn);
            case SystemOpcode.MWAIT -> MonitorWait.mwait(cpu, insn);
            case SystemOpcode.INVPCID -> ProcessContext.invpcid(cpu, insn);
            case SystemOpcode.RDPID -> SystemInstruction.rdpid(cpu, insn);
            case SystemOpcode.RDRAND, SystemOpcode.RDSEED -> RandomNumber.read(cpu, insn);
            case SystemOpcode.WBNOINVD -> SystemInstruction.invalidateCaches(cpu, insn);
            // They check their operand as a load does (SDM Vol. 2A CLFLUSHOPT, CLWB).
            case SystemOpcode.CLFLUSHOPT, SystemOpcode.CLWB -> {
                long _ = Operands.read(cpu, insn);
            }
            default -> SystemInstruction.undefined(cpu, insn);
        }
    }
}
