package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;

/// FXSAVE and FXRSTOR, whose area is also the beginning of XSAVE's (SDM Vol. 1 10.5, 13.4.1; Vol.
/// 2A).
///
/// ```
///   0 FCW  2 FSW  4 abridged FTW  6 FOP  8 FIP  16 FDP  24 MXCSR  28 MXCSR_MASK
///  32 ST0 to ST7, 16 bytes each    160 XMM0 to XMM7 or XMM15, 16 bytes each
/// ```
public final class FxState {
    private static final int SIZE = 512;
    static final int CONTROL = 24;
    private static final int REGISTERS = 32;
    private static final int VECTORS = 160;

    private FxState() {}

    public static void save(Cpu cpu, Instruction insn) {
        FpuControl.requireAvailable(cpu);
        long area = areaForWrite(cpu, insn, SIZE, 16);
        saveX87(cpu, insn, area);
        saveControl(cpu, area);
        if ((cpu.state.cr4 & VcpuState.CR4_OSFXSR) != 0) {
            saveVectors(cpu, area);
        }
    }

    public static void restore(Cpu cpu, Instruction insn) {
        FpuControl.requireAvailable(cpu);
        long area = areaForRead(cpu, insn, SIZE, 16);
        int mxcsr = (int) cpu.memory.read(area + CONTROL, 4);
        SseTransfer.requireMxcsr(cpu, mxcsr);
        restoreX87(cpu, insn, area);
        cpu.state.mxcsr = mxcsr;
        if ((cpu.state.cr4 & VcpuState.CR4_OSFXSR) != 0) {
            restoreVectors(cpu, area);
        }
    }

    /// The linear address of a state area, all of which can be written.
    ///
    /// @param alignment 16 or 64
    static long areaForWrite(Cpu cpu, Instruction insn, int size, int alignment) {
        long offset = cpu.effectiveAddress(insn);
        long area = Segmentation.linearForWrite(cpu, insn.segment, offset, size);
        requireAlignment(cpu, area, alignment);
        cpu.memory.probeWrite(area + size - 1, 1);
        cpu.memory.probeWrite(area, 1);
        return area;
    }

    /// The linear address of a state area, all of which can be read.
    static long areaForRead(Cpu cpu, Instruction insn, int size, int alignment) {
        long offset = cpu.effectiveAddress(insn);
        long area = Segmentation.linearForRead(cpu, insn.segment, offset, size);
        requireAlignment(cpu, area, alignment);
        cpu.memory.read(area + size - 1, 1);
        cpu.memory.read(area, 1);
        return area;
    }

    /// `#GP`, or `#AC` where alignment is checked anyway, which is the processor's choice (SDM Vol.
    /// 2A FXSAVE).
    private static void requireAlignment(Cpu cpu, long area, int alignment) {
        if ((area & alignment - 1) == 0) {
            return;
        }
        boolean checked =
                cpu.cpl == 3
                        && (cpu.state.cr0 & VcpuState.CR0_AM) != 0
                        && (cpu.state.rflags & Rflags.AC) != 0;
        throw cpu.fault.of(checked ? Vector.AC : Vector.GP, 0, "state area not aligned");
    }

    static void saveX87(Cpu cpu, Instruction insn, long area) {
        VcpuState state = cpu.state;
        boolean shown = FpuPointers.shown(state);
        long head =
                state.fpuControl
                        | (long) state.fpuStatus << 16
                        | (long) abridged(state.fpuTag) << 32
                        | (shown ? (long) state.fpuOpcode << 48 : 0);
        cpu.memory.write(area, 8, head);
        long code = pointer(insn, state.fpuInstructionPointer, state.fpuCodeSelector);
        long data = pointer(insn, state.fpuDataPointer, state.fpuDataSelector);
        cpu.memory.write(area + 8, 8, shown ? code : 0);
        cpu.memory.write(area + 16, 8, shown ? data : 0);
        for (int i = 0; i < 8; i++) {
            int register = FpuStack.physical(state, i);
            cpu.memory.write(area + REGISTERS + 16L * i, 8, state.fpuSignificand[register]);
            cpu.memory.write(area + REGISTERS + 16L * i + 8, 8, state.fpuExponent[register]);
        }
    }

    /// With REX.W an offset of 64 bits, else one of 32 bits and the selector.
    private static long pointer(Instruction insn, long offset, int selector) {
        return insn.operandSize == 8 ? offset : offset & 0xFFFFFFFFL | (long) selector << 32;
    }

    static void saveControl(Cpu cpu, long area) {
        cpu.memory.write(area + CONTROL, 4, cpu.state.mxcsr);
        cpu.memory.write(area + CONTROL + 4, 4, SseTransfer.MXCSR_MASK);
    }

    static void saveVectors(Cpu cpu, long area) {
        for (int i = 0; i < 2 * vectors(cpu); i++) {
            cpu.memory.write(area + VECTORS + 8L * i, 8, cpu.state.xmm[i]);
        }
    }

    static void restoreX87(Cpu cpu, Instruction insn, long area) {
        VcpuState state = cpu.state;
        long head = cpu.memory.read(area, 8);
        state.fpuControl = (int) head & FpuControl.CONTROL_BITS | FpuControl.CONTROL_ONE;
        state.fpuStatus = (int) (head >>> 16) & 0xFFFF;
        FpuStatus.summarize(state);
        state.fpuTag = full((int) (head >>> 32) & 0xFF);
        state.fpuOpcode = (int) (head >>> 48) & 0x7FF;
        boolean wide = insn.operandSize == 8;
        long code = cpu.memory.read(area + 8, 8);
        long data = cpu.memory.read(area + 16, 8);
        state.fpuInstructionPointer = wide ? code : code & 0xFFFFFFFFL;
        state.fpuDataPointer = wide ? data : data & 0xFFFFFFFFL;
        state.fpuCodeSelector = wide ? 0 : (int) (code >>> 32) & 0xFFFF;
        state.fpuDataSelector = wide ? 0 : (int) (data >>> 32) & 0xFFFF;
        for (int i = 0; i < 8; i++) {
            int register = FpuStack.physical(state, i);
            state.fpuSignificand[register] = cpu.memory.read(area + REGISTERS + 16L * i, 8);
            state.fpuExponent[register] = (int) cpu.memory.read(area + REGISTERS + 16L * i + 8, 2);
        }
    }

    static void restoreVectors(Cpu cpu, long area) {
        for (int i = 0; i < 2 * vectors(cpu); i++) {
            cpu.state.xmm[i] = cpu.memory.read(area + VECTORS + 8L * i, 8);
        }
    }

    /// XMM8 to XMM15 belong to 64-bit code.
    static int vectors(Cpu cpu) {
        return cpu.codeBytes == 8 ? 16 : 8;
    }

    /// One bit a register, set where the two-bit tag is not "empty".
    private static int abridged(int tag) {
        int bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= (tag >> 2 * i & 3) != 3 ? 1 << i : 0;
        }
        return bits;
    }

    /// Empty or not, as two bits a register.
    private static int full(int abridged) {
        int tag = 0;
        for (int i = 0; i < 8; i++) {
            tag |= (abridged >> i & 1) == 0 ? 3 << 2 * i : 0;
        }
        return tag;
    }
}
