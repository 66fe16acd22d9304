package dev.ringside.engine.contract;

import static dev.ringside.engine.contract.GuestFixture.PAGE;
import static dev.ringside.engine.contract.GuestFixture.TRAP_ADDRESS;
import static dev.ringside.engine.contract.GuestFixture.TRAP_KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.syscall.GuestSyscalls;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A guest that rings without pause: after 256 packets its VCPU waits in `zx_vcpu_enter`.
abstract class BellContractTest extends ExitContractTest {
    private static final int LIMIT = 256;

    private record Vcpu(int handle, VcpuDebug debug) {}

    /// Lets the VCPU run until it waits, stops it so, and looks at it on its own thread.
    private void stopWhileItWaits(BiConsumer<GuestFixture, Vcpu> stop, Consumer<Vcpu> look)
            throws Exception {
        GuestFixture g = guest("bell_loop");
        int port = g.zx.port().create(0);
        g.zx.guest()
                .setTrap(
                        g.guest.guest(),
                        GuestSyscalls.TRAP_BELL,
                        TRAP_ADDRESS,
                        PAGE,
                        port,
                        TRAP_KEY);
        CompletableFuture<Vcpu> made = new CompletableFuture<>();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread runner =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                int handle = g.vcpu();
                                VcpuDebug debug = g.zx.extension().backend(handle).debug();
                                Vcpu vcpu = new Vcpu(handle, debug);
                                made.complete(vcpu);
                                g.assertEnterEndsIn(ZxStatus.CANCELED, handle);
                                assertEquals(LIMIT, g.register(handle, VcpuState.RAX));
                                look.accept(vcpu);
                                assertBellRingsAgain(g, port, handle);
                                done.complete(true);
                            } catch (Throwable t) {
                                done.completeExceptionally(t);
                            }
                        });
        Vcpu vcpu = made.get();
        while (runner.getState() != Thread.State.TIMED_WAITING && !done.isDone()) {
            Thread.onSpinWait();
        }
        stop.accept(g, vcpu);
        assertEquals(true, done.get());
        runner.join();
    }

    /// The store that waited is done once there is room; then the port is closed to end the loop.
    private static void assertBellRingsAgain(GuestFixture g, int port, int vcpu) {
        for (int i = 0; i < LIMIT; i++) {
            PortPacket packet = g.zx.port().waitFor(port, 0);
            assertEquals(PortPacket.TYPE_GUEST_BELL, packet.type());
        }
        g.zx.extension().backend(vcpu).debug().setSteps(1, false);
        g.assertEnterEndsIn(ZxStatus.CANCELED, vcpu);
        assertEquals(TRAP_KEY, g.zx.port().waitFor(port, 0).key());
        g.zx.extension().backend(vcpu).debug().setSteps(0, false);
        g.zx.handle().close(port);
        g.assertEnterEndsIn(ZxStatus.BAD_STATE, vcpu);
    }

    @Test
    void kickCancelsAVcpuThatWaitsForABellPacketOnce() throws Exception {
        stopWhileItWaits(
                (g, vcpu) -> g.zx.vcpu().kick(vcpu.handle()),
                vcpu -> assertNull(vcpu.debug().takeStop()));
    }

    @Test
    void debugStopReachesAVcpuThatWaitsForABellPacket() throws Exception {
        stopWhileItWaits(
                (_, vcpu) -> vcpu.debug().requestStop(),
                vcpu -> assertInstanceOf(Stop.Pause.class, vcpu.debug().takeStop()));
    }
}
