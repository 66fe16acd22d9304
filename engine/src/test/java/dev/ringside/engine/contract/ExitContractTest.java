package dev.ringside.engine.contract;

import static dev.ringside.engine.contract.GuestFixture.ENTRY;
import static dev.ringside.engine.contract.GuestFixture.PAGE;
import static dev.ringside.engine.contract.GuestFixture.TRAP_ADDRESS;
import static dev.ringside.engine.contract.GuestFixture.TRAP_KEY;
import static dev.ringside.engine.contract.GuestFixture.TRAP_PORT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.GuestRegisters;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.syscall.GuestSyscalls;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The statuses of `zx_vcpu_enter` that come from the guest's doings, and what state they leave.
abstract class ExitContractTest extends ContractTest {
    private static void trapPort(GuestFixture g) {
        g.zx.guest().setTrap(g.guest.guest(), GuestSyscalls.TRAP_IO, TRAP_PORT, 1, 0, TRAP_KEY);
    }

    private static void bellTrap(GuestFixture g) {
        g.zx.guest()
                .setTrap(
                        g.guest.guest(),
                        GuestSyscalls.TRAP_BELL,
                        TRAP_ADDRESS,
                        PAGE,
                        g.zx.port().create(0),
                        TRAP_KEY);
    }

    @Test
    void inputIsAnsweredByVcpuIo() {
        GuestFixture g = guest("in");
        trapPort(g);
        int vcpu = g.vcpu();
        for (int size : new int[] {1, 2, 4}) {
            GuestPackets.Io io = GuestPackets.io(g.zx.vcpu().enter(vcpu));
            assertEquals(new GuestPackets.Io(TRAP_KEY, TRAP_PORT, size, true, 0), io);
            g.zx.vcpu().writeIo(vcpu, size, 0x89ABCDEF);
        }
        g.assertCleanExit(vcpu);
        assertEquals(0xFFFFFFFFFFFFFFEFL, g.register(vcpu, VcpuState.RBX));
        assertEquals(0xFFFFFFFFFFFFCDEFL, g.register(vcpu, VcpuState.RCX));
        assertEquals(0x89ABCDEFL, g.register(vcpu, VcpuState.RAX));
    }

    @Test
    void unansweredInputKeepsAlAndAxAndZeroesEax() {
        GuestFixture g = guest("in");
        trapPort(g);
        int vcpu = g.vcpu();
        for (int i = 0; i < 3; i++) {
            assertEquals(PortPacket.TYPE_GUEST_IO, g.zx.vcpu().enter(vcpu).type());
        }
        g.assertCleanExit(vcpu);
        assertEquals(-1, g.register(vcpu, VcpuState.RBX));
        assertEquals(-1, g.register(vcpu, VcpuState.RCX));
        assertEquals(0, g.register(vcpu, VcpuState.RAX));
    }

    @Test
    void portWithoutATrapIsNotFoundAndStaysThere() {
        GuestFixture g = guest("out");
        int vcpu = g.vcpu();
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
        trapPort(g);
        assertEquals(PortPacket.TYPE_GUEST_IO, g.zx.vcpu().enter(vcpu).type());
        g.assertCleanExit(vcpu);
    }

    @Test
    void stringPortAccessIsNotSupported() {
        GuestFixture g = guest("outs");
        trapPort(g);
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, g.vcpu());
    }

    @Test
    void accessToNothingIsNotFound() {
        GuestFixture g = guest("touch");
        int vcpu = g.vcpu();
        long[] gpr = new long[16];
        gpr[VcpuState.RBX] = GuestFixture.MEMORY;
        g.zx.vcpu().writeState(vcpu, new GuestRegisters(gpr, 0));
        g.assertEnterEndsIn(ZxStatus.NOT_FOUND, vcpu);
    }

    @Test
    void readOfABellIsNotSupportedAndGoesOnBehindTheInstruction() {
        GuestFixture g = guest("read_of_trap");
        bellTrap(g);
        int vcpu = g.vcpu();
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void readModifyWriteOfABellIsNotSupported() {
        GuestFixture g = guest("add_to_trap");
        bellTrap(g);
        int vcpu = g.vcpu();
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void tripleFaultIsNotSupported() {
        GuestFixture g = guest("triple_fault");
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, g.vcpu());
    }

    @Test
    void xsetbvThatSwitchesTheFpuOffIsInvalid() {
        GuestFixture g = guest("xsetbv_invalid");
        g.assertEnterEndsIn(ZxStatus.INVALID_ARGS, g.vcpu());
    }

    @Test
    void movingTheApicIsInvalid() {
        GuestFixture g = guest("apic_base_invalid");
        g.assertEnterEndsIn(ZxStatus.INVALID_ARGS, g.vcpu());
    }

    @Test
    void reservedVectorIsNotSupportedOnce() {
        GuestFixture g = guest("exit");
        int vcpu = g.vcpu();
        g.zx.vcpu().interrupt(vcpu, 21);
        g.assertEnterEndsIn(ZxStatus.NOT_SUPPORTED, vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void kickBeforeEnterCancelsItOnce() {
        GuestFixture g = guest("exit");
        int vcpu = g.vcpu();
        g.zx.vcpu().kick(vcpu);
        g.zx.vcpu().kick(vcpu);
        g.assertEnterEndsIn(ZxStatus.CANCELED, vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void interruptPendingBeforeTheFirstEnterWaitsForTheEndOfTheStiShadow() {
        GuestFixture g = guest("interrupt");
        int vcpu = g.vcpu();
        g.zx.vcpu().interrupt(vcpu, 32);
        g.assertCleanExit(vcpu);
        assertEquals(0, g.register(vcpu, VcpuState.RAX));
        g.assertCleanExit(vcpu);
        assertEquals(32, g.register(vcpu, VcpuState.RAX));
    }

    @Test
    void secondVcpuStartsInRealModeAtItsEntry() throws Exception {
        GuestFixture g = guest("real_mode_exit");
        trapPort(g);
        int boot = g.vcpu();
        CompletableFuture<GuestPackets.Io> got = new CompletableFuture<>();
        Thread second =
                Thread.ofPlatform()
                        .start(() -> {
                            int vcpu = g.zx.vcpu().create(g.guest.guest(), 0, ENTRY);
                            got.complete(GuestPackets.io(g.zx.vcpu().enter(vcpu)));
                            g.zx.handle().close(vcpu);
                        });
        second.join();
        assertEquals(new GuestPackets.Io(TRAP_KEY, TRAP_PORT, 1, false, 0x34), got.get());
        g.zx.handle().close(boot);
    }
}
