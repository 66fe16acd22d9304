package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// The r/m operand of system instructions, and the checks they share.
final class SystemOperand {
    private SystemOperand() {}

    /// Reads `size` bytes of the r/m operand, zero-extended.
    static long read(Cpu cpu, Instruction insn, int size) {
        return insn.isMemory
                ? Segmentation.read(cpu, insn.segment, cpu.effectiveAddress(insn), size)
                : cpu.register(insn.rm, size, true);
    }

    /// Stores a 16-bit system register: 16 bits to memory, the operand size to a register.
    static void storeWord(Cpu cpu, Instruction insn, long value) {
        if (insn.isMemory) {
            Segmentation.write(cpu, insn.segment, cpu.effectiveAddress(insn), 2, value);
        } else {
            cpu.setRegister(insn.rm, insn.operandSize, true, value);
        }
    }

    /// `#GP(0)` above CPL 0.
    static void requireCpl0(Cpu cpu) {
        if (cpu.cpl != 0) {
            throw cpu.fault.of(Vector.GP, 0, "privileged instruction above CPL 0");
        }
    }

    /// `#UD` in real-address and virtual-8086 mode.
    static void requireProtected(Cpu cpu) {
        if (Mode.paragraphs(cpu)) {
            throw undefined(cpu, "not recognized in real-address and virtual-8086 mode");
        }
    }

    /// `#UD` for a register operand.
    static void requireMemory(Cpu cpu, Instruction insn) {
        if (!insn.isMemory) {
            throw undefined(cpu, "needs a memory operand");
        }
    }

    /// CR4.UMIP (SDM Vol. 3A 2.5).
    static void requireUmip(Cpu cpu) {
        if (cpu.cpl != 0 && (cpu.state.cr4 & VcpuState.CR4_UMIP) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "UMIP: system register read above CPL 0");
        }
    }

    static RuntimeException undefined(Cpu cpu, String reason) {
        return cpu.fault.of(Vector.UD, 0, reason);
    }
}
