package dev.ringside.engine.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.CodeSize;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class InitialStateTest {
    private static void assertSegment(
            VcpuState state, int index, int selector, long base, int access) {
        SegmentRegister segment = state.segment[index];
        String name = SegmentRegister.name(index);
        assertEquals(selector, segment.selector, name);
        assertEquals(base, segment.base, name);
        assertEquals(0xFFFF, segment.limit, name);
        assertEquals(access, segment.access, name);
    }

    @Test
    void bootProcessorStartsInSixtyFourBitModeAtItsEntry() {
        VcpuState state = InitialState.zircon(1, 0x2000);
        assertEquals(CodeSize.BITS_64, state.codeSize());
        assertEquals(0x2000, state.rip);
        assertEquals(0, state.cpl());
        assertSegment(state, SegmentRegister.CS, 0, 0, 0x209F);
        assertEquals(0x80000031L, state.cr0);
        assertEquals(0, state.cr3);
        assertEquals(0x20, state.cr4);
        assertEquals(0xD01, state.efer);
        assertEquals(0xFEE00D00L, state.apicBase);
    }

    @Test
    void otherProcessorsStartInRealModeWithCsAtTheEntry() {
        VcpuState state = InitialState.zircon(2, 0x12345000);
        assertEquals(CodeSize.BITS_16, state.codeSize());
        assertEquals(0, state.rip);
        assertEquals(0x12345000, state.linearRip());
        assertSegment(state, SegmentRegister.CS, 0x4500, 0x12345000, 0x9F);
        assertEquals(0x30, state.cr0);
        assertEquals(0, state.cr4);
        assertEquals(0, state.efer & (VcpuState.EFER_LMA | VcpuState.EFER_LME));
        assertEquals(0xFEE00C00L, state.apicBase);
    }

    @Test
    void everythingElseIsAtItsPowerUpValue() {
        for (int id = 1; id <= 2; id++) {
            VcpuState state = InitialState.zircon(id, 0x2000);
            assertEquals(2, state.rflags);
            assertEquals(0, Arrays.stream(state.gpr).map(Math::abs).sum());
            for (int i : new int[] {0, 2, 3, 4, 5}) {
                assertSegment(state, i, 0, 0, 0x93);
            }
            assertSegment(state, SegmentRegister.TR, 0, 0, 0x8B);
            assertSegment(state, SegmentRegister.LDTR, 0, 0, 0x82);
            assertEquals(0xFFFF, state.gdtrLimit);
            assertEquals(0xFFFF, state.idtrLimit);
            assertEquals(1, state.xcr0);
        }
    }

    @Test
    void resetStartsAtTheTopOfFourGigabytes() {
        VcpuState state = InitialState.reset(1);
        assertEquals(0xFFFFFFF0L, state.linearRip());
        assertEquals(0xF000, state.segment[SegmentRegister.CS].selector);
        assertEquals(CodeSize.BITS_16, state.codeSize());
        assertEquals(0x60000010L, state.cr0);
    }
}
