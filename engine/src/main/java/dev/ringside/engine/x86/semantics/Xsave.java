package dev.ringside.engine.x86.semantics;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.decode.Instruction;
import java.util.Arrays;

/// XSAVE, XSAVEOPT and XRSTOR of x87, SSE and AVX state in the standard format (SDM Vol. 1 13.4,
/// 13.6 to 13.9; Vol. 2C).
///
/// ```
/// 0 legacy area ([FxState])   512 XSTATE_BV   520 XCOMP_BV   576 YMM0 to YMM15 high, 16 bytes each
/// ```
public final class Xsave {
    private static final int X87 = 1;
    private static final int SSE = 2;
    private static final int AVX = 4;
    private static final int HEADER = 512;

    private Xsave() {}

    /// `#UD`, `#NM`.
    private static void requireAvailable(Cpu cpu) {
        if ((cpu.state.cr4 & VcpuState.CR4_OSXSAVE) == 0) {
            throw cpu.fault.of(Vector.UD, 0, "CR4.OSXSAVE is 0");
        }
        if ((cpu.state.cr0 & VcpuState.CR0_TS) != 0) {
            throw cpu.fault.of(Vector.NM, 0, "XSAVE with CR0.TS set");
        }
    }

    /// EDX:EAX as far as XCR0 has it.
    private static int requested(Cpu cpu) {
        return (int) (cpu.gpr[VcpuState.RAX] & cpu.state.xcr0) & (X87 | SSE | AVX);
    }

    private static int size(int components) {
        return XsaveLayout.HEADER_END + ((components & AVX) != 0 ? XsaveLayout.AVX_SIZE : 0);
    }

    /// XSAVE.
    public static void save(Cpu cpu, Instruction insn) {
        save(cpu, insn, -1);
    }

    /// XSAVEOPT: leaves out what is in its initial configuration.
    public static void saveOptimized(Cpu cpu, Instruction insn) {
        save(cpu, insn, inUse(cpu));
    }

    private static void save(Cpu cpu, Instruction insn, int mask) {
        requireAvailable(cpu);
        int requested = requested(cpu);
        long area = FxState.areaForWrite(cpu, insn, size(requested), 64);
        int saved = requested & mask;
        if ((saved & X87) != 0) {
            FxState.saveX87(cpu, insn, area);
        }
        if ((requested & (SSE | AVX)) != 0) {
            FxState.saveControl(cpu, area);
        }
        if ((saved & SSE) != 0) {
            FxState.saveVectors(cpu, area);
        }
        if ((saved & AVX) != 0) {
            for (int i = 0; i < 2 * FxState.vectors(cpu); i++) {
                long at = area + XsaveLayout.HEADER_END + 8L * i;
                cpu.memory.write(at, 8, cpu.state.ymmHigh[i]);
            }
        }
        long present = cpu.memory.read(area + HEADER, 8);
        cpu.memory.write(area + HEADER, 8, present & ~requested | requested & inUse(cpu));
    }

    /// XINUSE: the components that are not as after a reset (SDM Vol. 1 13.6).
    static int inUse(Cpu cpu) {
        VcpuState state = cpu.state;
        boolean x87 =
                state.fpuControl != FpuControl.INITIAL
                        || state.fpuStatus != 0
                        || state.fpuTag != 0xFFFF
                        || state.fpuInstructionPointer != 0
                        || state.fpuDataPointer != 0
                        || state.fpuOpcode != 0
                        || any(state.fpuSignificand);
        for (int exponent : state.fpuExponent) {
            x87 |= exponent != 0;
        }
        return (x87 ? X87 : 0) | (any(state.xmm) ? SSE : 0) | (any(state.ymmHigh) ? AVX : 0);
    }

    private static boolean any(long[] values) {
        long bits = 0;
        for (long value : values) {
            bits |= value;
        }
        return bits != 0;
    }

    /// XRSTOR: components that the area does not have are initialized.
    public static void restore(Cpu cpu, Instruction insn) {
        requireAvailable(cpu);
        int requested = requested(cpu);
        long area = FxState.areaForRead(cpu, insn, size(requested), 64);
        long present = cpu.memory.read(area + HEADER, 8);
        long reserved = present & ~cpu.state.xcr0;
        for (int i = 8; i < 64; i += 8) {
            reserved |= i < 24 ? cpu.memory.read(area + HEADER + i, 8) : 0;
        }
        if (reserved != 0) {
            throw cpu.fault.of(Vector.GP, 0, "XSAVE header has bits that are not supported");
        }
        if ((requested & (SSE | AVX)) != 0) {
            int mxcsr = (int) cpu.memory.read(area + FxState.CONTROL, 4);
            SseTransfer.requireMxcsr(cpu, mxcsr);
            cpu.state.mxcsr = mxcsr;
        }
        if ((requested & X87) != 0) {
            restoreX87(cpu, insn, area, (present & X87) != 0);
        }
        restoreVectors(cpu, area, requested, present);
    }

    private static void restoreX87(Cpu cpu, Instruction insn, long area, boolean present) {
        if (present) {
            FxState.restoreX87(cpu, insn, area);
            return;
        }
        FpuControl.initialize(cpu.state);
        Arrays.fill(cpu.state.fpuSignificand, 0);
        Arrays.fill(cpu.state.fpuExponent, 0);
    }

    private static void restoreVectors(Cpu cpu, long area, int requested, long present) {
        int quadwords = 2 * FxState.vectors(cpu);
        if ((requested & SSE) != 0) {
            if ((present & SSE) != 0) {
                FxState.restoreVectors(cpu, area);
            } else {
                Arrays.fill(cpu.state.xmm, 0, quadwords, 0);
            }
        }
        if ((requested & AVX) != 0) {
            for (int i = 0; i < quadwords; i++) {
                long at = area + XsaveLayout.HEADER_END + 8L * i;
                cpu.state.ymmHigh[i] = (present & AVX) != 0 ? cpu.memory.read(at, 8) : 0;
            }
        }
    }
}
