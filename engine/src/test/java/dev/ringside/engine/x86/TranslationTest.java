package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cached translations and what makes them stale (SDM Vol. 3A 4.10), and memory as a PC has it.
class TranslationTest {
    private static final int PF = Vector.PF;

    /// A 64-bit guest with 4-KiB pages at 0x200000: page table at 0xB000, frame n at 0x300000 + n
    /// pages, user and writable.
    private static Guest guest() {
        Guest guest = Guest.pc().longMode();
        guest.quad(0xA008, 0xB007);
        for (int i = 0; i < 16; i++) {
            guest.quad(0xB000 + 8 * i, 0x300007 + ((long) i << 12));
        }
        return guest;
    }

    private static FaultRecord firstFault(Guest guest) {
        List<FaultRecord> faults = new ArrayList<>();
        guest.vcpu().debug().setEventHook((state, fault) -> faults.add(fault));
        assertInstanceOf(Exit.Canceled.class, guest.run(), "no exception");
        return faults.get(0);
    }

    @Test
    void invlpgAndCr3MakeNewEntriesSeen() {
        try (Guest guest = guest()) {
            guest.quad(0x300000, 1);
            guest.quad(0x301000, 2);
            guest.quad(0x302000, 3);
            guest.code(
                    0x10000,
                    "8b042500002000" // mov eax, [0x200000]
                            + "48c7042500b0000007103000" // mov qword [0xb000], 0x301007
                            + "0f013c2500002000" // invlpg [0x200000]
                            + "8b1c2500002000" // mov ebx, [0x200000]
                            + "48c7042500b0000007203000" // mov qword [0xb000], 0x302007
                            + "0f20da" // mov rdx, cr3
                            + "0f22da" // mov cr3, rdx
                            + "8b0c2500002000" // mov ecx, [0x200000]
                            + "f4" // hlt
                    );
            guest.run();
            assertEquals(1, guest.reg(VcpuState.RAX));
            assertEquals(2, guest.reg(VcpuState.RBX));
            assertEquals(3, guest.reg(VcpuState.RCX));
        }
    }

    @Test
    void firstStoreSetsDirtyEvenAfterALoadWasCached() {
        try (Guest guest = guest()) {
            guest.code(
                    0x10000,
                    "8b042500002000" // mov eax, [0x200000]
                            + "488b1c2500b00000" // mov rbx, [0xb000]
                            + "89042500002000" // mov [0x200000], eax
                            + "488b0c2500b00000" // mov rcx, [0xb000]
                            + "f4" // hlt
                    );
            guest.run();
            assertEquals(0x300027, guest.reg(VcpuState.RBX), "A");
            assertEquals(0x300067, guest.reg(VcpuState.RCX), "A and D");
        }
    }

    /// PTE, CPL, CR0.WP and CR4 beyond PAE, the instruction; the error code or -1. The address is
    /// 0x200000.
    @ParameterizedTest(name = "pte {0}, cpl {1}, wp {2}, cr4 {3}, {4}: {5}")
    @CsvSource({
        // mov al, [0x200000]; mov [0x200000], al; inc byte [0x200000]
        "0x300000, 0, 0, 0, 8a042500002000, 0",
        "0x300000, 3, 0, 0, 8a042500002000, 4",
        "0x300000, 3, 0, 0, 88042500002000, 6",
        "0x300003, 3, 0, 0, 8a042500002000, 5",
        "0x300005, 3, 0, 0, 88042500002000, 7",
        "0x300005, 3, 0, 0, fe042500002000, 7",
        "0x300005, 0, 0, 0, 88042500002000, -1",
        "0x300005, 0, 1, 0, 88042500002000, 3",
        "0x300007, 3, 0, 0, 88042500002000, -1",
        "0x300007, 3, 0, 0, fe042500002000, -1",
        "0x300007, 0, 0, 0x200000, 8a042500002000, 1",
        "0x300007, 3, 0, 0x200000, 8a042500002000, -1",
    })
    void errorCodesSayWhatWasWrong(String pte, int cpl, int wp, long cr4, String hex, int error) {
        try (Guest guest = guest()) {
            guest.quad(0xB000, Long.decode(pte));
            guest.initial.cr0 |= wp == 1 ? VcpuState.CR0_WP : 0;
            guest.initial.cr4 |= cr4;
            if (cpl == 3) {
                user(guest);
            }
            guest.code(0x10000, hex + "90");
            if (error < 0) {
                guest.step();
                assertEquals(0x10000 + hex.length() / 2, guest.state().rip);
            } else {
                FaultRecord fault = firstFault(guest);
                assertEquals(PF, fault.vector(), fault.reason());
                assertEquals(error, fault.errorCode(), fault.reason());
                assertEquals(0x200000, guest.state().cr2);
            }
        }
    }

    private static void user(Guest guest) {
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            guest.initial.segment[i].set(0x23, 0, 0xFFFFFFFFL, 0xC0F3);
        }
        guest.initial.segment[SegmentRegister.CS].set(0x1B, 0, 0xFFFFFFFFL, 0xA0FB);
    }

    @Test
    void fetchFromAnExecuteDisabledPageHasTheFetchBit() {
        try (Guest guest = guest()) {
            guest.initial.efer |= VcpuState.EFER_NXE;
            guest.quad(0xB000, 0x300007 | 1L << 63);
            guest.code(0x10000, "b800002000 ffe0"); // mov eax, 0x200000; jmp rax
            FaultRecord fault = firstFault(guest);
            assertEquals(17, fault.errorCode());
            assertEquals(0x200000, fault.state().rip);
        }
    }

    @Test
    void smepForbidsTheKernelToFetchUserPages() {
        try (Guest guest = guest()) {
            // The kernel's own page becomes a supervisor page.
            guest.quad(0xA000, 0x83);
            guest.initial.cr4 |= VcpuState.CR4_SMEP;
            guest.code(0x10000, "b800002000 ffe0");
            assertEquals(17, firstFault(guest).errorCode());
        }
    }

    @Test
    void smapIsLiftedByAcAndNotForDescriptorTables() {
        try (Guest guest = guest()) {
            guest.quad(0xA000, 0x83);
            guest.initial.cr4 |= VcpuState.CR4_SMAP;
            guest.initial.gdtrBase = 0x200000;
            guest.code(
                    0x10000,
                    "0f01cb" // stac
                            + "8a042500002000" // mov al, [0x200000]
                            + "0f01ca" // clac
                            + "0f01cb" // stac
                            + "66b81000" // mov ax, 0x10
                            + "8ed8" // mov ds, ax
                    );
            FaultRecord fault = firstFault(guest);
            assertEquals(1, fault.errorCode());
            assertEquals(0x200010, fault.address());
            assertEquals(0x10014, fault.state().rip);
        }
    }

    @Test
    void newGuestPhysicalMappingIsSeenByTheNextRun() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "a00090 ebfb"); // a: mov al, [0x9000]; jmp a
            guest.bytes(0x9000, "55");
            guest.vcpu().debug().setInstructionLimit(10);
            guest.vcpu().run();
            assertEquals(0x55, guest.reg(VcpuState.RAX));
            guest.unmap(0x9000);
            guest.vcpu().debug().setInstructionLimit(20);
            guest.vcpu().run();
            assertEquals(0xFF, guest.reg(VcpuState.RAX), "open bus");
        }
    }

    @Test
    void openBusReadsOnesTakesStoresAndExecutesAsUndefined() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(6, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.code(
                    0x10000,
                    "c7050000000278563412" // mov dword [0x2000000], 0x12345678
                            + "a100000002" // mov eax, [0x2000000]
                            + "668b1dffffff00" // mov bx, [0xffffff]
                            + "e9f5fffe01" // jmp 0x2000010
                    );
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0xFFFFFFFFL, guest.reg(VcpuState.RAX));
            assertEquals(0xFF00, guest.reg(VcpuState.RBX), "half in memory");
            assertEquals(0x2000010, guest.dword(guest.reg(VcpuState.RSP)));
        }
    }

    @Test
    void storesToReadOnlyMemoryAreDroppedInThePcProfile() {
        try (Guest guest = Guest.pc()) {
            guest.readOnly(0x9000);
            guest.code(0x7C00, "c606009055 fe060090 a00090 f4");
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0, guest.reg(VcpuState.RAX));
        }
    }
}
