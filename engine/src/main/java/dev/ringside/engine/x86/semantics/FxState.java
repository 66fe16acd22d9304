package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.x86.decode.Instruction;

/// FXSAVE and FXRSTOR (SDM Vol. 1 10.5; Vol. 2A).
///
/// ```
///   0 FCW  2 FSW  4 abridged FTW  6 FOP  8 FIP  16 FDP  24 MXCSR  28 MXCSR_MASK
///  32 ST0 to ST7, 16 bytes each    160 XMM0 to XMM7 or XMM15, 16 bytes each
/// ```
public final class FxState {
    private static final int SIZE = 512;
    private static final int REGISTERS = 32;
    private static final int VECTORS = 160;

    private FxState() {}

    public static void save(Cpu cpu, Instruction insn) {
        long area = area(cpu, insn);
        Segmentation.readForWrite(cpu, insn.segment, offset(insn, area, SIZE - 8), 8);
        VcpuState state = cpu.state;
        long head =
                state.fpuControl
                        | (long) state.fpuStatus << 16
                        | (long) abridged(state.fpuTag) << 32
                        | (long) state.fpuOpcode << 48;
        write(cpu, insn, area, 0, head);
        write(cpu, insn, area, 8, state.fpuInstructionPointer);
        write(cpu, insn, area, 16, state.fpuDataPointer);
        long mask = (long) SseTransfer.MXCSR_MASK << 32;
        write(cpu, insn, area, 24, mask | state.mxcsr & 0xFFFFFFFFL);
        for (int i = 0; i < 8; i++) {
            int physical = top(state) + i & 7;
            write(cpu, insn, area, REGISTERS + 16 * i, state.fpuSignificand[physical]);
            write(cpu, insn, area, REGISTERS + 16 * i + 8, state.fpuExponent[physical]);
        }
        for (int i = 0; i < 2 * vectors(cpu); i++) {
            write(cpu, insn, area, VECTORS + 8 * i, state.xmm[i]);
        }
    }

    public static void restore(Cpu cpu, Instruction insn) {
        long area = area(cpu, insn);
        read(cpu, insn, area, SIZE - 8);
        int mxcsr = (int) read(cpu, insn, area, 24);
        SseTransfer.requireMxcsr(cpu, mxcsr);
        VcpuState state = cpu.state;
        long head = read(cpu, insn, area, 0);
        state.mxcsr = mxcsr;
        state.fpuControl = (int) head & 0x1F7F | 0x40;
        state.fpuStatus = (int) (head >>> 16) & 0xFFFF;
        state.fpuOpcode = (int) (head >>> 48) & 0x7FF;
        state.fpuInstructionPointer = read(cpu, insn, area, 8);
        state.fpuDataPointer = read(cpu, insn, area, 16);
        for (int i = 0; i < 8; i++) {
            int physical = top(state) + i & 7;
            state.fpuSignificand[physical] = read(cpu, insn, area, REGISTERS + 16 * i);
            state.fpuExponent[physical] =
                    (int) read(cpu, insn, area, REGISTERS + 16 * i + 8) & 0xFFFF;
        }
        state.fpuTag = full(state, (int) (head >>> 32) & 0xFF);
        for (int i = 0; i < 2 * vectors(cpu); i++) {
            state.xmm[i] = read(cpu, insn, area, VECTORS + 8 * i);
        }
    }

    private static long area(Cpu cpu, Instruction insn) {
        FpuControl.requireAvailable(cpu);
        long area = cpu.effectiveAddress(insn);
        DataTransfer.requireAlignment(cpu, insn.segment, area);
        return area;
    }

    private static long offset(Instruction insn, long area, int at) {
        return Cpu.truncate(area + at, insn.addressSize);
    }

    private static void write(Cpu cpu, Instruction insn, long area, int at, long value) {
        Segmentation.write(cpu, insn.segment, offset(insn, area, at), 8, value);
    }

    private static long read(Cpu cpu, Instruction insn, long area, int at) {
        return Segmentation.read(cpu, insn.segment, offset(insn, area, at), 8);
    }

    private static int vectors(Cpu cpu) {
        if ((cpu.state.cr4 & VcpuState.CR4_OSFXSR) == 0) {
            return 0;
        }
        return cpu.codeBytes == 8 ? 16 : 8;
    }

    private static int top(VcpuState state) {
        return state.fpuStatus >> 11 & 7;
    }

    /// One bit a register, set where the two-bit tag is not "empty".
    private static int abridged(int tag) {
        int bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= (tag >> 2 * i & 3) != 3 ? 1 << i : 0;
        }
        return bits;
    }

    /// The full tag word, from the registers' contents (SDM Vol. 1 8.1.7).
    private static int full(VcpuState state, int abridged) {
        int tag = 0;
        for (int i = 0; i < 8; i++) {
            int kind = (abridged >> i & 1) == 0 ? 3 : kind(state, i);
            tag |= kind << 2 * i;
        }
        return tag;
    }

    private static int kind(VcpuState state, int register) {
        int exponent = state.fpuExponent[register] & 0x7FFF;
        long significand = state.fpuSignificand[register];
        if (exponent == 0 && significand == 0) {
            return 1;
        }
        return exponent == 0 || exponent == 0x7FFF || significand >= 0 ? 2 : 0;
    }
}
