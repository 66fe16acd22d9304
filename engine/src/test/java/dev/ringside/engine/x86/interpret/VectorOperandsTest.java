package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.CpuModel;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the encodings of vector instructions do with registers, memory and availability.
class VectorOperandsTest {
    private static final long MEMORY = 0x8000;

    private final BareCore core = new BareCore(64, CpuModel.V3);
    private final VcpuState state = core.state;

    @BeforeEach
    void enable() {
        state.cr4 |= VcpuState.CR4_OSXSAVE;
        state.xcr0 = 7;
        state.gpr[6] = MEMORY;
        Arrays.fill(state.ymmHigh, -1);
        for (int i = 0; i < 32; i++) {
            state.xmm[i] = 0x0101010101010101L * i;
        }
    }

    @AfterEach
    void close() {
        core.close();
    }

    private void run(String hex) {
        core.load(HexFormat.of().parseHex(hex));
        core.step();
    }

    private int fault(String hex) {
        core.load(HexFormat.of().parseHex(hex));
        VcpuState before = state.copy();
        int vector = assertThrows(GuestFault.class, core::step).vector;
        assertArrayEquals(before.xmm, state.xmm);
        assertArrayEquals(before.ymmHigh, state.ymmHigh);
        assertArrayEquals(before.gpr, state.gpr);
        return vector;
    }

    @Test
    void legacyEncodingsOverwriteTheFirstSourceAndKeepTheUpperHalf() {
        run("660ffed1");
        assertEquals(0x0606060606060606L, state.xmm[4]);
        assertEquals(0x0808080808080808L, state.xmm[5]);
        assertEquals(-1, state.ymmHigh[4]);
    }

    @Test
    void vex128ClearsTheUpperHalf() {
        run("c5e9fec9");
        assertEquals(0x0606060606060606L, state.xmm[2]);
        assertEquals(0, state.ymmHigh[2]);
        assertEquals(0, state.ymmHigh[3]);
        assertEquals(-1, state.ymmHigh[4]);
    }

    @Test
    void vex256ComputesBothHalves() {
        state.ymmHigh[4] = 5;
        state.ymmHigh[2] = 6;
        run("c5edfed9");
        assertEquals(11, state.ymmHigh[6]);
        assertEquals(0xFFFFFFFEFFFFFFFEL, state.ymmHigh[7]);
    }

    @Test
    void onlyLegacyOperandsOf16BytesMustBeAligned() {
        state.gpr[6] = MEMORY + 8;
        assertEquals(Vector.GP, fault("660ffe06"));
        run("c5e9fe06");
        run("c5edfe06");
        run("f30f6f06");
        run("660f3a620600");
    }

    @Test
    void vexMovesForAlignedDataWantTheirOwnSize() {
        state.gpr[6] = MEMORY + 16;
        run("c5f92806");
        assertEquals(Vector.GP, fault("c5fd2806"));
        assertEquals(Vector.GP, fault("c5fde706"));
        run("c5fd1006");
    }

    @Test
    void storesThatFaultWriteNothing() {
        try (BareCore narrow = new BareCore(32, CpuModel.V3)) {
            narrow.state.cr4 |= VcpuState.CR4_OSXSAVE;
            narrow.state.xcr0 = 7;
            narrow.state.segment[SegmentRegister.DS].limit = (int) MEMORY + 23;
            narrow.state.gpr[6] = MEMORY;
            narrow.state.xmm[0] = -1;
            narrow.load(HexFormat.of().parseHex("c5fe7f06"));
            assertEquals(Vector.GP, assertThrows(GuestFault.class, narrow::step).vector);
            assertEquals(0, narrow.getLong(MEMORY));
        }
    }

    @Test
    void scalarsTakeTheRestFromTheFirstSource() {
        run("c5ea10d9");
        assertEquals(0x0404040402020202L, state.xmm[6]);
        assertEquals(0x0505050505050505L, state.xmm[7]);
        assertEquals(0, state.ymmHigh[6]);
    }

    @Test
    void theSystemDecidesWhetherAvxIsThere() {
        state.xcr0 = 3;
        assertEquals(Vector.UD, fault("c5e9fec9"));
        state.xcr0 = 7;
        state.cr4 ^= VcpuState.CR4_OSXSAVE;
        assertEquals(Vector.UD, fault("c5e9fec9"));
        state.cr4 ^= VcpuState.CR4_OSXSAVE;
        state.cr0 |= VcpuState.CR0_EM;
        run("c5e9fec9");
        assertEquals(Vector.UD, fault("660ffed1"));
        state.cr0 ^= VcpuState.CR0_EM | VcpuState.CR0_TS;
        assertEquals(Vector.NM, fault("c5e9fec9"));
        assertEquals(Vector.NM, fault("660ffed1"));
        assertEquals(Vector.NM, fault("0ffed1"));
    }

    @Test
    void vexIsUndefinedInRealMode() {
        try (BareCore real = new BareCore(16, CpuModel.V3)) {
            real.state.cr4 |= VcpuState.CR4_OSXSAVE;
            real.state.xcr0 = 7;
            real.state.cr0 = 0;
            real.cpu.protectedMode = false;
            real.load(HexFormat.of().parseHex("c5e9fec9"));
            assertEquals(Vector.UD, assertThrows(GuestFault.class, real::step).vector);
            real.load(HexFormat.of().parseHex("c4e268f2c1"));
            assertEquals(Vector.UD, assertThrows(GuestFault.class, real::step).vector);
        }
    }

    @Test
    void reservedFieldsOfVexAreUndefined() {
        // PABSD with a register in vvvv, VPERMQ with W0, VMOVD with L1, prefixes before VEX.
        for (String code :
                new String[] {
                    "c4e2691ec9",
                    "c4e37d00c901",
                    "c5fd6ec0",
                    "66c5e9fec9",
                    "f3c5e9fec9",
                    "48c5e9fec9",
                    "f0c5e9fe0e",
                    "c4e469fec9"
                }) {
            assertEquals(Vector.UD, fault(code), code);
        }
    }

    @Test
    void mmxMarksTheWholeX87StackAsInUse() {
        state.fpuStatus = 3 << 11;
        state.fpuTag = 0xFFFF;
        state.fpuSignificand[1] = 5;
        state.fpuSignificand[2] = 6;
        run("0ffeca");
        assertEquals(11, state.fpuSignificand[1]);
        assertEquals(0xFFFF, state.fpuExponent[1]);
        assertEquals(0, state.fpuExponent[2]);
        assertEquals(0, state.fpuTag);
        assertEquals(0, state.fpuStatus & 7 << 11);
        run("0f77");
        assertEquals(0xFFFF, state.fpuTag);
    }

    @Test
    void mmxWaitsForPendingX87Exceptions() {
        state.fpuStatus = 0x8081;
        assertEquals(Vector.MF, fault("0ffeca"));
        assertEquals(Vector.MF, fault("f30fd6c1"));
        assertEquals(Vector.MF, fault("0f77"));
        run("660ffed1");
    }

    @Test
    void zeroUpperAndZeroAllClearEveryRegister() {
        run("c5f877");
        assertArrayEquals(new long[32], state.ymmHigh);
        assertEquals(0x1F1F1F1F1F1F1F1FL, state.xmm[31]);
        run("c5fc77");
        assertArrayEquals(new long[32], state.xmm);
    }
}
