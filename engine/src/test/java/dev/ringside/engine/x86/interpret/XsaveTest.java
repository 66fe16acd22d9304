package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// XSAVE, XSAVEOPT and XRSTOR: components, header, refusals (SDM Vol. 1 13.6 to 13.9).
class XsaveTest {
    private static final long AREA = 0x8000;
    private static final int HEADER = 512;
    private static final int HIGH = 576;
    private static final byte XSAVE = 0x23;
    private static final byte XRSTOR = 0x2B;
    private static final byte XSAVEOPT = 0x33;

    private final BareCore core = new BareCore(64, CpuModel.V3);
    private final VcpuState state = core.state;

    @BeforeEach
    void enable() {
        state.cr4 |= VcpuState.CR4_OSXSAVE;
        state.xcr0 = 7;
        state.gpr[VcpuState.RBX] = AREA;
        state.gpr[VcpuState.RAX] = 7;
        for (int i = 0; i < 32; i++) {
            state.xmm[i] = 0x100 + i;
            state.ymmHigh[i] = 0x200 + i;
        }
        state.fpuTag = 0x3FFF;
        state.fpuSignificand[7] = Long.MIN_VALUE;
        state.fpuExponent[7] = 0x3FFF;
        state.fpuStatus = 7 << 11;
    }

    @AfterEach
    void close() {
        core.close();
    }

    private void run(byte modRm) {
        core.load((byte) 0x0F, (byte) 0xAE, modRm);
        core.step();
    }

    private int faultOf(byte modRm) {
        return assertThrows(GuestFault.class, () -> run(modRm)).vector;
    }

    @Test
    void restoreBringsBackWhatSaveWrote() {
        run(XSAVE);
        VcpuState before = state.copy();
        assertEquals(7, core.getLong(AREA + HEADER));
        assertEquals(0x21F, core.getLong(AREA + HIGH + 8 * 31));
        state.xmm[3] = 0;
        state.ymmHigh[31] = 0;
        state.fpuTag = 0xFFFF;
        state.fpuStatus = 0;
        run(XRSTOR);
        assertEquals(before.xmm[3], state.xmm[3]);
        assertEquals(before.ymmHigh[31], state.ymmHigh[31]);
        assertEquals(before.fpuTag, state.fpuTag);
        assertEquals(before.fpuStatus, state.fpuStatus);
    }

    @Test
    void componentsNotAskedForStayOut() {
        state.gpr[VcpuState.RAX] = 2;
        core.putLong(AREA + HEADER, 4);
        run(XSAVE);
        assertEquals(6, core.getLong(AREA + HEADER), "the others' bits stay");
        assertEquals(0, core.getLong(AREA + HIGH));
        assertEquals(0x101, core.getLong(AREA + 168));
    }

    @Test
    void componentsThatTheAreaLacksAreInitialized() {
        core.putLong(AREA + 24, 0x1F80);
        run(XRSTOR);
        assertEquals(0, state.xmm[5]);
        assertEquals(0, state.ymmHigh[5]);
        assertEquals(0xFFFF, state.fpuTag);
        assertEquals(0x37F, state.fpuControl);
    }

    @Test
    void optimizedSaveLeavesOutWhatIsInitial() {
        Arrays.fill(state.ymmHigh, 0);
        core.putLong(AREA + HIGH, 0x1234);
        core.putLong(AREA + HEADER, 7);
        run(XSAVEOPT);
        assertEquals(3, core.getLong(AREA + HEADER));
        assertEquals(0x1234, core.getLong(AREA + HIGH));
    }

    @Test
    void componentsOutsideXcr0AreLeftAlone() {
        state.xcr0 = 3;
        run(XSAVE);
        assertEquals(3, core.getLong(AREA + HEADER));
        core.putLong(AREA + HEADER, 7);
        assertEquals(Vector.GP, faultOf(XRSTOR), "XSTATE_BV beyond XCR0");
    }

    @Test
    void badAreasAreRefused() {
        run(XSAVE);
        core.putLong(AREA + HEADER + 8, Long.MIN_VALUE);
        assertEquals(Vector.GP, faultOf(XRSTOR), "compacted format");
        core.putLong(AREA + HEADER + 8, 0);
        core.putLong(AREA + 24, 0x10000);
        assertEquals(Vector.GP, faultOf(XRSTOR), "reserved bit of MXCSR");
        state.gpr[VcpuState.RBX] = AREA + 16;
        assertEquals(Vector.GP, faultOf(XSAVE), "not aligned to 64 bytes");
        state.cr4 &= ~VcpuState.CR4_OSXSAVE;
        assertEquals(Vector.UD, faultOf(XSAVE));
    }
}
