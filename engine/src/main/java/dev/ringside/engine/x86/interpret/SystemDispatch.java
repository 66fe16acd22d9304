package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.ControlRegister;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Cpuid;
import dev.ringside.engine.x86.semantics.DebugRegister;
import dev.ringside.engine.x86.semantics.FarTransfer;
import dev.ringside.engine.x86.semantics.FlagControl;
import dev.ringside.engine.x86.semantics.Interrupts;
import dev.ringside.engine.x86.semantics.Msr;
import dev.ringside.engine.x86.semantics.PortIo;
import dev.ringside.engine.x86.semantics.SegmentTransfer;
import dev.ringside.engine.x86.semantics.Syscall;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// Segments, far transfers, interrupts, ports and the first part of the system instructions.
final class SystemDispatch {
    private SystemDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.MOV_TO_SEG -> SegmentTransfer.movToSegment(cpu, insn);
            case Opcode.MOV_FROM_SEG -> SegmentTransfer.movFromSegment(cpu, insn);
            case Opcode.PUSH_SEG -> SegmentTransfer.push(cpu, insn, insn.reg);
            case Opcode.POP_SEG -> SegmentTransfer.pop(cpu, insn, insn.reg);
            case Opcode.LES -> SegmentTransfer.loadFarPointer(cpu, insn, SegmentRegister.ES);
            case Opcode.LDS -> SegmentTransfer.loadFarPointer(cpu, insn, SegmentRegister.DS);
            case Opcode.LSS -> SegmentTransfer.loadFarPointer(cpu, insn, SegmentRegister.SS);
            case Opcode.LFS -> SegmentTransfer.loadFarPointer(cpu, insn, SegmentRegister.FS);
            case Opcode.LGS -> SegmentTransfer.loadFarPointer(cpu, insn, SegmentRegister.GS);
            case Opcode.CALL_FAR_DIRECT -> FarTransfer.callDirect(cpu, insn);
            case Opcode.JMP_FAR_DIRECT -> FarTransfer.jumpDirect(cpu, insn);
            case Opcode.CALL_FAR -> FarTransfer.callIndirect(cpu, insn);
            case Opcode.JMP_FAR -> FarTransfer.jumpIndirect(cpu, insn);
            case Opcode.RETF -> FarTransfer.ret(cpu, insn);
            case Opcode.IRET -> Interrupts.iret(cpu, insn);
            case Opcode.INT -> Interrupts.software(cpu, (int) insn.immediate, insn);
            case Opcode.INT3 -> Interrupts.breakpoint(cpu, insn);
            case Opcode.INTO -> Interrupts.overflow(cpu, insn);
            case Opcode.INT1 -> Interrupts.icebp(cpu, insn);
            case Opcode.PUSHF -> FlagControl.pushf(cpu, insn);
            case Opcode.POPF -> FlagControl.popf(cpu, insn);
            case Opcode.CLI -> FlagControl.cli(cpu, insn);
            case Opcode.STI -> FlagControl.sti(cpu, insn);
            case Opcode.CLAC -> FlagControl.clac(cpu, insn);
            case Opcode.STAC -> FlagControl.stac(cpu, insn);
            case Opcode.IN_IMM -> PortIo.inImmediate(cpu, insn);
            case Opcode.IN_DX -> PortIo.inDx(cpu, insn);
            case Opcode.OUT_IMM -> PortIo.outImmediate(cpu, insn);
            case Opcode.OUT_DX -> PortIo.outDx(cpu, insn);
            case Opcode.INS -> PortIo.ins(cpu, insn);
            case Opcode.OUTS -> PortIo.outs(cpu, insn);
            case Opcode.HLT -> SystemInstruction.hlt(cpu, insn);
            case Opcode.CPUID -> Cpuid.cpuid(cpu, insn);
            case Opcode.RDMSR -> Msr.rdmsr(cpu, insn);
            case Opcode.WRMSR -> Msr.wrmsr(cpu, insn);
            case Opcode.MOV_FROM_CR -> ControlRegister.read(cpu, insn);
            case Opcode.MOV_TO_CR -> ControlRegister.write(cpu, insn);
            case Opcode.MOV_FROM_DR -> DebugRegister.read(cpu, insn);
            case Opcode.MOV_TO_DR -> DebugRegister.write(cpu, insn);
            case Opcode.SYSCALL -> Syscall.syscall(cpu, insn);
            case Opcode.SYSRET -> Syscall.sysret(cpu, insn);
            case Opcode.SYSENTER -> Syscall.sysenter(cpu, insn);
            case Opcode.SYSEXIT -> Syscall.sysexit(cpu, insn);
            default -> TableDispatch.execute(cpu, insn);
        }
    }
}
