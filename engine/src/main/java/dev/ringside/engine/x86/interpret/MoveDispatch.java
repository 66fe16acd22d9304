package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.decode.Opcode;
import dev.ringside.engine.x86.semantics.Bcd;
import dev.ringside.engine.x86.semantics.ControlTransfer;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.DataTransfer;
import dev.ringside.engine.x86.semantics.Operands;
import dev.ringside.engine.x86.semantics.StackTransfer;
import dev.ringside.engine.x86.semantics.StringOp;
import dev.ringside.engine.x86.semantics.SystemInstruction;

/// Data transfer, control transfer, strings, decimal and flags.
final class MoveDispatch {
    private MoveDispatch() {}

    static void execute(Cpu cpu, Instruction insn) {
        switch (insn.opcode) {
            case Opcode.MOVZX_B -> Operands.setRegister(cpu, insn, Operands.read(cpu, insn, 1));
            case Opcode.MOVZX_W -> Operands.setRegister(cpu, insn, Operands.read(cpu, insn, 2));
            case Opcode.MOVSX_B -> signExtend(cpu, insn, 1);
            case Opcode.MOVSX_W -> signExtend(cpu, insn, 2);
            case Opcode.MOVSXD -> signExtend(cpu, insn, Math.min(insn.operandSize, 4));
            case Opcode.MOVBE -> DataTransfer.movbe(cpu, insn, insn.form == Form.REG_RM);
            case Opcode.XCHG -> DataTransfer.xchg(cpu, insn);
            case Opcode.LEA -> Operands.setRegister(cpu, insn, cpu.effectiveAddress(insn));
            case Opcode.CMOVCC -> conditionalMove(cpu, insn);
            case Opcode.SETCC -> Operands.write(cpu, insn, cpu.condition(insn.condition) ? 1 : 0);
            case Opcode.PUSH -> push(cpu, insn);
            case Opcode.POP -> StackTransfer.pop(cpu, insn);
            case Opcode.PUSHA -> StackTransfer.pusha(cpu, insn);
            case Opcode.POPA -> StackTransfer.popa(cpu, insn);
            case Opcode.ENTER -> StackTransfer.enter(cpu, insn);
            case Opcode.LEAVE -> StackTransfer.leave(cpu, insn);
            case Opcode.CBW -> DataTransfer.cbw(cpu, insn);
            case Opcode.CWD -> DataTransfer.cwd(cpu, insn);
            case Opcode.XLAT -> DataTransfer.xlat(cpu, insn);
            case Opcode.LAHF -> DataTransfer.lahf(cpu);
            case Opcode.SAHF -> DataTransfer.sahf(cpu);
            case Opcode.SALC -> DataTransfer.salc(cpu);
            case Opcode.BOUND -> DataTransfer.bound(cpu, insn);
            case Opcode.NOP, Opcode.PREFETCH -> {}
            case Opcode.PAUSE -> SystemInstruction.pause(cpu, insn);
            case Opcode.JCC -> jump(cpu, insn);
            case Opcode.JMP_REL -> ControlTransfer.jumpRelative(cpu, insn);
            case Opcode.JMP -> ControlTransfer.jump(cpu, insn);
            case Opcode.CALL_REL -> ControlTransfer.callRelative(cpu, insn);
            case Opcode.CALL -> ControlTransfer.call(cpu, insn);
            case Opcode.RET -> ControlTransfer.ret(cpu, insn);
            case Opcode.LOOPNE -> ControlTransfer.loopne(cpu, insn);
            case Opcode.LOOPE -> ControlTransfer.loope(cpu, insn);
            case Opcode.LOOP -> ControlTransfer.loop(cpu, insn);
            case Opcode.JCXZ -> ControlTransfer.jcxz(cpu, insn);
            case Opcode.MOVS, Opcode.CMPS, Opcode.STOS, Opcode.LODS, Opcode.SCAS ->
                    StringOp.execute(cpu, insn);
            case Opcode.DAA -> Bcd.daa(cpu);
            case Opcode.DAS -> Bcd.das(cpu);
            case Opcode.AAA -> Bcd.aaa(cpu);
            case Opcode.AAS -> Bcd.aas(cpu);
            case Opcode.AAM -> Bcd.aam(cpu, (int) insn.immediate);
            case Opcode.AAD -> Bcd.aad(cpu, (int) insn.immediate);
            case Opcode.CLC -> cpu.setStatus(Rflags.CF, 0);
            case Opcode.STC -> cpu.setStatus(Rflags.CF, Rflags.CF);
            case Opcode.CMC -> cpu.setStatus(Rflags.CF, cpu.carry() ? 0 : Rflags.CF);
            case Opcode.CLD -> cpu.state.rflags &= ~Rflags.DF;
            case Opcode.STD -> cpu.state.rflags |= Rflags.DF;
            default -> SystemDispatch.execute(cpu, insn);
        }
    }

    /// MOV in the forms without a handler.
    static void move(Cpu cpu, Instruction insn) {
        if (insn.form == Form.REG_RM) {
            Operands.setRegister(cpu, insn, Operands.read(cpu, insn));
        } else {
            Operands.write(cpu, insn, Operands.source(cpu, insn));
        }
    }

    private static void signExtend(Cpu cpu, Instruction insn, int size) {
        long value = Cpu.signExtend(Operands.read(cpu, insn, size), size);
        Operands.setRegister(cpu, insn, value);
    }

    /// Reads its source and clears the upper half of a 32-bit destination in any case.
    private static void conditionalMove(Cpu cpu, Instruction insn) {
        long source = Operands.read(cpu, insn);
        boolean moves = cpu.condition(insn.condition);
        Operands.setRegister(cpu, insn, moves ? source : Operands.register(cpu, insn));
    }

    private static void push(Cpu cpu, Instruction insn) {
        if (insn.form == Form.IMMEDIATE) {
            StackTransfer.pushImmediate(cpu, insn);
        } else {
            StackTransfer.push(cpu, insn);
        }
    }

    private static void jump(Cpu cpu, Instruction insn) {
        if (cpu.condition(insn.condition)) {
            ControlTransfer.jumpRelative(cpu, insn);
        }
    }
}
