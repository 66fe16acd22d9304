package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;

/// Gates, stacks, error codes and IRET (SDM Vol. 3A chapter 6).
class InterruptDeliveryTest {
    private static final int RSP = VcpuState.RSP;

    @Test
    void realModePushesFlagsCsIpAndClearsIf() {
        try (Guest guest = Guest.pc()) {
            guest.dword(0x21 * 4, 0x0050_0010L);
            guest.bytes(0x510, "f4");
            guest.initial.rflags = Rflags.IF | 2;
            guest.initial.segment[SegmentRegister.CS].set(0x7C0, 0x7C00, 0xFFFF, 0x93);
            guest.bytes(0x7C00, "cd21");
            guest.run();
            assertEquals(0x6FFA, guest.reg(RSP));
            assertEquals(2, guest.word(0x6FFA), "IP past INT");
            assertEquals(0x7C0, guest.word(0x6FFC));
            assertEquals(0x202, guest.word(0x6FFE));
            assertEquals(0x50, guest.state().segment[SegmentRegister.CS].selector);
            assertEquals(0x500, guest.state().segment[SegmentRegister.CS].base);
            assertEquals(0, guest.state().rflags & Rflags.IF);
        }
    }

    @Test
    void realModeIretRestores() {
        try (Guest guest = Guest.pc()) {
            guest.dword(0x21 * 4, 0x0000_0510L);
            guest.bytes(0x510, "cf");
            guest.code(0x7C00, "f9 cd21 f4"); // stc; int 0x21; hlt
            guest.run();
            assertEquals(0x7C04, guest.state().rip);
            assertEquals(0x7000, guest.reg(RSP));
            assertEquals(1, guest.state().rflags & Rflags.CF);
        }
    }

    @Test
    void interruptGateFromRing3SwitchesToTheTssStack() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.gate32(0x80, 8, 0x9000, 0xEE);
            guest.bytes(0x9000, "f4");
            guest.initial.rflags = Rflags.IF | 2;
            guest.code(0x10000, "cd80");
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0x6000 - 20, guest.reg(RSP));
            assertEquals(0x10002, guest.dword(0x5FEC));
            assertEquals(0x1B, guest.dword(0x5FF0));
            assertEquals(0x202, guest.dword(0x5FF4));
            assertEquals(0x7000, guest.dword(0x5FF8));
            assertEquals(0x23, guest.dword(0x5FFC));
            assertEquals(0, guest.state().cpl());
            assertEquals(0x10, guest.state().segment[SegmentRegister.SS].selector);
            assertEquals(0, guest.state().rflags & Rflags.IF);
        }
    }

    @Test
    void trapGateLeavesIf() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(0x80, 8, 0x9000, 0x8F);
            guest.bytes(0x9000, "f4");
            guest.initial.rflags = Rflags.IF | 2;
            guest.code(0x10000, "cd80");
            guest.run();
            assertTrue((guest.state().rflags & Rflags.IF) != 0);
            assertEquals(0x7000 - 12, guest.reg(RSP), "no stack switch at the same level");
        }
    }

    @Test
    void softwareInterruptChecksTheGatesDpl() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.gate32(0x80, 8, 0x9000, 0x8E);
            guest.gate32(13, 8, 0x9100, 0x8E);
            guest.bytes(0x9100, "f4");
            guest.code(0x10000, "cd80");
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            // "vector number * 8 + 2 + EXT": INT n has EXT = 0.
            assertEquals(0x80 * 8 + 2, guest.dword(0x5FE8));
            assertEquals(0x10000, guest.dword(0x5FEC), "returns to the INT itself");
        }
    }

    @Test
    void absentGateIsNotPresentFaultWithItsIndex() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(6, 8, 0x9000, 0x0E);
            guest.gate32(11, 8, 0x9100, 0x8E);
            guest.bytes(0x9100, "f4");
            guest.code(0x10000, "0f0b"); // ud2
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            // Benign #UD, then #NP: delivered serially; EXT = 1 since an exception was delivered.
            assertEquals(6 * 8 + 2 + 1, guest.dword(guest.reg(RSP)));
        }
    }

    @Test
    void iretGoesBackToRing3AndDropsInnerDataSegments() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.code(
                    0x10000,
                    "6a23" // push dword 0x23
                            + "6800680000" // push dword 0x6800
                            + "6802020000" // push dword 0x202
                            + "6a1b" // push dword 0x1b
                            + "6800010100" // push dword 0x10100
                            + "cf" // iret
                    );
            guest.bytes(0x10100, "ebfe");
            guest.vcpu().debug().setInstructionLimit(8);
            guest.vcpu().run();
            VcpuState state = guest.state();
            assertEquals(3, state.cpl());
            assertEquals(0x10100, state.rip);
            assertEquals(0x6800, state.gpr[RSP]);
            assertFalse(state.segment[SegmentRegister.DS].usable(), "DS had DPL 0");
            assertEquals(0, state.segment[SegmentRegister.DS].selector);
        }
    }

    @Test
    void longModeAlignsTheStackAndPushesSsAlways() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.gate64(0x80, 8, 0x9800, 0x8E, 0);
            guest.bytes(0x9800, "f4");
            guest.initial.gpr[RSP] = 0x7008;
            guest.code(0x10000, "cd80");
            guest.run();
            assertEquals(0x7000 - 40, guest.reg(RSP));
            assertEquals(0x10002, guest.quad(0x6FD8));
            assertEquals(8, guest.quad(0x6FE0));
            assertEquals(0x7008, guest.quad(0x6FF0));
            assertEquals(0x10, guest.quad(0x6FF8));
        }
    }

    @Test
    void interruptStackTableOverridesTheStack() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.gate64(6, 8, 0x9800, 0x8E, 1);
            guest.bytes(0x9800, "f4");
            guest.code(0x10000, "0f0b");
            guest.run();
            assertEquals(0x5000 - 40, guest.reg(RSP));
            // Faults push RF set (SDM Vol. 3B 18.3.1.1).
            assertTrue((guest.quad(0x4FE8) & Rflags.RF) != 0);
        }
    }

    @Test
    void longModeRing3ToRing0LoadsNullSs() {
        try (Guest guest = Guest.pc().longMode()) {
            for (int i = 0; i < 6; i++) {
                guest.initial.segment[i].set(0x23, 0, 0xFFFFFFFFL, 0xC0F3);
            }
            guest.initial.segment[SegmentRegister.CS].set(0x1B, 0, 0xFFFFFFFFL, 0xA0FB);
            guest.gate64(13, 8, 0x9800, 0x8E, 0);
            guest.bytes(
                    0x9800,
                    "4883c408" // add rsp, 8
                            + "4883042401" // add qword [rsp], 1
                            + "48cf" // iretq
                    );
            guest.code(0x10000, "fa ebfe"); // cli at CPL 3
            guest.step();
            assertEquals(0, guest.state().cpl());
            assertEquals(0, guest.state().segment[SegmentRegister.SS].selector);
            assertEquals(0x6000 - 48, guest.reg(RSP));
            guest.step();
            guest.step();
            guest.step();
            assertEquals(3, guest.state().cpl());
            assertEquals(0x10001, guest.state().rip);
            assertEquals(0x23, guest.state().segment[SegmentRegister.SS].selector);
        }
    }

    @Test
    void int3ReturnsBehindItselfAndIsNoFault() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(3, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.code(0x10000, "cc");
            guest.run();
            assertEquals(0x10001, guest.dword(guest.reg(RSP)));
            assertEquals(0, guest.dword(guest.reg(RSP) + 8) & Rflags.RF);
        }
    }

    @Test
    void virtual8086ModeIsEnteredByIretAndLeftByInterrupt() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(13, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.code(
                    0x10000,
                    "6844440000" // push dword 0x4444
                            + "6833330000" // push dword 0x3333
                            + "6822220000" // push dword 0x2222
                            + "6811110000" // push dword 0x1111
                            + "6800010000" // push dword 0x100
                            + "68f06f0000" // push dword 0x6ff0
                            + "6802000200" // push dword 0x20002
                            + "6800120000" // push dword 0x1200
                            + "6a34" // push dword 0x34
                            + "cf" // iret
                    );
            guest.bytes(0x12034, "cd21"); // int 0x21 with IOPL 0 in virtual-8086 mode: #GP(0)
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0, guest.state().rflags & Rflags.VM);
            // error, EIP, CS, EFLAGS, ESP, SS, ES, DS, FS, GS
            long sp = guest.reg(RSP);
            assertEquals(0x6000 - 40, sp);
            assertEquals(0, guest.dword(sp));
            assertEquals(0x34, guest.dword(sp + 4));
            assertEquals(0x1200, guest.dword(sp + 8));
            assertTrue((guest.dword(sp + 12) & Rflags.VM) != 0);
            assertEquals(0x6FF0, guest.dword(sp + 16));
            assertEquals(0x100, guest.dword(sp + 20));
            assertEquals(0x1111, guest.dword(sp + 24));
            assertEquals(0x2222, guest.dword(sp + 28));
            assertEquals(0x3333, guest.dword(sp + 32));
            assertEquals(0x4444, guest.dword(sp + 36));
            assertFalse(guest.state().segment[SegmentRegister.DS].usable());
        }
    }
}
