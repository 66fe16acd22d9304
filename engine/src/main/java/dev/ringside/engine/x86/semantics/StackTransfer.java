package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// PUSH, POP, PUSHA, POPA, ENTER and LEAVE (SDM Vol. 1 6.2, 6.6; Vol. 2).
public final class StackTransfer {
    private StackTransfer() {}

    /// PUSH r/m.
    public static void push(Cpu cpu, Instruction insn) {
        Stack.push(cpu, Operands.read(cpu, insn), insn.operandSize);
    }

    /// PUSH imm.
    public static void pushImmediate(Cpu cpu, Instruction insn) {
        Stack.push(cpu, insn.immediate, insn.operandSize);
    }

    /// POP r/m. A memory operand with RSP as base uses RSP after the increment (SDM Vol. 2B POP).
    public static void pop(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        if (!insn.isMemory) {
            cpu.setRegister(insn.rm, size, Stack.pop(cpu, size));
            return;
        }
        long value = Stack.peek(cpu, 0, size);
        long before = cpu.gpr[VcpuState.RSP];
        Stack.release(cpu, size);
        long address = cpu.effectiveAddress(insn);
        long after = cpu.gpr[VcpuState.RSP];
        cpu.gpr[VcpuState.RSP] = before;
        Segmentation.write(cpu, insn.segment, address, size, value);
        cpu.gpr[VcpuState.RSP] = after;
    }

    /// PUSHA, PUSHAD. RSP moves only when all eight stores succeeded.
    public static void pusha(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        for (int i = 0; i < 8; i++) {
            long offset = Cpu.truncate(cpu.stackPointer() - (i + 1L) * size, cpu.stackBytes);
            Segmentation.write(cpu, SegmentRegister.SS, offset, size, cpu.gpr[i]);
        }
        Stack.release(cpu, -8L * size);
    }

    /// POPA, POPAD; the image of RSP is skipped.
    public static void popa(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        // A fault comes before any register changes.
        for (int i = 0; i < 8; i++) {
            Stack.peek(cpu, (long) i * size, size);
        }
        for (int i = 0; i < 8; i++) {
            int register = 7 - i;
            if (register != VcpuState.RSP) {
                cpu.setRegister(register, size, Stack.peek(cpu, (long) i * size, size));
            }
        }
        Stack.release(cpu, 8L * size);
    }

    /// ENTER: `immediate` bytes of locals, `immediate2` nesting level.
    public static void enter(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        int level = insn.immediate2 & 31;
        long before = cpu.gpr[VcpuState.RSP];
        boolean done = false;
        try {
            Stack.push(cpu, cpu.gpr[VcpuState.RBP], size);
            long frame = cpu.gpr[VcpuState.RSP];
            copyFrames(cpu, size, level, frame);
            Stack.release(cpu, -insn.immediate);
            // The final stack pointer must be writable (SDM Vol. 2A ENTER).
            Segmentation.readForWrite(cpu, SegmentRegister.SS, cpu.stackPointer(), size);
            cpu.setRegister(VcpuState.RBP, size, frame);
            done = true;
        } finally {
            if (!done) {
                cpu.gpr[VcpuState.RSP] = before;
            }
        }
    }

    private static void copyFrames(Cpu cpu, int size, int level, long frame) {
        for (int i = 1; i < level; i++) {
            long outer = cpu.gpr[VcpuState.RBP] - (long) i * size;
            long offset = Cpu.truncate(outer, cpu.stackBytes);
            Stack.push(cpu, Segmentation.read(cpu, SegmentRegister.SS, offset, size), size);
        }
        if (level > 0) {
            Stack.push(cpu, frame, size);
        }
    }

    public static void leave(Cpu cpu, Instruction insn) {
        int size = insn.operandSize;
        long frame = Cpu.truncate(cpu.gpr[VcpuState.RBP], cpu.stackBytes);
        long value = Segmentation.read(cpu, SegmentRegister.SS, frame, size);
        cpu.setStackPointer(frame + size);
        cpu.setRegister(VcpuState.RBP, size, value);
    }
}
