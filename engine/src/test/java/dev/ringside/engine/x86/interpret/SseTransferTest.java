package dev.ringside.engine.x86.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import dev.ringside.engine.x86.tlb.GuestFault;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Vector moves, MXCSR, x87 control and FXSAVE, with the system's rules about them.
class SseTransferTest {
    private static final long MEMORY = 0x8000;
    private static final long LOW = 0x1122334455667788L;
    private static final long HIGH = 0x99AABBCCDDEEFF00L;

    private final BareCore core = new BareCore(64);
    private final VcpuState state = core.state;

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
        return assertThrows(GuestFault.class, core::step).vector;
    }

    private void source() {
        state.gpr[6] = MEMORY;
        core.putLong(MEMORY, LOW);
        core.putLong(MEMORY + 8, HIGH);
    }

    private void assertXmm(int register, long low, long high) {
        assertEquals(low, state.xmm[2 * register]);
        assertEquals(high, state.xmm[2 * register + 1]);
    }

    @Test
    void loadsAndStoresWholeRegisters() {
        source();
        for (String load : new String[] {"0f1006", "660f1006", "0f2806", "660f2806", "660f6f06"}) {
            state.xmm[0] = 0;
            run(load);
            assertXmm(0, LOW, HIGH);
        }
        run("440f28c8");
        assertXmm(9, LOW, HIGH);
        run("f3440f7f4e20");
        assertEquals(LOW, core.getLong(MEMORY + 0x20));
        assertEquals(HIGH, core.getLong(MEMORY + 0x28));
    }

    @Test
    void alignedMovesRefuseOtherAddresses() {
        source();
        state.gpr[6] = MEMORY + 1;
        assertEquals(Vector.GP, fault("0f2806"));
        assertEquals(Vector.GP, fault("660f7f06"));
        assertEquals(Vector.GP, fault("660fef06"));
        run("0f1006");
        assertXmm(0, LOW >>> 8 | HIGH << 56, HIGH >>> 8);
    }

    @Test
    void scalarLoadsClearTheRestAndMovesKeepIt() {
        source();
        Arrays.fill(state.xmm, -1);
        run("f30f1006");
        assertXmm(0, LOW & 0xFFFFFFFFL, 0);
        run("f20f1006");
        assertXmm(0, LOW, 0);
        run("f30f10c8");
        assertXmm(1, LOW & 0xFFFFFFFFL | 0xFFFFFFFF00000000L, -1);
        run("f20f10c8");
        assertXmm(1, LOW, -1);
        run("f30f114610");
        assertEquals(LOW & 0xFFFFFFFFL, core.getLong(MEMORY + 0x10));
    }

    @Test
    void movesBetweenIntegerAndVectorRegisters() {
        state.gpr[0] = LOW;
        Arrays.fill(state.xmm, -1);
        run("660f6ec0");
        assertXmm(0, LOW & 0xFFFFFFFFL, 0);
        run("66480f6ec0");
        assertXmm(0, LOW, 0);
        state.gpr[1] = -1;
        run("660f7ec1");
        assertEquals(LOW & 0xFFFFFFFFL, state.gpr[1]);
        run("66480f7ec1");
        assertEquals(LOW, state.gpr[1]);
        state.xmm[1] = HIGH;
        run("f30f7ec8");
        assertXmm(1, LOW, 0);
        run("660fd6c2");
        assertXmm(2, LOW, 0);
    }

    @Test
    void xorOfARegisterWithItselfIsZero() {
        source();
        run("0f1006");
        run("660fef06");
        assertXmm(0, 0, 0);
        run("0f1006");
        run("0f57c0");
        assertXmm(0, 0, 0);
    }

    @Test
    void theSystemDecidesWhetherSseIsThere() {
        state.cr4 = 0;
        assertEquals(Vector.UD, fault("0f57c0"));
        state.cr4 = VcpuState.CR4_OSFXSR;
        state.cr0 |= VcpuState.CR0_EM;
        assertEquals(Vector.UD, fault("0f57c0"));
        assertEquals(Vector.NM, fault("dbe3"));
        state.cr0 ^= VcpuState.CR0_EM | VcpuState.CR0_TS;
        assertEquals(Vector.NM, fault("0f57c0"));
        assertEquals(Vector.NM, fault("dbe3"));
        run("9b");
        state.cr0 |= VcpuState.CR0_MP;
        assertEquals(Vector.NM, fault("9b"));
    }

    @Test
    void mxcsrRefusesReservedBits() {
        source();
        core.putLong(MEMORY, 0x1F80 | 1 << 16);
        assertEquals(Vector.GP, fault("0fae16"));
        core.putLong(MEMORY, 0x1FBF);
        run("0fae16");
        assertEquals(0x1FBF, state.mxcsr);
        run("0fae5e08");
        assertEquals(0x1FBF, core.getLong(MEMORY + 8) & 0xFFFFFFFFL);
    }

    @Test
    void controlWordComesBackAndInitResets() {
        source();
        core.putLong(MEMORY, 0x0F7F);
        run("d92e");
        run("d97e10");
        assertEquals(0x0F7F, core.getLong(MEMORY + 0x10) & 0xFFFF);
        state.fpuStatus = 0x3841;
        run("dd7e18");
        assertEquals(0x3841, core.getLong(MEMORY + 0x18) & 0xFFFF);
        run("dfe0");
        assertEquals(0x3841, state.gpr[0] & 0xFFFF);
        run("dbe3");
        assertEquals(0x37F, state.fpuControl);
        assertEquals(0, state.fpuStatus);
    }

    @Test
    void unmaskingAPendingExceptionRaisesItAtTheNextWait() {
        source();
        core.putLong(MEMORY, 0x037E);
        state.fpuStatus = 1;
        run("d92e");
        assertEquals(Vector.MF, fault("9b"));
        run("dbe2");
        run("9b");
    }

    @Test
    void fxrstorBringsBackWhatFxsaveStored() {
        state.gpr[6] = MEMORY;
        for (int i = 0; i < state.xmm.length; i++) {
            state.xmm[i] = LOW * (i + 1);
        }
        for (int i = 0; i < 8; i++) {
            state.fpuSignificand[i] = Long.MIN_VALUE | i;
            state.fpuExponent[i] = 0x3FFF + i;
        }
        state.fpuStatus = 3 << 11;
        state.fpuTag = 0xFF00;
        VcpuState before = state.copy();
        run("0fae06");
        Arrays.fill(state.xmm, 0);
        Arrays.fill(state.fpuSignificand, 0);
        state.fpuStatus = 0;
        state.fpuTag = 0;
        run("0fae0e");
        assertArrayEquals(before.xmm, state.xmm);
        assertArrayEquals(before.fpuSignificand, state.fpuSignificand);
        assertArrayEquals(before.fpuExponent, state.fpuExponent);
        assertEquals(before.fpuStatus, state.fpuStatus);
        assertEquals(before.fpuTag, state.fpuTag);
        state.gpr[6] = MEMORY + 8;
        assertEquals(Vector.GP, fault("0fae06"));
    }
}
