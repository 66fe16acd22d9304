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

/// Far transfers, call gates and privilege changes (SDM Vol. 3A 5.8).
class FarTransferTest {
    private static final int RSP = VcpuState.RSP;

    private static FaultRecord firstFault(Guest guest) {
        List<FaultRecord> faults = new ArrayList<>();
        guest.vcpu().debug().setEventHook((state, fault) -> faults.add(fault));
        assertInstanceOf(Exit.Canceled.class, guest.run(), "no exception");
        return faults.get(0);
    }

    @Test
    void realModeCallAndReturn() {
        try (Guest guest = Guest.pc()) {
            guest.bytes(0x12340, "40 ca0200"); // inc ax; retf 2
            guest.code(0x7C00, "50 9a00003412 f4"); // push ax; call 0x1234:0; hlt
            guest.run();
            assertEquals(0x7C07, guest.state().rip);
            assertEquals(0x7000, guest.reg(RSP));
            assertEquals(0, guest.state().segment[SegmentRegister.CS].base);
        }
    }

    /// Descriptor at 0x30, CPL, selector, then vector and error code or -1 (SDM Vol. 2A JMP).
    @ParameterizedTest(name = "JMP {2} at CPL {1} to {0}: vector {3}")
    @CsvSource({
        "0x00CF9B000000FFFF, 0, 0x30, -1, 0",
        "0x00CF9B000000FFFF, 0, 0x33, 13, 0x30",
        "0x00CF9B000000FFFF, 3, 0x33, 13, 0x30",
        "0x00CFFB000000FFFF, 3, 0x33, -1, 0",
        "0x00CFFB000000FFFF, 0, 0x30, 13, 0x30",
        // Conforming: DPL at or below CPL.
        "0x00CF9F000000FFFF, 3, 0x33, -1, 0",
        "0x00CFFF000000FFFF, 0, 0x30, 13, 0x30",
        "0x00CF1B000000FFFF, 0, 0x30, 11, 0x30",
        "0x00CF93000000FFFF, 0, 0x30, 13, 0x30",
        "0x00CF9B000000FFFF, 0, 0,    13, 0",
        "0x00409B0000000FFF, 0, 0x30, 13, 0",
    })
    void directJumpChecksPrivilege(String raw, int cpl, int selector, int vector, int code) {
        try (Guest guest = cpl == 0 ? Guest.pc().protectedMode() : Guest.pc().userMode()) {
            guest.quad(0x1030, Long.decode(raw));
            guest.bytes(0x10100, "ebfe");
            guest.code(0x10000, "ea00010100 %02x00".formatted(selector));
            if (vector < 0) {
                guest.step();
                assertEquals(0x10100, guest.state().rip);
                assertEquals(cpl, guest.state().cpl());
                assertEquals(
                        selector & ~3 | cpl, guest.state().segment[SegmentRegister.CS].selector);
            } else {
                FaultRecord fault = firstFault(guest);
                assertEquals(vector, fault.vector(), fault.reason());
                assertEquals(code, fault.errorCode(), fault.reason());
            }
        }
    }

    @Test
    void callGateSwitchesStackAndCopiesParameters() {
        try (Guest guest = Guest.pc().userMode()) {
            // 32-bit call gate, DPL 3, two parameters, to 0x08:0x9000.
            guest.quad(0x1030, 0x0000EC02_00089000L);
            guest.bytes(0x9000, "ca0800"); // retf 8
            guest.code(
                    0x10000,
                    "6811111111" // push dword 0x11111111
                            + "6822222222" // push dword 0x22222222
                            + "9a000000003300" // call 0x33:0
                            + "90" // nop
                    );
            guest.step();
            guest.step();
            guest.step();
            assertEquals(0x9000, guest.state().rip);
            assertEquals(0, guest.state().cpl());
            long sp = guest.reg(RSP);
            assertEquals(0x6000 - 24, sp);
            assertEquals(0x10011, guest.dword(sp));
            assertEquals(0x1B, guest.dword(sp + 4));
            assertEquals(0x22222222L, guest.dword(sp + 8));
            assertEquals(0x11111111L, guest.dword(sp + 12));
            assertEquals(0x6FF8, guest.dword(sp + 16));
            assertEquals(0x23, guest.dword(sp + 20));
            guest.step();
            assertEquals(3, guest.state().cpl());
            assertEquals(0x10011, guest.state().rip);
            assertEquals(0x7000, guest.reg(RSP), "RETF 8 releases both stacks");
        }
    }

    @Test
    void gateBelowCplIsRefused() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.quad(0x1030, 0x00008C00_00089000L);
            guest.code(0x10000, "9a00000000 3300");
            FaultRecord fault = firstFault(guest);
            assertEquals(Vector.GP, fault.vector());
            assertEquals(0x30, fault.errorCode());
        }
    }

    @Test
    void innerStackWithoutRoomIsStackFaultWithItsSelector() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.quad(0x1030, 0x0000EC00_00089000L);
            guest.quad(0x1038, 0x0040930000000FFFL);
            guest.word(0x2008, 0x38); // SS0 with limit 0xFFF, ESP0 0x6000
            guest.code(0x10000, "9a00000000 3300");
            FaultRecord fault = firstFault(guest);
            assertEquals(Vector.SS, fault.vector());
            assertEquals(0x38, fault.errorCode());
            assertEquals(3, fault.state().cpl());
            assertEquals(0x7000, fault.state().gpr[RSP], "nothing changed");
        }
    }

    @Test
    void longModeCallGateHasSixteenBytes() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.quad(0x1038, 0);
            guest.bytes(0xC100, "48cb"); // retfq
            guest.quad(0x1030, 0x00008C00_0008C100L);
            guest.quad(0x7E00, 0x30L << 32);
            guest.code(0x10000, "ff1c25007e0000 f4"); // call far [0x7e00]
            guest.step();
            assertEquals(0xC100, guest.state().rip);
            assertEquals(0x7000 - 16, guest.reg(RSP));
            guest.run();
            assertEquals(0x10008, guest.state().rip);
            assertEquals(0x7000, guest.reg(RSP));
        }
    }

    @Test
    void returnToAnOuterLevelMayNotRaisePrivilege() {
        try (Guest guest = Guest.pc().userMode()) {
            guest.code(0x10000, "6a08 6800010100 cb"); // push 8; push 0x10100; retf
            FaultRecord fault = firstFault(guest);
            assertEquals(Vector.GP, fault.vector());
            assertEquals(8, fault.errorCode());
            assertEquals(0x10007, fault.state().rip);
            assertEquals(0x6FF8, fault.state().gpr[RSP]);
        }
    }

    @Test
    void syscallAndSysretKeepToStarAndFmask() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.initial.efer |= VcpuState.EFER_SCE;
            guest.initial.star = 0x0010_0008L << 32;
            guest.initial.lstar = 0xC800;
            guest.initial.fmask = 0x200;
            guest.initial.gpr[VcpuState.RCX] = 0x10100;
            guest.initial.gpr[11] = 0x202;
            guest.bytes(0x10100, "0f05"); // syscall
            guest.bytes(0xC800, "f4");
            guest.code(0x10000, "480f07"); // sysretq
            guest.step();
            assertEquals(3, guest.state().cpl());
            assertEquals(0x10100, guest.state().rip);
            assertEquals(0x23, guest.state().segment[SegmentRegister.CS].selector);
            assertEquals(0x1B, guest.state().segment[SegmentRegister.SS].selector);
            guest.run();
            assertEquals(0xC801, guest.state().rip);
            assertEquals(0, guest.state().cpl());
            assertEquals(0x10102, guest.reg(VcpuState.RCX));
            assertEquals(0x202, guest.reg(11));
            assertEquals(2, guest.state().rflags);
        }
    }

    @Test
    void sysenterAndSysexitInProtectedMode() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.sysenterCs = 8;
            guest.initial.sysenterEsp = 0x6000;
            guest.initial.sysenterEip = 0x9000;
            guest.initial.gpr[VcpuState.RDX] = 0x10100;
            guest.initial.gpr[VcpuState.RCX] = 0x6800;
            guest.bytes(0x10100, "0f34"); // sysenter
            guest.bytes(0x9000, "f4");
            guest.code(0x10000, "0f35"); // sysexit
            guest.step();
            assertEquals(3, guest.state().cpl());
            assertEquals(0x6800, guest.reg(RSP));
            assertEquals(0x1B, guest.state().segment[SegmentRegister.CS].selector);
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0x6000, guest.reg(RSP));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // LAR of code at 8, of data at 0x10, of the TSS at 0x28, of the null selector.
        "0f02c3, 8,    1, 0xC09B00",
        "0f02c3, 0x10, 1, 0xC09300",
        "0f02c3, 0x28, 1, 0x8B00",
        "0f02c3, 0, 0, 0x55",
        "0f02c3, 0xFFF8, 0, 0x55",
        // LSL applies the granularity.
        "0f03c3, 8,    1, 0xFFFFFFFF",
        "0f03c3, 0x28, 1, 0x67",
        // VERR and VERW.
        "0f00e3, 8,    1, 0x55",
        "0f00eb, 8, 0, 0x55",
        "0f00eb, 0x10, 1, 0x55",
        "0f00e3, 0x28, 0, 0x55",
    })
    void queriesAnswerInZf(String hex, int selector, int zf, long eax) {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.gpr[VcpuState.RAX] = 0x55;
            guest.initial.gpr[VcpuState.RBX] = selector;
            guest.code(0x10000, hex + "f4");
            guest.run();
            assertEquals(zf, guest.state().rflags >>> 6 & 1);
            assertEquals(eax, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void ltrMarksTheTssBusyAndRefusesABusyOne() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.quad(0x1030, 0x0000890020000067L);
            guest.initial.gpr[VcpuState.RAX] = 0x30;
            guest.code(0x10000, "0f00d8 0f00d8"); // ltr ax; ltr ax
            FaultRecord fault = firstFault(guest);
            assertEquals(0x10003, fault.state().rip);
            assertEquals(0x30, fault.errorCode());
            assertEquals(0x8B, guest.quad(0x1030) >>> 40 & 0xFF);
            assertEquals(0x30, guest.state().segment[SegmentRegister.TR].selector);
        }
    }
}
