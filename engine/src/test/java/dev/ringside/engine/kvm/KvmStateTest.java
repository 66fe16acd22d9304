package dev.ringside.engine.kvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.VcpuState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Registers come back from the kernel's structures as they went in. No KVM needed.
class KvmStateTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void generalAndSystemRegistersRoundTrip() {
        VcpuState state = new VcpuState();
        VcpuState back = new VcpuState();
        for (int i = 0; i < state.gpr.length; i++) {
            state.gpr[i] = random.nextLong();
        }
        state.rip = random.nextLong();
        state.rflags = random.nextLong();
        state.cr0 = random.nextLong();
        state.cr3 = random.nextLong();
        state.idtrBase = random.nextLong();
        state.idtrLimit = 0xFFFF;
        for (var segment : state.segment) {
            int access = random.nextInt() & 0x1F0FF;
            segment.set(random.nextInt(0x10000), random.nextLong(), 0xFFFFFFFFL, access);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment regs = arena.allocate(KvmAbi.Regs.SIZE, 8);
            MemorySegment sregs = arena.allocate(KvmAbi.Sregs.SIZE, 8);
            RegisterTransfer.writeRegs(state, regs);
            RegisterTransfer.writeSregs(state, sregs);
            RegisterTransfer.readRegs(regs, back);
            RegisterTransfer.readSregs(sregs, back);
        }
        assertEquals(true, RegisterTransfer.sameRegs(state, back));
        assertEquals(true, RegisterTransfer.sameSregs(state, back));
    }

    @Test
    void floatingPointAndVectorRegistersRoundTripAtEveryTop() {
        for (int top = 0; top < 8; top++) {
            VcpuState state = new VcpuState();
            VcpuState back = new VcpuState();
            state.xcr0 = 7;
            state.fpuStatus = top << 11;
            state.fpuTag = 0;
            for (int i = 0; i < 8; i++) {
                state.fpuSignificand[i] = random.nextLong() | Long.MIN_VALUE;
                state.fpuExponent[i] = 0x3FFF - i;
            }
            for (int i = 0; i < state.xmm.length; i++) {
                state.xmm[i] = random.nextLong();
                state.ymmHigh[i] = random.nextLong();
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment area = arena.allocate(KvmAbi.Xsave.SIZE, 64);
                XsaveTransfer.write(state, area);
                XsaveTransfer.read(area, back);
            }
            assertEquals(true, XsaveTransfer.same(state, back), "top " + top);
            assertArrayEquals(state.ymmHigh, back.ymmHigh);
        }
    }

    @Test
    void ioctlNumbersAreTheKernels() {
        assertEquals(0xAE80, KvmAbi.RUN);
        assertEquals(0x8090AE81L, KvmAbi.GET_REGS);
        assertEquals(0x4138AE84L, KvmAbi.SET_SREGS);
        assertEquals(0x4020AE46L, KvmAbi.SET_USER_MEMORY_REGION);
        assertEquals(0xC008AE05L, KvmAbi.GET_SUPPORTED_CPUID);
        assertEquals(0x4048AE9BL, KvmAbi.SET_GUEST_DEBUG);
        assertEquals(0x9000AEA4L, KvmAbi.GET_XSAVE);
        assertEquals(0x4188AEA7L, KvmAbi.SET_XCRS);
        assertEquals(0x4040AEA0L, KvmAbi.SET_VCPU_EVENTS);
        assertEquals(0x8080AEA1L, KvmAbi.GET_DEBUGREGS);
        assertEquals(0x4008AE90L, KvmAbi.SET_CPUID2);
    }
}
