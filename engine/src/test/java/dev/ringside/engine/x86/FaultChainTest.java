package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.state.Vector;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Double and triple faults (SDM Vol. 3A 6.15, "Interrupt 8", tables 6-4 and 6-5).
class FaultChainTest {
    @Test
    void faultWithoutAnIdtEndsInShutdownWithTheWholeChain() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.initial.idtrLimit = 0;
            guest.code(0x10000, "31c0 8ed0"); // xor eax, eax; mov ss, ax: #GP(0)
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_SUPPORTED, exit.status());
            assertEquals("triple fault at 0008:10002", exit.reason());
            assertEquals(Activity.SHUTDOWN, guest.state().activity);
            List<FaultRecord> chain = guest.vcpu().debug().faultChain();
            assertEquals(
                    List.of(Vector.GP, Vector.GP, Vector.DF, Vector.GP),
                    chain.stream().map(FaultRecord::vector).toList());
            assertEquals("SS cannot hold a null selector", chain.get(0).reason());
            assertEquals(0x10002, chain.get(0).state().rip);
            assertEquals(
                    "vector is beyond the IDT's limit, while delivering #GP",
                    chain.get(1).reason());
            assertEquals(13 * 8 + 2 + 1, chain.get(1).errorCode());
            assertInstanceOf(Exit.Failed.class, guest.run(), "a shut-down VCPU stays so");
        }
    }

    @Test
    void contributoryDuringContributoryIsDoubleFaultWithErrorCodeZero() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(0, 0x99, 0x9000, 0x8E); // #DE's gate names a selector beyond the GDT
            guest.gate32(8, 8, 0x9100, 0x8E);
            guest.bytes(0x9100, "f4");
            guest.initial.gdtrLimit = 0x2F;
            guest.code(0x10000, "31c9 f7f1"); // xor ecx, ecx; div ecx
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            assertEquals(0, guest.dword(guest.reg(VcpuState.RSP)));
            assertEquals(0x10002, guest.dword(guest.reg(VcpuState.RSP) + 4));
            assertTrue(guest.vcpu().debug().faultChain().isEmpty());
        }
    }

    @Test
    void benignThenContributoryIsHandledSerially() {
        try (Guest guest = Guest.pc().protectedMode()) {
            guest.gate32(6, 0x99, 0x9000, 0x8E);
            guest.gate32(13, 8, 0x9100, 0x8E);
            guest.bytes(0x9100, "f4");
            guest.initial.gdtrLimit = 0x2F;
            guest.code(0x10000, "0f0b");
            guest.run();
            assertEquals(0x9101, guest.state().rip);
            assertEquals(0x98 | 1, guest.dword(guest.reg(VcpuState.RSP)), "selector and EXT");
        }
    }

    @Test
    void pageFaultDuringPageFaultIsDoubleFaultOnItsOwnStack() {
        try (Guest guest = Guest.pc().longMode()) {
            // RSP points at an unmapped page, so pushing #PF's frame faults again.
            guest.gate64(14, 8, 0x9800, 0x8E, 0);
            guest.gate64(8, 8, 0x9810, 0x8E, 1);
            guest.bytes(0x9810, "f4");
            guest.initial.gpr[VcpuState.RSP] = 0x4000_0000L;
            guest.code(0x10000, "50"); // push rax
            guest.run();
            assertEquals(0x9811, guest.state().rip);
            assertEquals(0x5000 - 48, guest.reg(VcpuState.RSP));
            assertEquals(0, guest.quad(0x5000 - 48));
            assertEquals(0x3FFF_FFF8L, guest.state().cr2);
        }
    }

    @Test
    void pageFaultPushesErrorCodeAndSetsCr2() {
        try (Guest guest = Guest.pc().longMode()) {
            guest.gate64(14, 8, 0x9800, 0x8E, 0);
            guest.bytes(0x9800, "f4");
            guest.code(0x10000, "c6042534123040 07"); // mov byte [0x40301234], 7
            guest.run();
            assertEquals(0x9801, guest.state().rip);
            assertEquals(0x40301234L, guest.state().cr2);
            assertEquals(2, guest.quad(guest.reg(VcpuState.RSP)), "a write, not present");
            assertEquals(0x10000, guest.quad(guest.reg(VcpuState.RSP) + 8));
        }
    }

    @Test
    void realModeTripleFaultsTooWhenTheTableIsGone() {
        try (Guest guest = Guest.pc()) {
            guest.initial.idtrLimit = 0;
            guest.code(0x7C00, "cd10");
            assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(0x7C00, guest.state().rip);
        }
    }
}
