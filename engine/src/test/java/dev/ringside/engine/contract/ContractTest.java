package dev.ringside.engine.contract;

import static dev.ringside.engine.contract.GuestFixture.PAGE;
import static dev.ringside.engine.contract.GuestFixture.TRAP_ADDRESS;
import static dev.ringside.engine.contract.GuestFixture.TRAP_KEY;
import static dev.ringside.engine.contract.GuestFixture.TRAP_PORT;
import static dev.ringside.engine.contract.GuestFixture.assertStatus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.GuestRegisters;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.syscall.GuestSyscalls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Zircon's user-space tests of its hypervisor, as far as they concern x86, by their numbers T1 to
/// T30 in our list. Every backend passes them: one subclass each.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class ContractTest {
    private static final int RAX = VcpuState.RAX;
    private static final int RBX = VcpuState.RBX;
    private static final int RCX = VcpuState.RCX;
    private static final int NMI = 2;
    private static final int EXCEPTION = 16;
    private static final int INTERRUPT = 32;

    private final java.util.List<GuestFixture> fixtures = new java.util.ArrayList<>();

    abstract Backend backend();

    /// Last words on a guest before its program runs.
    void prepare(GuestFixture fixture) {}

    GuestFixture guest(String program) {
        GuestFixture fixture = new GuestFixture(backend(), program);
        prepare(fixture);
        fixtures.add(fixture);
        return fixture;
    }

    @AfterEach
    void close() {
        fixtures.forEach(GuestFixture::close);
    }

    @Test
    void t1_vcpuEnter() {
        GuestFixture g = guest("enter");
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t2_vcpuReadWriteState() {
        GuestFixture g = guest("read_write_state");
        int vcpu = g.vcpu();
        long[] values = LongStream.rangeClosed(1, 16).toArray();
        g.zx.vcpu().writeState(vcpu, new GuestRegisters(values, 0));
        g.assertCleanExit(vcpu);
        GuestRegisters read = g.zx.vcpu().readState(vcpu);
        for (int i = 0; i < 16; i++) {
            assertEquals(2L * (i + 1), read.gpr()[i], "register " + i);
        }
        assertEquals(0x40001, read.rflags());
    }

    private long raxAfterInterrupts(int... vectors) {
        GuestFixture g = guest("interrupt");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        for (int vector : vectors) {
            g.zx.vcpu().interrupt(vcpu, vector);
        }
        g.assertCleanExit(vcpu);
        return g.register(vcpu, RAX);
    }

    @Test
    void t3_vcpuInterrupt() {
        assertEquals(INTERRUPT, raxAfterInterrupts(INTERRUPT));
    }

    @Test
    void t4_vcpuInterruptPriority() {
        assertEquals(INTERRUPT, raxAfterInterrupts(EXCEPTION, INTERRUPT));
    }

    @Test
    void t5_vcpuNmi() {
        assertEquals(NMI, raxAfterInterrupts(NMI));
    }

    @Test
    void t6_vcpuNmiPriority() {
        assertEquals(NMI, raxAfterInterrupts(INTERRUPT, NMI));
    }

    @Test
    void t7_vcpuException() {
        assertEquals(EXCEPTION, raxAfterInterrupts(EXCEPTION));
    }

    @Test
    void t8_vcpuHlt() throws Exception {
        GuestFixture g = guest("hlt");
        int vcpu = g.vcpu();
        Thread other = Thread.ofPlatform().start(() -> g.zx.vcpu().interrupt(vcpu, INTERRUPT));
        g.assertCleanExit(vcpu);
        assertEquals(INTERRUPT, g.register(vcpu, RAX));
        other.join();
    }

    @Test
    void t9_vcpuPause() {
        GuestFixture g = guest("pause");
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t10_vcpuWriteCr0() {
        GuestFixture g = guest("write_cr0");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        assertEquals(VcpuState.CR0_NE, g.register(vcpu, RAX) & VcpuState.CR0_NE);
    }

    @Test
    void t11_vcpuWriteInvalidCr0() {
        GuestFixture g = guest("write_invalid_cr0");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        assertEquals(13, g.register(vcpu, RAX));
    }

    @Test
    void t12_vcpuCompatMode() {
        GuestFixture g = guest("compat_mode");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        assertEquals(1, g.register(vcpu, RBX));
        assertEquals(2, g.register(vcpu, RCX));
    }

    @Test
    void t13_vcpuSyscall() {
        GuestFixture g = guest("syscall");
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t16_vcpuVmcallInvalidNumber() {
        GuestFixture g = guest("vmcall");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        assertEquals(-1000, g.register(vcpu, RAX));
    }

    @Test
    void t18_vcpuExtendedRegisters() {
        GuestFixture g = guest("extended_registers");
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        g.assertCleanExit(vcpu);
        assertEquals(0x89ABCDEF01234567L, g.register(vcpu, RAX));
        assertEquals(0x76543210FEDCBA98L, g.register(vcpu, RBX));
        g.assertCleanExit(vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void t19_vcpuWriteStateIoInvalidSize() {
        GuestFixture g = guest("exit");
        int vcpu = g.vcpu();
        for (int size : new int[] {1, 2, 4}) {
            g.zx.vcpu().writeIo(vcpu, size, 0);
        }
        for (int size : new int[] {0, 3, 5, 255}) {
            assertStatus(ZxStatus.INVALID_ARGS, () -> g.zx.vcpu().writeIo(vcpu, size, 0));
        }
    }

    @Test
    void t20_guestSetTrapWithMem() {
        GuestFixture g = guest("store_to_trap");
        g.zx.guest()
                .setTrap(g.guest.guest(), GuestSyscalls.TRAP_MEM, TRAP_ADDRESS, PAGE, 0, TRAP_KEY);
        int vcpu = g.vcpu();
        PortPacket packet = g.zx.vcpu().enter(vcpu);
        assertEquals(PortPacket.TYPE_GUEST_MEM, packet.type());
        assertEquals(TRAP_KEY, packet.key());
        assertEquals(TRAP_ADDRESS, GuestPackets.memory(packet).address());
        g.assertCleanExit(vcpu);
    }

    private static int bell(GuestFixture g) {
        int port = g.zx.port().create(0);
        g.zx.guest()
                .setTrap(
                        g.guest.guest(),
                        GuestSyscalls.TRAP_BELL,
                        TRAP_ADDRESS,
                        PAGE,
                        port,
                        TRAP_KEY);
        return port;
    }

    @Test
    void t21_guestSetTrapWithBell() {
        GuestFixture g = guest("store_to_trap");
        int port = bell(g);
        g.assertCleanExit(g.vcpu());
        PortPacket packet = g.zx.port().waitFor(port, 0);
        assertEquals(PortPacket.TYPE_GUEST_BELL, packet.type());
        assertEquals(TRAP_KEY, packet.key());
        assertEquals(TRAP_ADDRESS, GuestPackets.bell(packet).address());
    }

    private static void destroy(GuestFixture g, int vcpu) {
        g.zx.handle().close(vcpu);
        g.zx.handle().close(g.guest.vmar());
        g.zx.handle().close(g.guest.guest());
    }

    @Test
    void t22_guestSetTrapWithBellDrop() {
        GuestFixture g = guest("store_to_trap");
        int port = bell(g);
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        destroy(g, vcpu);
        assertStatus(ZxStatus.TIMED_OUT, () -> g.zx.port().waitFor(port, 0));
    }

    @Test
    void t23_guestSetTrapWithBellAndUser() {
        GuestFixture g = guest("store_to_trap");
        int port = bell(g);
        g.zx.port().queue(port, PortPacket.user(TRAP_KEY, 0, 0, 0, 0, 0));
        int vcpu = g.vcpu();
        g.assertCleanExit(vcpu);
        destroy(g, vcpu);
        PortPacket packet = g.zx.port().waitFor(port, 0);
        assertEquals(PortPacket.TYPE_USER, packet.type());
        assertEquals(TRAP_KEY, packet.key());
    }

    @Test
    void t24_guestSetTrapWithBellAndMaxUser() {
        GuestFixture g = guest("store_to_trap");
        int port = bell(g);
        assertStatus(
                ZxStatus.SHOULD_WAIT,
                () -> {
                    for (int i = 0; i < 10_000; i++) {
                        g.zx.port().queue(port, PortPacket.user(0, 0, 0, 0, 0, 0));
                    }
                });
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t25_guestSetTrapClosePort() {
        GuestFixture g = guest("store_to_trap");
        int port = bell(g);
        int vcpu = g.vcpu();
        g.zx.handle().close(port);
        g.assertEnterEndsIn(ZxStatus.BAD_STATE, vcpu);
        g.assertCleanExit(vcpu);
    }

    @Test
    void t26_guestSetTrapWithIo() {
        GuestFixture g = guest("out");
        g.zx.guest().setTrap(g.guest.guest(), GuestSyscalls.TRAP_IO, TRAP_PORT, 1, 0, TRAP_KEY);
        int vcpu = g.vcpu();
        PortPacket packet = g.zx.vcpu().enter(vcpu);
        assertEquals(PortPacket.TYPE_GUEST_IO, packet.type());
        assertEquals(
                new GuestPackets.Io(TRAP_KEY, TRAP_PORT, 1, false, 0x5A), GuestPackets.io(packet));
        g.assertCleanExit(vcpu);
    }

    @Test
    void t27_vcpuInvalidThreadReuse() {
        GuestFixture g = guest("exit");
        int vcpu = g.vcpu();
        assertStatus(ZxStatus.BAD_STATE, () -> g.zx.vcpu().create(g.guest.guest(), 0, 0));
        g.zx.handle().close(vcpu);
        g.assertCleanExit(g.vcpu());
    }

    @Test
    void t28_vcpuUseAfterThreadExits() throws Exception {
        GuestFixture g = guest("exit");
        CompletableFuture<Integer> made = new CompletableFuture<>();
        Thread creator =
                Thread.ofPlatform()
                        .start(() -> {
                            int vcpu = g.vcpu();
                            g.assertCleanExit(vcpu);
                            made.complete(vcpu);
                        });
        creator.join();
        int vcpu = made.get();
        g.zx.vcpu().interrupt(vcpu, INTERRUPT);
        g.zx.handle().close(vcpu);
    }

    @Test
    void t29_vcpuDeleteFromOtherThread() throws Exception {
        GuestFixture g = guest("exit_loop");
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread creator =
                Thread.ofPlatform()
                        .start(() -> {
                            int vcpu = g.vcpu();
                            for (int i = 0; i < 3; i++) {
                                g.assertCleanExit(vcpu);
                            }
                            ran.complete(vcpu);
                            awaitQuietly(done);
                        });
        g.zx.handle().close(ran.get());
        done.countDown();
        creator.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void t30_vcpuKickOutOfHlt() throws Exception {
        assertKickCancels("hlt_masked");
    }

    @Test
    void kickEndsALoopThatNeverExits() throws Exception {
        assertKickCancels("spin");
    }

    private void assertKickCancels(String program) throws Exception {
        GuestFixture g = guest(program);
        CompletableFuture<Integer> made = new CompletableFuture<>();
        CompletableFuture<ZxStatus> ended = new CompletableFuture<>();
        Thread runner =
                Thread.ofPlatform()
                        .start(() -> {
                            int vcpu = g.vcpu();
                            made.complete(vcpu);
                            try {
                                PortPacket _ = g.zx.vcpu().enter(vcpu);
                                ended.complete(ZxStatus.OK);
                            } catch (ZxException e) {
                                ended.complete(e.status());
                            }
                        });
        g.zx.vcpu().kick(made.get());
        assertEquals(ZxStatus.CANCELED, ended.get());
        runner.join();
    }
}
