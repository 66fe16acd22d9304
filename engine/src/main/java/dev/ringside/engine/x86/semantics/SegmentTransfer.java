package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.CS;
import static dev.ringside.engine.state.SegmentRegister.GS;
import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

import dev.ringside.engine.x86.decode.Instruction;

/// MOV, PUSH and POP of segment registers; LDS, LES, LFS, LGS, LSS (SDM Vol. 2A, 2B).
public final class SegmentTransfer {
    private SegmentTransfer() {}

    /// MOV Sreg, r/m16 (8E): `insn.reg` is the segment register's index; CS and above 5 are #UD.
    public static void movToSegment(Cpu cpu, Instruction insn) {
        if (insn.reg == CS || insn.reg > GS) {
            throw SystemOperand.undefined(cpu, "MOV to CS or to no segment register");
        }
        Segmentation.load(cpu, insn.reg, (int) SystemOperand.read(cpu, insn, 2));
        if (insn.reg == SS) {
            startShadow(cpu);
        }
    }

    /// MOV r/m, Sreg (8C): `insn.reg` is the segment register's index.
    public static void movFromSegment(Cpu cpu, Instruction insn) {
        if (insn.reg > GS) {
            throw SystemOperand.undefined(cpu, "MOV from no segment register");
        }
        SystemOperand.storeWord(cpu, insn, cpu.state.segment[insn.reg].selector);
    }

    /// PUSH Sreg: zero-extended. Differs: a 32-bit push writes all four bytes (SDM Vol. 2B PUSH
    /// lets processors write two).
    public static void push(Cpu cpu, Instruction insn, int segment) {
        Stack.push(cpu, cpu.state.segment[segment].selector, insn.operandSize);
    }

    /// POP Sreg; SS sets its shadow.
    public static void pop(Cpu cpu, Instruction insn, int segment) {
        int selector = (int) Stack.peek(cpu, 0, insn.operandSize) & 0xFFFF;
        int width = cpu.stackBytes;
        Segmentation.load(cpu, segment, selector);
        cpu.setRegister(RSP, width, true, cpu.gpr[RSP] + insn.operandSize);
        if (segment == SS) {
            startShadow(cpu);
        }
    }

    /// LDS, LES, LFS, LGS, LSS: `insn.reg` gets the offset, `segment` the selector. A register
    /// operand is #UD.
    public static void loadFarPointer(Cpu cpu, Instruction insn, int segment) {
        SystemOperand.requireMemory(cpu, insn);
        int size = insn.operandSize;
        long at = cpu.effectiveAddress(insn);
        long offset = Segmentation.read(cpu, insn.segment, at, size);
        long next = Cpu.truncate(at + size, insn.addressSize);
        int selector = (int) Segmentation.read(cpu, insn.segment, next, 2);
        Segmentation.load(cpu, segment, selector);
        cpu.setRegister(insn.reg, size, true, offset);
    }

    private static void startShadow(Cpu cpu) {
        cpu.state.movSsShadow = true;
        cpu.attention |= Platform.BOUNDARY;
    }
}
