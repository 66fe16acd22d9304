package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SDM Vol. 3A chapter 8: the old task runs on TSS 0x28 at 0x2000, the new one has TSS 0x30 at
/// 0x2100 with its code at 0x20000. Halts end a run.
class TaskSwitchTest {
    private static final int OLD = 0x28;
    private static final int NEW = 0x30;
    private static final long OLD_TSS = 0x2000;
    private static final long NEW_TSS = 0x2100;
    private static final long ENTRY = 0x20000;

    private static Guest guest() {
        Guest guest = Guest.pc().protectedMode();
        guest.quad(0x1030, 0x0000890021000067L);
        guest.dword(NEW_TSS + 28, 0x12345000);
        guest.dword(NEW_TSS + 32, ENTRY);
        guest.dword(NEW_TSS + 36, 0x00000002 | Rflags.CF);
        for (int i = 0; i < 8; i++) {
            guest.dword(NEW_TSS + 40 + 4 * i, 0x11111111L * (i + 1));
        }
        guest.dword(NEW_TSS + 40 + 16, 0x9000);
        int[] selectors = {0x10, 8, 0x10, 0x10, 0, 0x23};
        for (int i = 0; i < 6; i++) {
            guest.dword(NEW_TSS + 72 + 4 * i, selectors[i]);
        }
        guest.bytes(ENTRY, "f4");
        guest.initial.gpr[VcpuState.RAX] = 0xAAAAAAAAL;
        guest.initial.gpr[VcpuState.RSP] = 0x7000;
        // Handlers of #TS, #NP, #SS and #GP: HLT at 0x30000 + 16 * vector.
        for (int vector = 10; vector <= 13; vector++) {
            guest.gate32(vector, 8, 0x30000 + 16 * vector, 0x8E);
            guest.bytes(0x30000 + 16 * vector, "f4");
        }
        return guest;
    }

    private static boolean busy(Guest guest, int selector) {
        return (guest.quad(0x1000 + selector) >>> 41 & 1) != 0;
    }

    @Test
    void jumpToATssSavesTheOldTaskAndLoadsTheNew() {
        try (Guest guest = guest()) {
            guest.code(0x10000, "ea000000003000" + "f4");
            guest.run();
            VcpuState state = guest.state();
            assertEquals(ENTRY + 1, state.rip);
            assertEquals(NEW, state.segment[SegmentRegister.TR].selector);
            assertEquals(NEW_TSS, state.segment[SegmentRegister.TR].base);
            assertEquals(0x11111111, state.gpr[VcpuState.RAX]);
            assertEquals(0x9000, state.gpr[VcpuState.RSP]);
            assertEquals(Rflags.CF, state.rflags & (Rflags.CF | Rflags.NT));
            // 8.3 step 6 and 14: busy bits and CR0.TS.
            assertFalse(busy(guest, OLD));
            assertTrue(busy(guest, NEW));
            assertTrue((state.cr0 & VcpuState.CR0_TS) != 0);
            assertEquals(0x10007, guest.dword(OLD_TSS + 32));
            assertEquals(0xAAAAAAAAL, guest.dword(OLD_TSS + 40));
            assertEquals(8, guest.word(OLD_TSS + 76));
            assertEquals(0, guest.word(NEW_TSS), "no link after JMP");
            // Without paging CR3 stays.
            assertEquals(0, state.cr3);
        }
    }

    @Test
    void callNestsAndIretComesBack() {
        try (Guest guest = guest()) {
            guest.bytes(ENTRY, "41" + "cf" + "f4");
            guest.code(0x10000, "9a000000003000" + "43" + "f4");
            guest.run();
            VcpuState state = guest.state();
            assertEquals(OLD, state.segment[SegmentRegister.TR].selector);
            assertEquals(0x10000 + 9, state.rip);
            assertEquals(0xAAAAAAAAL, state.gpr[VcpuState.RAX]);
            assertEquals(OLD, guest.word(NEW_TSS), "the link");
            assertTrue(busy(guest, OLD));
            assertFalse(busy(guest, NEW));
            assertEquals(ENTRY + 2, guest.dword(NEW_TSS + 32));
            assertFalse((guest.dword(NEW_TSS + 36) & Rflags.NT) != 0, "IRET clears NT");
        }
    }

    @Test
    void aTaskGateInTheIdtGetsTheErrorCodeOnTheNewStack() {
        try (Guest guest = guest()) {
            guest.gate32(13, NEW, 0, 0x85);
            // mov ax, 0xfff8 ; mov ds, ax: #GP(0xfff8)
            guest.code(0x10000, "66b8f8ff" + "8ed8");
            guest.run();
            VcpuState state = guest.state();
            assertEquals(ENTRY + 1, state.rip);
            assertEquals(0x9000 - 4, state.gpr[VcpuState.RSP]);
            assertEquals(0xFFF8, guest.dword(0x8FFC));
            assertTrue((state.rflags & Rflags.NT) != 0);
            assertEquals(0x10004, guest.dword(OLD_TSS + 32), "the faulting instruction");
            assertTrue((guest.dword(OLD_TSS + 36) & Rflags.RF) != 0, "faults save RF set");
        }
    }

    @Test
    void intThroughATaskGateReturnsBehindIt() {
        try (Guest guest = guest()) {
            guest.gate32(0x40, NEW, 0, 0x85);
            guest.bytes(ENTRY, "cf");
            guest.code(0x10000, "cd40" + "f4");
            guest.run();
            assertEquals(0x10003, guest.state().rip);
            assertEquals(OLD, guest.state().segment[SegmentRegister.TR].selector);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ea000000003800f4", "9a000000003800f4"})
    void aTaskGateInTheGdtWorksAsTheTssItself(String code) {
        try (Guest guest = guest()) {
            guest.quad(0x1038, 0x0000850000300000L);
            guest.code(0x10000, code);
            guest.run();
            assertEquals(NEW, guest.state().segment[SegmentRegister.TR].selector);
        }
    }

    @Test
    void sixteenBitTasksUseTheirOwnLayout() {
        try (Guest guest = guest()) {
            guest.quad(0x1030, 0x000081002100002BL);
            for (int i = 0; i < 44; i += 2) {
                guest.word(NEW_TSS + i, 0);
            }
            guest.quad(0x1038, 0x00009B030000FFFFL);
            guest.bytes(0x30100, "f4");
            guest.word(NEW_TSS + 14, 0x100);
            guest.word(NEW_TSS + 18, 0x1234);
            guest.word(NEW_TSS + 26, 0x9000);
            guest.word(NEW_TSS + 34, 0x10);
            guest.word(NEW_TSS + 36, 0x38);
            guest.word(NEW_TSS + 38, 0x10);
            guest.word(NEW_TSS + 40, 0x10);
            guest.code(0x10000, "ea000000003000");
            guest.run();
            assertEquals(0x101, guest.state().rip);
            assertEquals(0x1234, guest.reg(VcpuState.RAX));
            assertEquals(2, guest.vcpu().state().codeSize().bits() / 8);
        }
    }

    /// Faults of the old task: what is wrong with the TSS or the gate, vector and error code.
    @ParameterizedTest
    @CsvSource({
        // busy, not present, too small (8.3 steps 2 to 4)
        "0x00008B0021000067, 13, 0x30", "0x0000090021000067, 11, 0x30",
        "0x0000890021000066, 10, 0x30", "0x0000810021000002, 10, 0x30",
        "0x00008E0021000067, 13, 0x30",
    })
    void faultsBeforeTheSwitchAreTheOldTasks(String descriptor, int vector, int code) {
        try (Guest guest = guest()) {
            guest.quad(0x1030, Long.decode(descriptor));
            guest.code(0x10000, "ea000000003000");
            guest.run();
            assertEquals(0x30001 + 16 * vector, guest.state().rip);
            assertEquals(code, guest.dword(guest.reg(VcpuState.RSP)));
            assertEquals(0x10000, guest.dword(guest.reg(VcpuState.RSP) + 4));
            assertEquals(OLD, guest.state().segment[SegmentRegister.TR].selector);
            assertTrue(busy(guest, OLD));
        }
    }

    /// Faults of the new task: which selector of its TSS is changed to what, vector, error code
    /// (table 8-1).
    @ParameterizedTest
    @CsvSource({
        "76, 0x10, 10, 0x10", "76, 0, 10, 0", "76, 0x2000, 10, 0x2000", "80, 0, 10, 0",
        "80, 8, 10, 8", "80, 0x13, 10, 0x10", "84, 0x28, 10, 0x28", "72, 0x40, 11, 0x40",
        "80, 0x40, 12, 0x40", "96, 0x10, 10, 0x10", "96, 0x24, 10, 0x24",
    })
    void faultsOfItsSegmentsAreTheNewTasks(int at, String selector, int vector, String code) {
        try (Guest guest = guest()) {
            // 0x40: data that is not present.
            guest.quad(0x1040, 0x00CF13000000FFFFL);
            guest.dword(NEW_TSS + at, Long.decode(selector));
            guest.quad(0x1048, 0x00CF93000000FFFFL);
            guest.quad(0x1050, 0x00CF9B000000FFFFL);
            // The handlers are tasks of their own: TSS 0x58 at 0x2200, so that no stack is needed.
            guest.quad(0x1058, 0x0000890022000067L);
            guest.dword(0x2200 + 32, 0x30000);
            guest.dword(0x2200 + 56, 0x9800);
            int[] selectors = {0x48, 0x50, 0x48, 0x48, 0, 0};
            for (int i = 0; i < 6; i++) {
                guest.dword(0x2200 + 72 + 4 * i, selectors[i]);
            }
            guest.bytes(0x30000, "f4");
            for (int i = 10; i <= 13; i++) {
                guest.gate32(i, 0x58, 0, 0x85);
            }
            List<FaultRecord> faults = new ArrayList<>();
            guest.code(0x10000, "ea000000003000");
            guest.vcpu()
                    .debug()
                    .setEventHook(
                            new EventHook() {
                                @Override
                                public boolean exception(VcpuState state, FaultRecord fault) {
                                    faults.add(fault);
                                    return false;
                                }
                            });
            guest.run();
            assertEquals(1, faults.size());
            assertEquals(vector, faults.getFirst().vector());
            assertEquals(Integer.decode(code), faults.getFirst().errorCode());
            assertEquals(ENTRY, faults.getFirst().state().rip);
            assertEquals(0x58, guest.state().segment[SegmentRegister.TR].selector);
            assertEquals(NEW, guest.word(0x2200), "the faulting task is the new one");
            assertEquals(ENTRY, guest.dword(NEW_TSS + 32));
            assertEquals((long) Integer.decode(code), guest.dword(0x9800 - 4));
        }
    }

    /// SDM Vol. 3B 18.3.1.5: the T flag traps with DR6.BT before the first instruction.
    @Test
    void theTrapBitRaisesDebugBeforeTheFirstInstruction() {
        try (Guest guest = guest()) {
            guest.word(NEW_TSS + 100, 1);
            guest.gate32(1, 8, 0x30000, 0x8E);
            guest.bytes(0x30000, "f4");
            guest.code(0x10000, "ea000000003000");
            guest.run();
            assertEquals(0x30001, guest.state().rip);
            assertEquals(1 << 15, guest.state().dr6 & 0xE00F);
            assertEquals(ENTRY, guest.dword(guest.reg(VcpuState.RSP)));
        }
    }

    @Test
    void localBreakpointsEndWithTheTask() {
        try (Guest guest = guest()) {
            guest.initial.dr7 = 0x7FF;
            guest.code(0x10000, "ea000000003000");
            guest.run();
            assertEquals(0x6AA, guest.state().dr7);
        }
    }

    @Test
    void pagingTasksHaveTheirOwnAddressSpace() {
        try (Guest guest = guest()) {
            // Two page directories of 4 MiB pages, identical but for the third one.
            guest.dword(0x40000, 0x83);
            guest.dword(0x41000, 0x83);
            guest.dword(0x41008, 0x400083);
            guest.dword(NEW_TSS + 28, 0x41000);
            guest.dword(0x400000, 0xCAFE);
            guest.initial.cr0 |= VcpuState.CR0_PG;
            guest.initial.cr3 = 0x40000;
            guest.initial.cr4 = VcpuState.CR4_PSE;
            guest.bytes(ENTRY, "a100008000" + "f4");
            guest.code(0x10000, "ea000000003000");
            guest.run();
            assertEquals(0x41000, guest.state().cr3);
            assertEquals(0xCAFE, guest.reg(VcpuState.RAX));
            assertEquals(0, guest.dword(OLD_TSS + 28), "CR3 is not saved");
        }
    }

    @Test
    void aTaskInVirtual8086ModeStartsThere() {
        try (Guest guest = guest()) {
            guest.dword(NEW_TSS + 32, 0x10);
            guest.dword(NEW_TSS + 36, Rflags.VM | 2);
            guest.dword(NEW_TSS + 76, 0x3000);
            guest.gate32(13, 8, 0x20000, 0x8E);
            guest.dword(NEW_TSS + 4, 0x6000);
            guest.word(NEW_TSS + 8, 0x10);
            guest.bytes(0x30010, "b034" + "f4");
            guest.code(0x10000, "ea000000003000");
            guest.run();
            // HLT in virtual-8086 mode is #GP.
            assertEquals(0x34, guest.reg(VcpuState.RAX) & 0xFF);
            assertEquals(0x12, guest.dword(guest.reg(VcpuState.RSP) + 4));
            assertEquals(0x3000, guest.dword(guest.reg(VcpuState.RSP) + 8));
        }
    }

    @Test
    void returnToATaskThatIsNotBusyIsAFault() {
        try (Guest guest = guest()) {
            guest.initial.rflags |= Rflags.NT;
            guest.word(OLD_TSS, NEW);
            guest.code(0x10000, "cf");
            guest.run();
            assertEquals(0x30001 + 16 * 10, guest.state().rip);
            assertEquals(NEW, guest.dword(guest.reg(VcpuState.RSP)));
        }
    }
}
