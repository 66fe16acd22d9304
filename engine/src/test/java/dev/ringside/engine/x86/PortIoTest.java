package dev.ringside.engine.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.state.VcpuState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Port input and output (SDM Vol. 1 chapter 19; packets in zircon-reference 5).
class PortIoTest {
    private static Guest trapped(Guest guest, int first, int last) {
        guest.traps.add(new Trap(Trap.Kind.IO, first, last, 7, null));
        return guest;
    }

    @Test
    void outLeavesWithDataAndRipBehindIt() {
        try (Guest guest = trapped(Guest.pc(), 0xE9, 0xE9)) {
            guest.initial.gpr[VcpuState.RAX] = 0x1234;
            guest.code(0x7C00, "e6e9 f4");
            assertEquals(new Exit.Io(7, 0xE9, 1, false, 0x34), guest.run());
            assertEquals(0x7C02, guest.state().rip);
            assertEquals(1, guest.state().instructionCount);
            assertInstanceOf(Exit.Halted.class, guest.run());
        }
    }

    @Test
    void inTakesTheAnswerOrKeepsTheRegister() {
        try (Guest guest = trapped(Guest.pc(), 0x60, 0x60)) {
            guest.initial.gpr[VcpuState.RAX] = 0x11223344;
            guest.code(0x7C00, "e460 e460 66e560 f4");
            assertEquals(new Exit.Io(7, 0x60, 1, true, 0), guest.run());
            guest.vcpu().completeIo(1, 0xAB);
            assertEquals(0x112233AB, guest.reg(VcpuState.RAX));
            guest.run();
            assertEquals(0x112233AB, guest.reg(VcpuState.RAX), "no answer");
            guest.run();
            assertEquals(0, guest.reg(VcpuState.RAX), "four bytes without an answer read 0");
        }
    }

    @Test
    void untrappedPortsFloatInThePcProfileAndFailInZircons() {
        try (Guest guest = Guest.pc()) {
            guest.code(0x7C00, "e460 e660 f4");
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0xFF, guest.reg(VcpuState.RAX));
        }
        try (Guest guest = new Guest(Profile.ZIRCON).longMode()) {
            guest.code(0x10000, "e660");
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_FOUND, exit.status());
        }
    }

    @Test
    void repInsStoresOneElementAnAnswer() {
        try (Guest guest = trapped(Guest.pc(), 0x1F0, 0x1F0)) {
            guest.initial.gpr[VcpuState.RDX] = 0x1F0;
            guest.initial.gpr[VcpuState.RCX] = 3;
            guest.initial.gpr[VcpuState.RDI] = 0x9000;
            guest.code(0x7C00, "f36d f4"); // rep insw
            for (int i = 1; i <= 3; i++) {
                assertEquals(new Exit.Io(7, 0x1F0, 2, true, 0), guest.run());
                assertEquals(0x7C00, guest.state().rip, "the element is not there yet");
                guest.vcpu().completeIo(2, 0x1110 * i);
            }
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x3330_2220_1110L, guest.quad(0x9000));
            assertEquals(0, guest.reg(VcpuState.RCX));
            assertEquals(0x9006, guest.reg(VcpuState.RDI));
            assertEquals(4, guest.state().instructionCount);
        }
    }

    @Test
    void repOutsReadsOneElementAnExit() {
        try (Guest guest = trapped(Guest.pc(), 0x1F0, 0x1F0)) {
            guest.quad(0x9000, 0x332211);
            guest.initial.gpr[VcpuState.RDX] = 0x1F0;
            guest.initial.gpr[VcpuState.RCX] = 2;
            guest.initial.gpr[VcpuState.RSI] = 0x9000;
            guest.code(0x7C00, "f36e f4");
            assertEquals(new Exit.Io(7, 0x1F0, 1, false, 0x11), guest.run());
            assertEquals(new Exit.Io(7, 0x1F0, 1, false, 0x22), guest.run());
            assertInstanceOf(Exit.Halted.class, guest.run());
        }
    }

    @Test
    void insOverAnAbsentPageFaultsBeforeThePortIsRead() {
        try (Guest guest = trapped(Guest.pc().longMode(), 0x1F0, 0x1F0)) {
            guest.gate64(14, 8, 0xC000, 0x8E, 0);
            guest.bytes(0xC000, "f4");
            guest.initial.gpr[VcpuState.RDX] = 0x1F0;
            guest.initial.gpr[VcpuState.RDI] = 0x40000000;
            guest.code(0x10000, "6c");
            assertInstanceOf(Exit.Halted.class, guest.run());
            assertEquals(0x40000000, guest.state().cr2);
        }
    }

    @Test
    void zirconRefusesStringIo() {
        try (Guest guest = trapped(new Guest(Profile.ZIRCON).longMode(), 0x10, 0x10)) {
            guest.code(0x10000, "6e");
            Exit.Failed exit = assertInstanceOf(Exit.Failed.class, guest.run());
            assertEquals(ZxStatus.NOT_SUPPORTED, exit.status());
        }
    }

    /// Port, bit set in the map at that port, width, and whether it faults. TSS limit 0x67 + 32
    /// bytes of map.
    @ParameterizedTest
    @CsvSource({
        "0x60, -1,   1, 0",
        "0x60, 0x60, 1, 1",
        "0x60, 0x61, 1, 0",
        "0x60, 0x63, 4, 1",
        "0x67, 0x68, 2, 1",
        "0xF8, -1,   1, 0",
        "0x100, -1,  1, 1",
    })
    void ioBitmapDecidesAboveIopl(int port, int bit, int width, int faults) {
        try (Guest guest = Guest.pc().userMode()) {
            guest.initial.segment[7].limit = 0x68 + 32;
            guest.word(0x2066, 0x68);
            if (bit >= 0) {
                guest.bytes(0x2068 + bit / 8, "%02x".formatted(1 << bit % 8));
            }
            guest.gate32(13, 8, 0x9000, 0x8E);
            guest.bytes(0x9000, "f4");
            guest.initial.gpr[VcpuState.RDX] = port;
            String in = width == 1 ? "ec" : width == 2 ? "66ed" : "ed";
            guest.code(0x10000, in + " 40");
            guest.vcpu().debug().setSteps(1, false);
            guest.vcpu().run();
            assertEquals(faults == 1 ? 0x9000 : 0x10000 + in.length() / 2, guest.state().rip);
        }
    }
}
