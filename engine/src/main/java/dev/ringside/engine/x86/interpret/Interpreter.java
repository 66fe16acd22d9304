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
        int size = insn.operandSize;
        long first = cpu.gpr[insn.rm];
        long second = cpu.gpr[insn.reg];
        long immediate = insn.immediate;
        switch (insn.handler) {
            case Handler.ADD_REG -> set(cpu, insn, Arithmetic.add(cpu, first, second, size));
            case Handler.ADD_IMM -> set(cpu, insn, Arithmetic.add(cpu, first, immediate, size));
            case Handler.SUB_REG -> set(cpu, insn, Arithmetic.sub(cpu, first, second, size));
            case Handler.SUB_IMM -> set(cpu, insn, Arithmetic.sub(cpu, first, immediate, size));
            case Handler.CMP_REG -> Arithmetic.sub(cpu, first, second, size);
            case Handler.CMP_IMM -> Arithmetic.sub(cpu, first, immediate, size);
            case Handler.AND_REG -> set(cpu, insn, Logic.and(cpu, first, second, size));
            case Handler.AND_IMM -> set(cpu, insn, Logic.and(cpu, first, immediate, size));
            case Handler.OR_REG -> set(cpu, insn, Logic.or(cpu, first, second, size));
            case Handler.OR_IMM -> set(cpu, insn, Logic.or(cpu, first, immediate, size));
            case Handler.XOR_REG -> set(cpu, insn, Logic.xor(cpu, first, second, size));
            case Handler.XOR_IMM -> set(cpu, insn, Logic.xor(cpu, first, immediate, size));
            case Handler.TEST_REG -> Logic.and(cpu, first, second, size);
            case Handler.TEST_IMM -> Logic.and(cpu, first, immediate, size);
            case Handler.INC -> set(cpu, insn, Arithmetic.inc(cpu, first, size));
            case Handler.DEC -> set(cpu, insn, Arithmetic.dec(cpu, first, size));
            case Handler.SHL_IMM -> set(cpu, insn, Shift.shl(cpu, first, immediate, size));
            case Handler.SHR_IMM -> set(cpu, insn, Shift.shr(cpu, first, immediate, size));
            case Handler.SAR_IMM -> set(cpu, insn, Shift.sar(cpu, first, immediate, size));
            case Handler.MOV_REG -> set(cpu, insn, second);
            case Handler.MOV_IMM -> set(cpu, insn, immediate);
            case Handler.MOV_LOAD -> load(cpu, insn);
            case Handler.MOV_STORE -> store(cpu, insn, second);
            case Handler.LEA -> lea(cpu, insn);
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
            case Handler.PUSH_REG -> Stack.push(cpu, first, size);
            case Handler.POP_REG -> set(cpu, insn, Stack.pop(cpu, size));
            default -> MemoryForms.execute(cpu, insn);
        }
    }

    private static void set(Cpu cpu, Instruction insn, long value) {
        int register = insn.rm;
        cpu.gpr[register] = cpu.gpr[register] & insn.keepMask | value & insn.resultMask;
    }

    private static void load(Cpu cpu, Instruction insn) {
        long address = cpu.effectiveAddress(insn);
        long value = Segmentation.read(cpu, insn.segment, address, insn.operandSize);
        cpu.gpr[insn.reg] = cpu.gpr[insn.reg] & insn.keepMask | value;
    }

    private static void store(Cpu cpu, Instruction insn, long value) {
        long address = cpu.effectiveAddress(insn);
        Segmentation.write(cpu, insn.segment, address, insn.operandSize, value);
    }

    private static void lea(Cpu cpu, Instruction insn) {
        long value = cpu.effectiveAddress(insn) & insn.resultMask;
        cpu.gpr[insn.reg] = cpu.gpr[insn.reg] & insn.keepMask | value;
    }

    private static void branch(Cpu cpu, Instruction insn, boolean taken) {
        if (taken) {
            ControlTransfer.jumpRelative(cpu, insn);
        }
    }
}
