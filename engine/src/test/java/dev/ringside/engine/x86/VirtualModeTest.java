package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Virtual-8086 mode with its extensions, and protected-mode virtual interrupts (SDM Vol. 3A
/// chapter 21). Code runs at 1000:0000, its stack is 0700:0800; `#GP` halts at 0x30000, vector 0x40
/// by the IDT at 0x30100. A HLT of the program itself is `#GP` too, so that its place tells how far
/// it came.
class VirtualModeTest {
    private static final long GP = 0x30001;
    private static final long GATE = 0x30101;

    private static Guest guest(int iopl, boolean extended, long flags) {
        Guest guest = Guest.pc().protectedMode();
        VcpuState state = guest.initial;
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            state.segment[i].set(0x700, 0x7000, 0xFFFF, 0xF3);
        }
        state.segment[SegmentRegister.CS].set(0x1000, 0x10000, 0xFFFF, 0xF3);
        state.segment[SegmentRegister.TR].limit = 0x90;
        // The redirection bitmap lies at 0x68 to 0x87 of the TSS.
        guest.word(0x2000 + 102, 0x88);
        state.rflags = Rflags.VM | 2 | (long) iopl << 12 | flags;
        state.cr4 = extended ? VcpuState.CR4_VME : 0;
        state.gpr[VcpuState.RSP] = 0x800;
        guest.gate32(13, 8, GP - 1, 0x8E);
        guest.bytes(GP - 1, "f4");
        guest.gate32(0x40, 8, GATE - 1, 0xEE);
        guest.bytes(GATE - 1, "f4");
        // The program's own handler of 0x40 at 2000:0010: HLT, which is #GP.
        guest.dword(0x40 * 4, 0x20000010L);
        guest.bytes(0x20010, "f4");
        return guest;
    }

    private static Guest run(Guest guest, String code) {
        guest.bytes(0x10000, code + "f4");
        guest.initial.rip = 0;
        guest.run();
        return guest;
    }

    /// EIP and EFLAGS on the handler's stack, which a `#GP` has an error code below.
    private static long pushed(Guest guest, int index) {
        int skip = guest.state().rip == GP ? 4 : 0;
        return guest.dword(guest.reg(VcpuState.RSP) + skip + 4L * index);
    }

    /// Code, IOPL, CR4.VME, VIF and VIP before; where the program is stopped, and VIF then. Places
    /// before the code's end are faults of the instruction itself (21.2.7, 21.3.2, table 21-2).
    @ParameterizedTest
    @CsvSource({
        // CLI, STI
        "fa, 0, 0, 1, 0, 0, 1",
        "fa, 0, 1, 1, 0, 1, 0",
        "fb, 0, 1, 0, 0, 1, 1",
        "fb, 0, 1, 0, 1, 0, 0",
        "fa, 3, 1, 1, 0, 1, 1",
        // PUSHF, PUSHFD
        "9c, 0, 0, 0, 0, 0, 0",
        "9c, 0, 1, 0, 0, 1, 0",
        "669c, 0, 1, 0, 0, 0, 0",
        "669c, 3, 0, 0, 0, 2, 0",
        // PUSH 0x0202 or 0x0102, POPF; PUSH 0x0002, POPFD
        "6802029d, 0, 1, 0, 0, 4, 1",
        "6802029d, 0, 1, 0, 1, 3, 0",
        "6802019d, 0, 1, 0, 0, 3, 0",
        "6802009d, 0, 1, 1, 1, 4, 0",
        "6802009d, 0, 0, 1, 0, 3, 1",
        "6802009d669d, 0, 1, 0, 0, 4, 0",
        // INT 0x40 with IOPL 0 and no extension
        "cd40, 0, 0, 0, 0, 0, 0",
    })
    void flagInstructionsWorkOnVifOrFault(
            String code, int iopl, int vme, int vif, int vip, int stopped, int after) {
        long flags = (vif == 1 ? Rflags.VIF : 0) | (vip == 1 ? Rflags.VIP : 0);
        try (Guest guest = run(guest(iopl, vme == 1, flags), code)) {
            assertEquals(GP, guest.state().rip);
            assertEquals(stopped, pushed(guest, 0));
            assertEquals(after, pushed(guest, 2) >>> 19 & 1);
        }
    }

    @Test
    void pushedFlagsShowVifAsIfAndIoplThree() {
        try (Guest guest = run(guest(0, true, Rflags.VIF | Rflags.CF), "9c")) {
            assertEquals(0x3203, guest.word(0x77FE));
        }
    }

    @Test
    void interruptsReturnThroughVif() {
        // pushw 0x0202 ; pushw 0x1000 ; pushw 0x20 ; iret
        try (Guest guest = guest(0, true, 0)) {
            guest.bytes(0x10020, "f4");
            run(guest, "680202" + "680010" + "682000" + "cf");
            assertEquals(0x20, pushed(guest, 0));
            assertEquals(1, pushed(guest, 2) >>> 19 & 1);
            assertEquals(0, pushed(guest, 2) >>> 9 & 1);
        }
    }

    /// INT 0x40: IOPL, VME, its bit in the redirection bitmap; where it goes (table 21-2): the
    /// program's handler, the IDT's, or #GP.
    @ParameterizedTest
    @CsvSource({
        "3, 0, 0, gate",
        "3, 0, 1, gate",
        "0, 0, 0, gp",
        "0, 1, 1, gp",
        "3, 1, 1, gate",
        "3, 1, 0, program",
        "0, 1, 0, program",
    })
    void softwareInterruptsGoWhereTheBitmapSays(int iopl, int vme, int bit, String where) {
        try (Guest guest = guest(iopl, vme == 1, Rflags.VIF | Rflags.IF)) {
            guest.word(0x2068 + 8, bit);
            run(guest, "cd40");
            switch (where) {
                case "gate" -> {
                    assertEquals(GATE, guest.state().rip);
                    assertEquals(2, pushed(guest, 0));
                }
                case "gp" -> {
                    assertEquals(GP, guest.state().rip);
                    assertEquals(0, pushed(guest, 0));
                }
                default -> {
                    assertEquals(0x10, pushed(guest, 0));
                    assertEquals(0x2000, pushed(guest, 1));
                    // IP, CS, FLAGS on the program's stack.
                    assertEquals(2, guest.word(0x77FA));
                    assertEquals(0x1000, guest.word(0x77FC));
                    assertEquals(0x3202, guest.word(0x77FE));
                    int cleared = iopl == 3 ? 9 : 19;
                    assertEquals(0, pushed(guest, 2) >>> cleared & 1);
                    assertEquals(1, pushed(guest, 2) >>> 28 - cleared & 1);
                }
            }
        }
    }

    /// INT3 goes by the IDT whatever the bitmap says (21.3.3).
    @Test
    void breakpointsAreNotRedirected() {
        try (Guest guest = guest(3, true, 0)) {
            guest.gate32(3, 8, GATE - 1, 0xEE);
            run(guest, "cc");
            assertEquals(GATE, guest.state().rip);
        }
    }

    /// Protected mode at CPL 3 with IOPL 0 (21.4): code, PVI, VIP; VIF afterwards, or -1 for #GP.
    @ParameterizedTest
    @CsvSource({"fa, 1, 0, 0", "fb, 1, 0, 1", "fb, 1, 1, -1", "fa, 0, 0, -1", "fb, 0, 0, -1"})
    void usersSwitchVirtualInterruptsInProtectedMode(String code, int pvi, int vip, int vif) {
        try (Guest guest = Guest.pc().userMode()) {
            guest.gate32(13, 8, GP - 1, 0x8E);
            guest.bytes(GP - 1, "f4");
            guest.initial.cr4 = pvi == 1 ? VcpuState.CR4_PVI : 0;
            guest.initial.rflags |= vip == 1 ? Rflags.VIP : 0;
            guest.code(0x10000, code + "f4");
            guest.run();
            long stack = guest.reg(VcpuState.RSP);
            assertEquals(vif < 0 ? 0x10000 : 0x10001, guest.dword(stack + 4));
            assertEquals(Math.max(0, vif), guest.dword(stack + 12) >>> 19 & 1);
        }
    }
}
