package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Zircon's kernel gives its guests (zircon-reference 4 and 5).
class ZirconProfileTest {
    private static final long TRAP = 0xFFE000;

    /// A 64-bit guest whose handler of vector n puts n into RBX and stores to the EXIT page.
    private static Guest guest() {
        Guest guest = new Guest(Profile.ZIRCON).longMode();
        guest.traps.add(new Trap(Trap.Kind.MEM, 0xFFF000, 0xFFFFFF, 0, null));
        guest.unmap(0xFFF000);
        for (int vector = 0; vector < 64; vector++) {
            long handler = 0x20000 + vector * 32L;
            guest.gate64(vector, 8, handler, 0x8E, 0);
            // mov ebx, n; mov qword [0xfff000], 0
            guest.bytes(handler, "bb%02x000000 48c7042500f0ff0000000000".formatted(vector));
        }
        return guest;
    }

    private static final String EXIT = "48c7042500f0ff0000000000";

    @Test
    void memoryTrapHandsOutTheInstruction() {
        try (Guest guest = guest()) {
            guest.code(0x10000, EXIT);
            Exit.Memory exit = assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(0xFFF000, exit.address());
            assertEquals(4, exit.defaultOperandSize());
            assertArrayEquals(HexFormat.of().parseHex(EXIT), exit.instruction());
            assertEquals(0x1000C, guest.state().rip);
            assertEquals(1, guest.state().instructionCount);
        }
    }

    /// Two pending vectors and which one the guest sees first.
    @ParameterizedTest
    @CsvSource({"32, 32, 32", "16, 32, 32", "2, 2, 2", "32, 2, 2", "16, 16, 16", "40, 33, 40"})
    void pendingVectorsKeepZirconsOrder(int first, int second, int taken) {
        try (Guest guest = guest()) {
            guest.code(0x10000, "ebfe");
            guest.initial.rflags |= Rflags.IF;
            guest.vcpu().interrupt(first);
            guest.vcpu().interrupt(second);
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(taken, guest.reg(VcpuState.RBX));
        }
    }

    @Test
    void exceptionsIgnoreIfAndInterruptsWaitForIt() {
        try (Guest guest = guest()) {
            guest.code(0x10000, "90 fb 90 90 ebfe");
            guest.vcpu().interrupt(32);
            guest.run();
            assertEquals(32, guest.reg(VcpuState.RBX));
            assertEquals(0x10003, guest.quad(guest.reg(VcpuState.RSP)), "behind STI's shadow");
        }
    }

    @Test
    void vectors21To31AreNotSupported() {
        try (Guest guest = guest()) {
            guest.code(0x10000, "ebfe");
            guest.vcpu().interrupt(25);
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_SUPPORTED, exit.status());
        }
    }

    @Test
    void hltSleepsUntilAnyVectorEvenWithIfClear() throws InterruptedException {
        try (Guest guest = guest()) {
            guest.code(0x10000, "f4" + EXIT);
            guest.vcpu();
            Thread waker = Thread.ofPlatform().start(() -> guest.vcpu().interrupt(32));
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(0, guest.reg(VcpuState.RBX), "the interrupt itself stays pending");
            waker.join();
        }
    }

    @Test
    void kickEndsTheSleep() throws InterruptedException {
        try (Guest guest = guest()) {
            guest.code(0x10000, "f4 ebfd");
            guest.vcpu();
            Thread kicker = Thread.ofPlatform().start(() -> guest.vcpu().kick());
            assertInstanceOf(Exit.Canceled.class, guest.run());
            assertNull(guest.vcpu().debug().takeStop());
            kicker.join();
        }
    }

    @Test
    void bellRingsAndTheGuestGoesOn() {
        long[] rung = new long[1];
        try (Guest guest = guest()) {
            guest.traps.add(
                    new Trap(
                            Trap.Kind.BELL,
                            TRAP,
                            TRAP + 0xFFF,
                            9,
                            (trap, address) -> {
                                rung[0] = address;
                                return ZxStatus.OK;
                            }));
            guest.unmap(TRAP);
            guest.code(0x10000, "c6042510e0ff0001" + EXIT); // mov byte [0xffe010], 1
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(TRAP + 0x10, rung[0]);
        }
    }

    @Test
    void readsFromABellAreNotSupported() {
        try (Guest guest = guest()) {
            guest.traps.add(
                    new Trap(Trap.Kind.BELL, TRAP, TRAP + 0xFFF, 9, (trap, at) -> ZxStatus.OK));
            guest.unmap(TRAP);
            guest.code(0x10000, "fe042510e0ff00"); // inc byte [0xffe010]
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_SUPPORTED, exit.status());
            assertEquals(0x10007, guest.state().rip);
        }
    }

    @Test
    void unmappedMemoryIsNotFound() {
        try (Guest guest = guest()) {
            guest.unmap(TRAP);
            guest.code(0x10000, "8a0425 00e0ff00");
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_FOUND, exit.status());
            assertEquals(
                    "nothing is mapped at guest-physical 0xffe000, rip 0x10000", exit.reason());
        }
    }

    @Test
    void pageTablesWhereNothingIsMappedAreNotFound() {
        try (Guest guest = guest()) {
            guest.unmap(0x8000);
            guest.code(0x10000, EXIT);
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_FOUND, exit.status());
        }
    }

    @Test
    void deliveryOntoAStackWithoutMemoryFailsAndStaysToBeDone() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RSP] = TRAP + 0x800;
            guest.unmap(TRAP);
            guest.code(0x10000, "0f0b");
            for (int i = 0; i < 2; i++) {
                Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
                assertEquals(ZxStatus.NOT_FOUND, exit.status());
                assertEquals(
                        "delivery of #UD touches guest-physical 0xffe7f8, rip 0x10000",
                        exit.reason());
            }
        }
    }

    @Test
    void unknownHypercallAnswersAndGoesOn() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RAX] = 0xFFFFFFFFL;
            guest.code(0x10000, "0f01c1" + EXIT);
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(-1000, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void cpuidNamesKvmAndTheApicId() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RAX] = 0x40000000;
            guest.code(0x10000, "0fa2" + EXIT);
            guest.run();
            assertEquals(0x40000001, guest.reg(VcpuState.RAX));
            assertEquals(0x4B4D564B, guest.reg(VcpuState.RBX));
            assertEquals(0x564B4D56, guest.reg(VcpuState.RCX));
            assertEquals(0x4D, guest.reg(VcpuState.RDX));
        }
    }

    /// ICR value, then the packet's mask and vector.
    @ParameterizedTest
    @CsvSource({
        "0x0000000000040020, 1,  0x20", "0x0000000000080020, -1, 0x20",
        "0x00000000000C0020, -2, 0x20", "0x0000000200000020, 4,  0x20",
        "0xFFFFFFFF00000020, -1, 0x20", "0x0000004000000020, 0,  0x20",
        "0x0000000000080400, -2, 2",
    })
    void interProcessorInterruptsBecomePackets(String icr, long mask, int vector) {
        try (Guest guest = guest()) {
            long value = Long.parseUnsignedLong(icr.substring(2), 16);
            guest.initial.gpr[VcpuState.RCX] = 0x830;
            guest.initial.gpr[VcpuState.RAX] = value & 0xFFFFFFFFL;
            guest.initial.gpr[VcpuState.RDX] = value >>> 32;
            guest.code(0x10000, "0f30");
            assertEquals(new Exit.Interrupt(mask, vector), guest.run());
            assertEquals(0x10002, guest.state().rip);
        }
    }

    @Test
    void startupInterruptNamesProcessorAndEntry() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RCX] = 0x830;
            guest.initial.gpr[VcpuState.RAX] = 0x608;
            guest.initial.gpr[VcpuState.RDX] = 1;
            guest.code(0x10000, "0f30");
            assertEquals(new Exit.Startup(1, 0x8000), guest.run());
        }
    }

    /// MSR, and whether reading and writing 0 to it raise #GP.
    @ParameterizedTest
    @CsvSource({
        "0x1A0, 0, 1", "0xFE, 0, 0", "0xC0000083, 1, 0", "0x48, 1, 1", "0x6E0, 1, 0",
        "0x802, 0, 1", "0x80B, 1, 0", "0x839, 1, 1", "0x277, 0, 0", "0x12345, 1, 1",
    })
    void modelSpecificRegistersFollowTheList(long msr, int readFaults, int writeFaults) {
        for (String hex : new String[] {"0f32", "0f30"}) {
            try (Guest guest = guest()) {
                guest.initial.gpr[VcpuState.RCX] = msr;
                guest.code(0x10000, hex + EXIT);
                guest.run();
                int faults = hex.equals("0f32") ? readFaults : writeFaults;
                assertEquals(faults == 1 ? 13 : 0, guest.reg(VcpuState.RBX), hex);
            }
        }
    }

    @Test
    void numericErrorStaysOnInCr0() {
        try (Guest guest = guest()) {
            guest.initial.cr0 |= VcpuState.CR0_NE;
            guest.code(
                    0x10000,
                    "0f20c0" // mov rax, cr0
                            + "83e0df" // and eax, ~0x20
                            + "0f22c0" // mov cr0, rax
                            + "0f20c0" // mov rax, cr0
                            + EXIT);
            guest.run();
            assertTrue((guest.reg(VcpuState.RAX) & VcpuState.CR0_NE) != 0);
        }
    }

    @Test
    void apicTimerFiresByInstructionCount() {
        try (Guest guest = guest()) {
            guest.initial.rflags |= Rflags.IF;
            guest.code(
                    0x10000,
                    "31d2" // xor edx, edx
                            + "b93e080000" // mov ecx, 0x83e
                            + "b80b000000" // mov eax, 0xb
                            + "0f30" // wrmsr
                            + "b932080000" // mov ecx, 0x832
                            + "b830000000" // mov eax, 0x30
                            + "0f30" // wrmsr
                            + "b938080000" // mov ecx, 0x838
                            + "b864000000" // mov eax, 100
                            + "0f30" // wrmsr
                            + "ebfe" // jmp $
                    );
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(0x30, guest.reg(VcpuState.RBX));
            // Armed at instruction 9 (before WRMSR retires), then 100, then the handler's two.
            assertEquals(9 + 100 + 2, guest.state().instructionCount);
        }
    }

    /// The reference, 4.4: KVM's clock, a nanosecond a tick.
    @Test
    void clockStructuresAreFilledInMemory() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RCX] = 0x4B564D01L;
            guest.initial.gpr[VcpuState.RAX] = 0x40001;
            guest.code(0x10000, "90" + "0f30" + EXIT);
            guest.run();
            assertEquals(1, guest.quad(0x40008));
            assertEquals(1, guest.quad(0x40010));
            assertEquals(0x0000010180000000L, guest.quad(0x40018));
        }
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RCX] = 0x4B564D00L;
            guest.initial.gpr[VcpuState.RAX] = 0x7F000000;
            guest.code(0x10000, "0f30" + EXIT);
            assertEquals(
                    ZxStatus.NOT_FOUND, assertInstanceOf(Exit.Failed.class, guest.run()).status());
            assertEquals(0x10000, guest.state().rip);
        }
    }

    @Test
    void theDeadlineTimerNeedsItsMode() {
        try (Guest guest = guest()) {
            guest.initial.gpr[VcpuState.RCX] = 0x6E0;
            guest.initial.gpr[VcpuState.RAX] = 1000;
            guest.code(0x10000, "0f30" + EXIT);
            assertEquals(
                    ZxStatus.INVALID_ARGS,
                    assertInstanceOf(Exit.Failed.class, guest.run()).status());
        }
        try (Guest guest = guest()) {
            guest.initial.rflags |= Rflags.IF;
            guest.code(
                    0x10000,
                    "31d2" // xor edx, edx
                            + "b932080000b8300004000f30" // LVT timer: TSC deadline, vector 0x30
                            + "b9e0060000b8e80300000f30" // IA32_TSC_DEADLINE = 1000
                            + "ebfe");
            assertInstanceOf(Exit.Memory.class, guest.run());
            assertEquals(0x30, guest.reg(VcpuState.RBX));
            assertEquals(1000 + 2, guest.state().instructionCount);
        }
    }
}
