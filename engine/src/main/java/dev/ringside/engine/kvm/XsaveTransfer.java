package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The x87, SSE and AVX part of [VcpuState] to and from an XSAVE area in standard form (SDM Vol. 1
/// 13.4, and 10.5.1 for its legacy region). Components it does not know stay as they are in the
/// area.
final class XsaveTransfer {
    private static final int FCW = 0;
    private static final int FSW = 2;
    private static final int FTW = 4;
    private static final int FOP = 6;
    private static final int FIP = 8;
    private static final int FDP = 16;
    private static final int MXCSR = 24;
    private static final int ST = 32;
    private static final int XMM = 160;
    private static final int XSTATE_BV = 512;
    private static final int YMM_HIGH = 576;
    private static final long X87_AND_SSE = 3;
    private static final long AVX = 4;
    private static final int EMPTY = 3;

    private XsaveTransfer() {}

    static void read(MemorySegment from, VcpuState into) {
        into.fpuControl = word(from, FCW);
        into.fpuStatus = word(from, FSW);
        into.fpuOpcode = word(from, FOP) & 0x7FF;
        into.fpuInstructionPointer = from.get(JAVA_LONG, FIP);
        into.fpuDataPointer = from.get(JAVA_LONG, FDP);
        into.mxcsr = from.get(JAVA_INT, MXCSR);
        int present = word(from, FTW);
        int top = into.fpuStatus >> 11 & 7;
        int tags = 0;
        for (int i = 0; i < 8; i++) {
            int register = top + i & 7;
            into.fpuSignificand[register] = from.get(JAVA_LONG, ST + 16 * i);
            into.fpuExponent[register] = word(from, ST + 16 * i + 8);
            boolean full = (present >> register & 1) != 0;
            tags |= (full ? tag(into, register) : EMPTY) << 2 * register;
        }
        into.fpuTag = tags;
        for (int i = 0; i < into.xmm.length; i++) {
            into.xmm[i] = from.get(JAVA_LONG, XMM + 8 * i);
        }
        boolean avx = (from.get(JAVA_LONG, XSTATE_BV) & AVX) != 0;
        for (int i = 0; i < into.ymmHigh.length; i++) {
            into.ymmHigh[i] = avx ? from.get(JAVA_LONG, YMM_HIGH + 8 * i) : 0;
        }
    }

    private static int word(MemorySegment from, int at) {
        return Short.toUnsignedInt(from.get(JAVA_SHORT, at));
    }

    /// Valid 0, zero 1, special 2 (SDM Vol. 1 8.1.7).
    private static int tag(VcpuState state, int register) {
        int exponent = state.fpuExponent[register] & 0x7FFF;
        long significand = state.fpuSignificand[register];
        if (exponent == 0 && significand == 0) {
            return 1;
        }
        return exponent == 0 || exponent == 0x7FFF || significand >= 0 ? 2 : 0;
    }

    static void write(VcpuState from, MemorySegment into) {
        into.set(JAVA_SHORT, FCW, (short) from.fpuControl);
        into.set(JAVA_SHORT, FSW, (short) from.fpuStatus);
        into.set(JAVA_SHORT, FOP, (short) from.fpuOpcode);
        into.set(JAVA_LONG, FIP, from.fpuInstructionPointer);
        into.set(JAVA_LONG, FDP, from.fpuDataPointer);
        into.set(JAVA_INT, MXCSR, from.mxcsr);
        int present = 0;
        int top = from.fpuStatus >> 11 & 7;
        for (int i = 0; i < 8; i++) {
            int register = top + i & 7;
            into.set(JAVA_LONG, ST + 16 * i, from.fpuSignificand[register]);
            into.set(JAVA_SHORT, ST + 16 * i + 8, (short) from.fpuExponent[register]);
            if ((from.fpuTag >> 2 * register & 3) != EMPTY) {
                present |= 1 << register;
            }
        }
        into.set(JAVA_SHORT, FTW, (short) present);
        for (int i = 0; i < from.xmm.length; i++) {
            into.set(JAVA_LONG, XMM + 8 * i, from.xmm[i]);
        }
        long components = into.get(JAVA_LONG, XSTATE_BV) | X87_AND_SSE;
        if ((from.xcr0 & AVX) != 0) {
            components |= AVX;
            for (int i = 0; i < from.ymmHigh.length; i++) {
                into.set(JAVA_LONG, YMM_HIGH + 8 * i, from.ymmHigh[i]);
            }
        }
        into.set(JAVA_LONG, XSTATE_BV, components);
    }

    static boolean same(VcpuState a, VcpuState b) {
        return a.fpuControl == b.fpuControl
                && a.fpuStatus == b.fpuStatus
                && a.fpuTag == b.fpuTag
                && a.fpuOpcode == b.fpuOpcode
                && a.fpuInstructionPointer == b.fpuInstructionPointer
                && a.fpuDataPointer == b.fpuDataPointer
                && a.mxcsr == b.mxcsr
                && Arrays.equals(a.fpuSignificand, b.fpuSignificand)
                && Arrays.equals(a.fpuExponent, b.fpuExponent)
                && Arrays.equals(a.xmm, b.xmm)
                && Arrays.equals(a.ymmHigh, b.ymmHigh);
    }
}
