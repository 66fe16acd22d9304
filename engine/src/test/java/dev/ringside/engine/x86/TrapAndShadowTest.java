package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;

/// TF, RF, shadows, debug registers (SDM Vol. 3A 6.8, Vol. 3B chapter 18).
class TrapAndShadowTest {
    /// A real-mode guest whose #DB and IRQ handlers halt: 0x9000 and 0x9100.
    private static Guest guest(String hex) {
        Guest guest = Guest.pc();
        guest.dword(4, 0x9000);
        guest.dword(0x20 * 4, 0x9100);
        guest.bytes(0x9000, "f4");
        guest.bytes(0x9100, "f4");
        return guest.code(0x7C00, hex);
    }

    private static final class Line implements InterruptController {
        boolean raised = true;

        @Override
        public boolean pending() {
            return raised;
        }

        @Override
        public int acknowledge() {
            raised = false;
            return 0x20;
        }
    }

    @Test
    void singleStepTrapFollowsTheInstruction() {
        try (Guest guest = guest("40 40")) {
            guest.initial.rflags |= Rflags.TF;
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0x7C01, guest.word(guest.reg(VcpuState.RSP)));
            assertEquals(0xFFFF4FF0L, guest.state().dr6, "BS");
            assertEquals(1, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void popfThatSetsTfTrapsAfterTheNextInstruction() {
        try (Guest guest = guest("680203 9d 40 40")) { // push 0x302; popf; inc ax; inc ax
            guest.run();
            assertEquals(0x7C05, guest.word(guest.reg(VcpuState.RSP)));
        }
    }

    @Test
    void softwareInterruptClearsTfWithoutTrap() {
        try (Guest guest = guest("cd20")) {
            guest.initial.rflags |= Rflags.TF;
            guest.run();
            assertEquals(0x9101, guest.state().rip);
        }
    }

    @Test
    void repStringTrapsAfterEachIteration() {
        try (Guest guest = guest("f3ac")) {
            guest.initial.rflags |= Rflags.TF;
            guest.initial.gpr[VcpuState.RCX] = 3;
            guest.run();
            assertEquals(0x7C00, guest.word(guest.reg(VcpuState.RSP)));
            assertEquals(2, guest.reg(VcpuState.RCX));
        }
    }

    @Test
    void stiHoldsInterruptsOffForOneInstruction() {
        try (Guest guest = guest("fb 40 40 f4")) {
            Line line = new Line();
            guest.vcpu().debug().setInterruptController(line);
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            assertEquals(1, guest.reg(VcpuState.RAX), "one instruction after STI");
        }
    }

    @Test
    void stiWithInterruptsAlreadyOnHasNoShadow() {
        try (Guest guest = guest("fb 40 f4")) {
            guest.initial.rflags |= Rflags.IF;
            Line line = new Line();
            line.raised = false;
            guest.vcpu().debug().setInterruptController(line);
            guest.step();
            line.raised = true;
            guest.run();
            assertEquals(0, guest.reg(VcpuState.RAX));
        }
    }

    @Test
    void movSsHoldsInterruptsAndDebugTrapsOff() {
        try (Guest guest = guest("8ed0 bc0070 40 f4")) { // mov ss, ax; mov sp, 0x7000; inc ax
            guest.initial.rflags |= Rflags.TF;
            guest.run();
            assertEquals(0x7C05, guest.word(guest.reg(VcpuState.RSP)), "after MOV SP");
        }
    }

    @Test
    void stiHltWaitsForTheInterrupt() {
        try (Guest guest = guest("fb f4 40")) {
            Line line = new Line();
            line.raised = false;
            guest.vcpu().debug().setInterruptController(line);
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x7C02, guest.state().rip);
            assertInstanceOf(Exit.Halted.class, guest.run(), "still waiting");
            line.raised = true;
            guest.vcpu().debug().interruptLineChanged();
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            assertEquals(0x7C02, guest.word(guest.reg(VcpuState.RSP)));
        }
    }

    @Test
    void nmiIsBlockedUntilIret() {
        try (Guest guest = guest("ebfe")) {
            guest.dword(2 * 4, 0x9200);
            guest.bytes(0x9200, "90 90 cf");
            guest.vcpu().interrupt(2);
            guest.step();
            assertEquals(0x9200, guest.state().rip);
            assertTrue(guest.state().nmiBlocked);
            guest.vcpu().interrupt(2);
            guest.step();
            guest.step();
            assertEquals(0x9202, guest.state().rip, "the second waits");
            guest.step();
            assertFalse(guest.state().nmiBlocked);
            guest.step();
            assertEquals(0x9200, guest.state().rip);
        }
    }

    @Test
    void instructionBreakpointIsAFaultThatRfPasses() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(1, 8, 0x9000, 0x8E);
            // or dword [esp + 8], RF; iretd
            guest.bytes(0x9000, "814c2408 00000100 cf");
            guest.initial.dr[0] = 0x10001;
            guest.initial.dr7 = 0x402;
            guest.code(0x10000, "90 40 f4");
            guest.step();
            guest.step();
            assertEquals(0x9000, guest.state().rip);
            assertEquals(0xFFFF0FF1L, guest.state().dr6);
            assertEquals(0x10001, guest.dword(guest.reg(VcpuState.RSP)));
            assertEquals(0, guest.dword(guest.reg(VcpuState.RSP) + 8) & Rflags.RF);
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(1, guest.reg(VcpuState.RAX));
            assertEquals(0x10003, guest.state().rip);
        }
    }

    @Test
    void dataBreakpointIsATrap() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(1, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.initial.dr[1] = 0x20004;
            guest.initial.dr7 = 0x400 | 1 << 2 | 1 << 20 | 3 << 22; // L1, writes, 4 bytes
            guest.code(
                    0x10000,
                    "a104000200" // mov eax, [0x20004]
                            + "a300000200" // mov [0x20000], eax
                            + "c6050600020001" // mov byte [0x20006], 1
                            + "90" // nop
                    );
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0xFFFF0FF2L, guest.state().dr6);
            assertEquals(0x10011, guest.dword(guest.reg(VcpuState.RSP)), "behind the write");
        }
    }

    @Test
    void generalDetectProtectsTheDebugRegisters() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(1, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.initial.dr7 = 0x2400;
            guest.code(0x10000, "0f21c0");
            guest.run();
            assertEquals(0x9001, guest.state().rip);
            assertEquals(0xFFFF2FF0L, guest.state().dr6, "BD");
            assertEquals(0x400, guest.state().dr7, "GD is clear in the handler");
        }
    }

    @Test
    void deferredInterruptsWaitForTheSteps() {
        try (Guest guest = guest("40 40 40 f4")) {
            guest.initial.rflags |= Rflags.IF;
            guest.vcpu().debug().setInterruptController(new Line());
            guest.vcpu().debug().setSteps(2, true);
            guest.vcpu().run();
            assertEquals(0x7C02, guest.state().rip);
            guest.run();
            assertEquals(0x9101, guest.state().rip);
        }
    }
}
