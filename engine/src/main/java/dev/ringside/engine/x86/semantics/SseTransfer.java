package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Form;
import dev.ringside.engine.x86.decode.Instruction;

/// Moves of XMM registers, XORPS and PXOR, MXCSR (SDM Vol. 1 10.4; Vol. 2).
public final class SseTransfer {
    /// MXCSR bits that may be set, as FXSAVE's mask reports (SDM Vol. 1 11.6.6).
    static final int MXCSR_MASK = 0xFFFF;

    private SseTransfer() {}

    /// `#UD` or `#NM` where the system does not allow SSE (SDM Vol. 3A table 2-2).
    static void requireAvailable(Cpu cpu) {
        VcpuState state = cpu.state;
        if ((state.cr0 & VcpuState.CR0_EM) != 0 || (state.cr4 & VcpuState.CR4_OSFXSR) == 0) {
            throw cpu.fault.of(Vector.UD, 0, "SSE with CR0.EM set or CR4.OSFXSR clear");
        }
        if ((state.cr0 & VcpuState.CR0_TS) != 0) {
            throw cpu.fault.of(Vector.NM, 0, "SSE with CR0.TS set");
        }
    }

    /// MOVAPS, MOVUPS, MOVDQA, MOVDQU and their kin.
    public static void move(Cpu cpu, Instruction insn, boolean aligned) {
        requireAvailable(cpu);
        long[] xmm = cpu.state.xmm;
        boolean load = insn.form == Form.REG_RM;
        int register = insn.reg << 1;
        if (!insn.isMemory) {
            int from = load ? insn.rm << 1 : register;
            int to = load ? register : insn.rm << 1;
            xmm[to] = xmm[from];
            xmm[to + 1] = xmm[from + 1];
            return;
        }
        long address = address(cpu, insn, aligned);
        long second = Cpu.truncate(address + 8, insn.addressSize);
        if (load) {
            long low = Segmentation.read(cpu, insn.segment, address, 8);
            xmm[register + 1] = Segmentation.read(cpu, insn.segment, second, 8);
            xmm[register] = low;
        } else {
            Segmentation.readForWrite(cpu, insn.segment, second, 8);
            Segmentation.write(cpu, insn.segment, address, 8, xmm[register]);
            Segmentation.write(cpu, insn.segment, second, 8, xmm[register + 1]);
        }
    }

    private static long address(Cpu cpu, Instruction insn, boolean aligned) {
        long address = cpu.effectiveAddress(insn);
        if (aligned) {
            DataTransfer.requireAlignment(cpu, insn.segment, address);
        }
        return address;
    }

    /// XORPS, XORPD, PXOR.
    public static void xor(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        long[] xmm = cpu.state.xmm;
        int register = insn.reg << 1;
        long low;
        long high;
        if (insn.isMemory) {
            long address = address(cpu, insn, true);
            low = Segmentation.read(cpu, insn.segment, address, 8);
            high = Segmentation.read(cpu, insn.segment, address + 8, 8);
        } else {
            low = xmm[insn.rm << 1];
            high = xmm[(insn.rm << 1) + 1];
        }
        xmm[register] ^= low;
        xmm[register + 1] ^= high;
    }

    /// MOVSS, MOVSD: a load clears the rest, a register move keeps it.
    public static void moveScalar(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        long[] xmm = cpu.state.xmm;
        int size = insn.operandSize;
        boolean load = insn.form == Form.REG_RM;
        int register = insn.reg << 1;
        if (insn.isMemory && load) {
            loadLow(cpu, register, Operands.read(cpu, insn));
        } else if (insn.isMemory) {
            Operands.write(cpu, insn, xmm[register]);
        } else {
            int from = load ? insn.rm << 1 : register;
            int to = load ? register : insn.rm << 1;
            long kept = size == 8 ? 0 : xmm[to] & ~0xFFFFFFFFL;
            xmm[to] = kept | Cpu.truncate(xmm[from], size);
        }
    }

    /// MOVD, MOVQ from a general register or memory; the rest is cleared.
    public static void fromInteger(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        loadLow(cpu, insn.reg << 1, Operands.read(cpu, insn));
    }

    /// MOVD, MOVQ to a general register or memory.
    public static void toInteger(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        Operands.write(cpu, insn, cpu.state.xmm[insn.reg << 1]);
    }

    /// MOVQ between XMM registers and from or to memory; the rest is cleared.
    public static void moveQuadword(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        long[] xmm = cpu.state.xmm;
        int register = insn.reg << 1;
        if (insn.form == Form.REG_RM) {
            long low = insn.isMemory ? Operands.read(cpu, insn) : xmm[insn.rm << 1];
            loadLow(cpu, register, low);
        } else if (insn.isMemory) {
            Operands.write(cpu, insn, xmm[register]);
        } else {
            loadLow(cpu, insn.rm << 1, xmm[register]);
        }
    }

    private static void loadLow(Cpu cpu, int register, long low) {
        cpu.state.xmm[register] = low;
        cpu.state.xmm[register + 1] = 0;
    }

    public static void ldmxcsr(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        int value = (int) Operands.read(cpu, insn);
        requireMxcsr(cpu, value);
        cpu.state.mxcsr = value;
    }

    static void requireMxcsr(Cpu cpu, int value) {
        if ((value & ~MXCSR_MASK) != 0) {
            throw cpu.fault.of(Vector.GP, 0, "reserved bit of MXCSR");
        }
    }

    public static void stmxcsr(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        Operands.write(cpu, insn, cpu.state.mxcsr);
    }
}
