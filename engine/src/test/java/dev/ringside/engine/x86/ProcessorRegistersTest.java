package dev.ringside.engine.x86;

import static dev.ringside.engine.state.VcpuState.RAX;
import static dev.ringside.engine.state.VcpuState.RBX;
import static dev.ringside.engine.state.VcpuState.RCX;
import static dev.ringside.engine.state.VcpuState.RDX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Model-specific registers, the local APIC as guest code sees it, and the system instructions of
/// later processors, in the `pc` profile. `#GP` and `#UD` end in handlers that leave their vector
/// in RBP and halt.
class ProcessorRegistersTest {
    private static final String HALT = "f4";

    private static Guest guest() {
        Guest guest = Guest.pc().longMode();
        for (int vector : new int[] {6, 13}) {
            guest.gate64(vector, 8, 0x20000 + vector * 16L, 0x8E, 0);
            guest.bytes(0x20000 + vector * 16L, "bd%02x000000f4".formatted(vector));
        }
        return guest;
    }

    private static long vector(Guest guest) {
        return guest.reg(VcpuState.RBP);
    }

    private static Guest msr(boolean write, long number, long value) {
        Guest guest = guest();
        guest.initial.gpr[RCX] = number;
        guest.initial.gpr[RAX] = value & 0xFFFFFFFFL;
        guest.initial.gpr[RDX] = value >>> 32;
        guest.code(0x10000, (write ? "0f30" : "") + "0f32" + HALT);
        return guest;
    }

    /// MSR, value written, value read back or `gp`.
    @ParameterizedTest
    @CsvSource({
        // SDM Vol. 3A 12.11.2: default type, fixed and variable ranges, types 0, 1, 4, 5, 6.
        "0x2FF, 0xC06, 0xC06",
        "0x2FF, 0xC02, gp",
        "0x2FF, 0x1000, gp",
        "0x250, 0x0606060606060606, 0x0606060606060606",
        "0x26F, 0x0606060607060606, gp",
        "0x200, 0xC0000000, 0xC0000000",
        "0x201, 0x3FFFC0000800, 0x3FFFC0000800",
        "0x201, 0x3FFFC0000801, gp",
        "0x201, 0x800000000000, gp",
        "0x210, 0, gp",
        // 11.4.4 and 11.12.5: the APIC's base, moved, off, x2APIC, and what is refused.
        "0x1B, 0xFED00900, 0xFED00900",
        "0x1B, 0xFEE00100, 0xFEE00100",
        "0x1B, 0xFEE00D00, 0xFEE00D00",
        "0x1B, 0xFEE00500, gp",
        "0x1B, 0xFEE00901, gp",
        "0x1B, 0x4000FEE00900, gp",
        // 18.17.3: TSC_ADJUST.
        "0x3B, 0x123456789, 0x123456789",
        "0x12345, 0, gp",
        "0xCE, 0, gp",
        "0x802, 0, gp",
    })
    void writesAreKeptOrRefused(String msr, String value, String expected) {
        try (Guest guest = msr(true, Long.decode(msr), Long.decode(value))) {
            guest.run();
            if (expected.equals("gp")) {
                assertEquals(13, vector(guest));
            } else {
                assertEquals(0, vector(guest));
                long read = guest.reg(RAX) | guest.reg(RDX) << 32;
                assertEquals(Long.decode(expected), read);
            }
        }
    }

    /// Registers that firmware and kernels read.
    @ParameterizedTest
    @CsvSource({
        "0xFE, 0x508",
        "0x8B, 0x100000000",
        "0xCE, 0xA00",
        "0x179, 0",
        "0x3A, 1",
        "0x17, 0",
        "0x1A2, 0x640000",
        "0x6E0, 0",
    })
    void informationIsReadable(String msr, String expected) {
        try (Guest guest = msr(false, Long.decode(msr), 0)) {
            guest.run();
            assertEquals(0, vector(guest));
            assertEquals(Long.decode(expected), guest.reg(RAX) | guest.reg(RDX) << 32);
        }
    }

    @Test
    void anUnknownRegisterIsToldToTheListener() {
        try (Guest guest = msr(false, 0xC0010015L, 0)) {
            List<Integer> told = new ArrayList<>();
            guest.vcpu().debug().setMsrListener(told::add);
            guest.run();
            assertEquals(13, vector(guest));
            assertEquals(List.of(0xC0010015), told);
        }
    }

    /// Page 0xFEE00000 through an extra entry of the page table at 0x9018.
    private static Guest withApicPage() {
        Guest guest = guest();
        guest.quad(0x9018, 0xC0000087L);
        guest.initial.gpr[RBX] = 0xFEE00000L;
        return guest;
    }

    @Test
    void theApicPageAnswersWithoutAnExit() {
        try (Guest guest = withApicPage()) {
            guest.code(
                    0x10000,
                    "c783f0000000ff010000" // mov dword [rbx+0xf0], 0x1ff
                            + "8b83f0000000" // mov eax, [rbx+0xf0]
                            + "8b4b30" // mov ecx, [rbx+0x30]
                            + "8a5331" // mov dl, [rbx+0x31]
                            + HALT);
            assertEquals(X86Vcpu.HALTED, guest.run());
            assertEquals(0x1FF, guest.reg(RAX));
            assertEquals(0x50014, guest.reg(RCX));
            assertEquals(0, guest.reg(RDX) & 0xFF);
        }
    }

    @Test
    void aMovedApicPageHidesMemoryAndAnEndedOneShowsItAgain() {
        try (Guest guest = guest()) {
            guest.quad(0x40030, 0x1122334455667788L);
            guest.initial.gpr[RCX] = 0x1B;
            guest.code(
                    0x10000,
                    "b800090400" // mov eax, 0x40900
                            + "31d2" // xor edx, edx
                            + "0f30" // wrmsr
                            + "8b1c2530000400" // mov ebx, [0x40030]
                            + "b800010400" // mov eax, 0x40100
                            + "0f30" // wrmsr
                            + "8b342530000400" // mov esi, [0x40030]
                            + HALT);
            guest.run();
            assertEquals(0x50014, guest.reg(RBX));
            assertEquals(0x55667788, guest.reg(VcpuState.RSI));
        }
    }

    @Test
    void anInterruptOfTheApicTimerArrivesAtItsInstruction() {
        try (Guest guest = withApicPage()) {
            guest.initial.rflags |= Rflags.IF;
            guest.gate64(0x40, 8, 0x20200, 0x8E, 0);
            guest.bytes(0x20200, HALT);
            guest.code(
                    0x10000,
                    "c783f0000000ff010000" // mov dword [rbx+0xf0], 0x1ff
                            + "c783e00300000b000000" // mov dword [rbx+0x3e0], 0xb
                            + "c7832003000040000000" // mov dword [rbx+0x320], 0x40
                            + "c7838003000064000000" // mov dword [rbx+0x380], 100
                            + "ebfe");
            assertEquals(X86Vcpu.HALTED, guest.run());
            // Armed when three instructions have retired; then 100, then the handler's HLT.
            assertEquals(3 + 100 + 1, guest.state().instructionCount);
            assertEquals(0x40, 64 + Long.numberOfTrailingZeros(guest.state().apic.inService[1]));
        }
    }

    @Test
    void cr8HoldsAnInterruptBack() {
        try (Guest guest = guest()) {
            guest.initial.rflags |= Rflags.IF;
            guest.gate64(0x40, 8, 0x20200, 0x8E, 0);
            guest.bytes(0x20200, HALT);
            guest.initial.gpr[RCX] = 0x1B;
            guest.code(
                    0x10000,
                    "b8000de0fe31d20f30" // IA32_APIC_BASE: x2APIC
                            + "b90f080000b8ff0100000f30" // SVR = 0x1ff
                            + "b805000000"
                            + "440f22c0" // mov eax, 5 ; mov cr8, rax
                            + "b93f080000b8400000000f30" // SELF IPI 0x40
                            + "90bf01000000" // nop ; mov edi, 1
                            + "31c0"
                            + "440f22c0" // xor eax, eax ; mov cr8, rax
                            + "bf02000000"
                            + HALT);
            guest.run();
            assertEquals(1, guest.reg(VcpuState.RDI));
            assertEquals(0, guest.state().cr8);
        }
    }

    /// SDM Vol. 2B RDRAND: CF says that there is a number; the others are clear.
    @Test
    void randomNumbersFollowFromTheSeed() {
        long[] first = randomNumbers(7);
        assertEquals(
                List.of(first[0], first[1]), List.of(randomNumbers(7)[0], randomNumbers(7)[1]));
        assertNotEquals(first[0], first[1]);
        assertNotEquals(first[0], randomNumbers(8)[0]);
    }

    private static long[] randomNumbers(long seed) {
        try (Guest guest = guest()) {
            guest.initial.rflags |= Rflags.STATUS;
            // rdrand rax ; rdseed rbx ; rdrand cx ; rdseed edx
            guest.code(0x10000, "480fc7f0" + "480fc7fb" + "660fc7f1" + "0fc7fa" + HALT);
            guest.initial.gpr[RCX] = -1;
            guest.initial.gpr[RDX] = -1;
            guest.vcpu().state().random = seed;
            guest.run();
            assertEquals(0, vector(guest));
            assertEquals(Rflags.CF, guest.state().rflags & Rflags.STATUS);
            assertEquals(0xFFFFFFFFFFFFL, guest.reg(RCX) >>> 16);
            assertEquals(0, guest.reg(RDX) >>> 32);
            return new long[] {guest.reg(RAX), guest.reg(RBX)};
        }
    }

    @Test
    void rdpidReadsTscAuxAtAnyLevel() {
        try (Guest guest = guest()) {
            guest.initial.tscAux = 0x12345678;
            guest.code(0x10000, "f30fc7f8" + HALT);
            guest.run();
            assertEquals(0x12345678, guest.reg(RAX));
        }
    }

    /// INVPCID: type, PCID, linear address, CR4.PCIDE; whether it is #GP (SDM Vol. 2A).
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0x1000, 0, 0", "0, 1, 0x1000, 0, 13", "0, 1, 0x1000, 1, 0", "1, 1, 0, 0, 13",
        "2, 5, 0, 0, 0", "3, 0, 0, 1, 0", "4, 0, 0, 1, 13", "1, 0x1000, 0, 1, 13",
        "0, 1, 0x800000000000, 1, 13", "1, 1, 0x800000000000, 1, 0",
    })
    void invpcidChecksItsDescriptor(
            int type, String pcid, String linear, int contexts, int expected) {
        try (Guest guest = guest()) {
            guest.quad(0x30000, Long.decode(pcid));
            guest.quad(0x30008, Long.decode(linear));
            guest.initial.cr4 |= contexts == 1 ? VcpuState.CR4_PCIDE : 0;
            guest.initial.gpr[RAX] = type;
            guest.code(0x10000, "660f38820425" + "00000300" + HALT);
            guest.run();
            assertEquals(expected, vector(guest));
        }
    }

    /// SDM Vol. 3A 4.10.1 and 2.5: CR4.PCIDE and bit 63 of a MOV to CR3.
    @Test
    void contextsNeedPcidZeroAndBit63IsNotStored() {
        try (Guest guest = guest()) {
            guest.initial.gpr[RAX] = VcpuState.CR4_PAE | VcpuState.CR4_PCIDE;
            guest.initial.gpr[RBX] = 0x8000000000008005L;
            guest.code(0x10000, "0f22e0" + "0f22db" + "0f20d9" + HALT);
            guest.run();
            assertEquals(0, vector(guest));
            assertEquals(0x8005, guest.reg(RCX));
        }
        try (Guest guest = guest()) {
            guest.initial.cr3 |= 5;
            guest.initial.gpr[RAX] = VcpuState.CR4_PAE | VcpuState.CR4_PCIDE;
            guest.code(0x10000, "0f22e0" + HALT);
            guest.run();
            assertEquals(13, vector(guest));
        }
        try (Guest guest = guest()) {
            guest.initial.gpr[RBX] = 0x8000000000008000L;
            guest.code(0x10000, "0f22db" + HALT);
            guest.run();
            assertEquals(13, vector(guest), "bit 63 without CR4.PCIDE");
        }
    }

    /// SDM Vol. 2B MWAIT: it waits until the line that MONITOR armed is written.
    @Test
    void mwaitSleepsUntilTheLineChanges() {
        try (Guest guest = guest()) {
            guest.initial.gpr[RAX] = 0x30008;
            guest.code(0x10000, "0f01c8" + "0f01c9" + "bf01000000" + HALT);
            assertEquals(X86Vcpu.HALTED, guest.run());
            assertEquals(0, guest.reg(VcpuState.RDI));
            assertFalse(guest.vcpu().debug().runnable());
            guest.quad(0x30040, 1);
            assertFalse(guest.vcpu().debug().runnable(), "another line");
            guest.quad(0x30038, 1);
            assertTrue(guest.vcpu().debug().runnable());
            assertEquals(X86Vcpu.HALTED, guest.run());
            assertEquals(1, guest.reg(VcpuState.RDI));
        }
    }

    @Test
    void mwaitAfterTheStoreOrWithoutMonitorDoesNotWait() {
        try (Guest guest = guest()) {
            guest.initial.gpr[RAX] = 0x30000;
            // monitor ; inc byte [rax] ; mwait ; mwait ; mov edi, 1 ; hlt
            guest.code(0x10000, "0f01c8" + "fe00" + "0f01c9" + "0f01c9" + "bf01000000" + HALT);
            guest.run();
            assertEquals(1, guest.reg(VcpuState.RDI));
        }
    }

    /// ECX bit 0: interrupts end MWAIT also while they are masked.
    @Test
    void maskedInterruptsEndMwaitIfItSaysSo() {
        for (int extension = 0; extension < 2; extension++) {
            try (Guest guest = guest()) {
                guest.initial.gpr[RAX] = 0x30000;
                guest.initial.gpr[VcpuState.RSI] = extension;
                guest.code(0x10000, "0f01c8" + "89f1" + "0f01c9" + "bf01000000" + HALT);
                guest.run();
                guest.vcpu().interrupt(0x40);
                assertEquals(extension == 1, guest.vcpu().debug().runnable());
            }
        }
    }

    /// RDMSR, MONITOR, INVPCID and VMX at CPL 3 and elsewhere: what they raise.
    @ParameterizedTest
    @CsvSource({
        "0f01c1, 6",
        "0f01c4, 6",
        "0f01d8, 6",
        "0f01d9, 6",
        "0faa, 6",
        "f30f09, 0",
        "660fae3b, 0",
        "660fae33, 0",
        "f30f1efa, 0",
        "f30f1efb, 0",
        "0f0d0b, 0",
        "0f18c0, 0",
    })
    void hintsDoNothingAndVirtualMachineInstructionsAreUndefined(String code, int expected) {
        try (Guest guest = guest()) {
            guest.initial.gpr[RBX] = 0x30000;
            guest.code(0x10000, code + HALT);
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(expected, vector(guest));
        }
    }

    /// CR4.UMIP (SDM Vol. 3A 2.5): SGDT, SIDT, SLDT, SMSW and STR at CPL 3.
    @ParameterizedTest
    @CsvSource({"0f0103, 13", "0f010b, 13", "0f00c0, 13", "0f01e0, 13", "0f00c8, 13"})
    void systemRegistersAreHiddenFromUsersByUmip(String code, int expected) {
        try (Guest guest = guest()) {
            guest.initial.cr4 |= VcpuState.CR4_UMIP;
            guest.initial.gpr[RBX] = 0x30000;
            for (int i = 0; i < 6; i++) {
                guest.initial.segment[i].set(0x23, 0, 0xFFFFFFFFL, 0xC0F3);
            }
            guest.initial.segment[1].set(0x1B, 0, 0xFFFFFFFFL, 0xA0FB);
            guest.code(0x10000, code);
            guest.run();
            assertEquals(expected, vector(guest));
        }
    }
}
