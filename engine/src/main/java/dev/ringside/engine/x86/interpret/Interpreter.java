package dev.ringside.engine.x86.interpret;

import dev.ringside.engine.x86.decode.Handler;
import dev.ringside.engine.x86.decode.Instruction;
import dev.ringside.engine.x86.semantics.Arithmetic;
import dev.ringside.engine.x86.semantics.ControlTransfer;
import dev.ringside.engine.x86.semantics.Cpu;
import dev.ringside.engine.x86.semantics.Logic;
import dev.ringside.engine.x86.semantics.Segmentation;
import dev.ringside.engine.x86.semantics.Shift;
import dev.ringside.engine.x86.semantics.Stack;

/// Executes decoded instructions one at a time.
///
/// The first switch holds the frequent forms ([Handler]); everything else goes by opcode through
/// the dispatch classes of this package, each passing on what it does not know. Every method stays
/// below the 8,000 bytes of bytecode up to which HotSpot compiles.
///
/// Allocates nothing. Belongs to the VCPU's thread.
public final class Interpreter {
    private Interpreter() {}

    /// Executes one instruction. On entry `state.rip` is its own address and [Cpu#nextRip] the
    /// following one; afterwards [Cpu#nextRip] says where to go on.
    ///
    /// @throws dev.ringside.engine.x86.tlb.GuestFault an exception of the guest; nothing has
    ///   changed then, but for completed iterations of a string instruction
    /// @throws dev.ringside.engine.x86.tlb.TrapExit an access that the VMM serves
    public static void execute(Cpu cpu, Instruction insn) {
        long[] gpr = cpu.gpr;
        int size = insn.operandSize;
        // Right for the sizes that handlers exist for: 4 and 8.
        long mask = -1L >>> 64 - (size << 3);
        switch (insn.handler) {
            case Handler.ADD_REG ->
                    gpr[insn.rm] = Arithmetic.add(cpu, gpr[insn.rm], gpr[insn.reg], size) & mask;
            case Handler.ADD_IMM ->
                    gpr[insn.rm] = Arithmetic.add(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.SUB_REG ->
                    gpr[insn.rm] = Arithmetic.sub(cpu, gpr[insn.rm], gpr[insn.reg], size) & mask;
            case Handler.SUB_IMM ->
                    gpr[insn.rm] = Arithmetic.sub(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.CMP_REG -> Arithmetic.sub(cpu, gpr[insn.rm], gpr[insn.reg], size);
            case Handler.CMP_IMM -> Arithmetic.sub(cpu, gpr[insn.rm], insn.immediate, size);
            case Handler.AND_REG ->
                    gpr[insn.rm] = Logic.and(cpu, gpr[insn.rm], gpr[insn.reg], size) & mask;
            case Handler.AND_IMM ->
                    gpr[insn.rm] = Logic.and(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.OR_REG ->
                    gpr[insn.rm] = Logic.or(cpu, gpr[insn.rm], gpr[insn.reg], size) & mask;
            case Handler.OR_IMM ->
                    gpr[insn.rm] = Logic.or(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.XOR_REG ->
                    gpr[insn.rm] = Logic.xor(cpu, gpr[insn.rm], gpr[insn.reg], size) & mask;
            case Handler.XOR_IMM ->
                    gpr[insn.rm] = Logic.xor(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.TEST_REG -> Logic.and(cpu, gpr[insn.rm], gpr[insn.reg], size);
            case Handler.TEST_IMM -> Logic.and(cpu, gpr[insn.rm], insn.immediate, size);
            case Handler.INC -> gpr[insn.rm] = Arithmetic.inc(cpu, gpr[insn.rm], size) & mask;
            case Handler.DEC -> gpr[insn.rm] = Arithmetic.dec(cpu, gpr[insn.rm], size) & mask;
            case Handler.SHL_IMM ->
                    gpr[insn.rm] = Shift.shl(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.SHR_IMM ->
                    gpr[insn.rm] = Shift.shr(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.SAR_IMM ->
                    gpr[insn.rm] = Shift.sar(cpu, gpr[insn.rm], insn.immediate, size) & mask;
            case Handler.MOV_REG -> gpr[insn.rm] = gpr[insn.reg] & mask;
            case Handler.MOV_IMM -> gpr[insn.rm] = insn.immediate & mask;
            case Handler.MOV_LOAD ->
                    gpr[insn.reg] =
                            Segmentation.read(cpu, insn.segment, cpu.effectiveAddress(insn), size);
            case Handler.MOV_STORE ->
                    Segmentation.write(
                            cpu, insn.segment, cpu.effectiveAddress(insn), size, gpr[insn.reg]);
            case Handler.LEA -> gpr[insn.reg] = cpu.effectiveAddress(insn) & mask;
            case Handler.JC -> branch(cpu, insn, cpu.carry());
            case Handler.JNC -> branch(cpu, insn, !cpu.carry());
            case Handler.JZ -> branch(cpu, insn, cpu.zero());
            case Handler.JNZ -> branch(cpu, insn, !cpu.zero());
            case Handler.JBE -> branch(cpu, insn, cpu.carry() || cpu.zero());
            case Handler.JA -> branch(cpu, insn, !(cpu.carry() || cpu.zero()));
            case Handler.JS -> branch(cpu, insn, cpu.sign());
            case Handler.JNS -> branch(cpu, insn, !cpu.sign());
            case Handler.JL -> branch(cpu, insn, cpu.less());
            case Handler.JGE -> branch(cpu, insn, !cpu.less());
            case Handler.JLE -> branch(cpu, insn, cpu.zero() || cpu.less());
            case Handler.JG -> branch(cpu, insn, !(cpu.zero() || cpu.less()));
            case Handler.JMP -> ControlTransfer.jumpRelative(cpu, insn);
            case Handler.CALL -> ControlTransfer.callRelative(cpu, insn);
            case Handler.RET -> ControlTransfer.ret(cpu, insn);
            case Handler.PUSH_REG -> Stack.push(cpu, gpr[insn.rm], size);
            case Handler.POP_REG -> gpr[insn.rm] = Stack.pop(cpu, size);
            default -> IntegerDispatch.execute(cpu, insn);
        }
    }

    private static void branch(Cpu cpu, Instruction insn, boolean taken) {
        if (taken) {
            ControlTransfer.jumpRelative(cpu, insn);
        }
    }
}
