package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.PAGE;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.Trap;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.object.GuestPackets;
import dev.ringside.engine.object.PortPacket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// BELL traps and their port, with the stores played by the fake backend.
class BellTest {
    private static final long ADDRESS = 0xFFE000;
    private static final long KEY = 0x1234;
    private static final int LIMIT = 256;

    private final Surface s = new Surface();
    private final int guest = s.guest().guest();
    private final int port = s.zx.port().create(0);

    @AfterEach
    void close() {
        s.close();
    }

    private void setTrap() {
        s.zx.guest().setTrap(guest, GuestSyscalls.TRAP_BELL, ADDRESS, PAGE, port, KEY);
    }

    private static ZxStatus ring(Vm vm) {
        Trap trap = assertNotNull0(vm.traps().findMemory(ADDRESS + 8));
        return assertNotNull0(trap.bell()).ring(trap, ADDRESS + 8);
    }

    private static <T> T assertNotNull0(@org.jspecify.annotations.Nullable T value) {
        assertNotNull(value);
        return value;
    }

    /// Rings and goes on: an I/O exit that tells the status.
    private static Exit ringAndExit(Vm vm) {
        ZxStatus status = ring(vm);
        return status == ZxStatus.OK
                ? new Exit.Io(0, 1, 1, false, 0)
                : status == ZxStatus.CANCELED
                        ? new Exit.Canceled()
                        : new Exit.Failed(status, "bell");
    }

    @Test
    void bellArrivesAtThePort() {
        setTrap();
        assertEquals(ZxStatus.OK, ring(s.zx.extension().vm(guest)));
        PortPacket packet = s.zx.port().waitFor(port, 0);
        assertEquals(PortPacket.TYPE_GUEST_BELL, packet.type());
        assertEquals(new GuestPackets.Bell(KEY, ADDRESS + 8), GuestPackets.bell(packet));
    }

    @Test
    void closedPortAnswersBadState() {
        setTrap();
        s.zx.handle().close(port);
        assertEquals(ZxStatus.BAD_STATE, ring(s.zx.extension().vm(guest)));
    }

    @Test
    void destroyedGuestTakesItsPacketsAndLeavesTheUsers() {
        setTrap();
        s.zx.port().queue(port, PortPacket.user(KEY, 0, 0, 0, 0, 0));
        assertEquals(ZxStatus.OK, ring(s.zx.extension().vm(guest)));
        s.zx.handle().close(guest);
        assertEquals(PortPacket.TYPE_USER, s.zx.port().waitFor(port, 0).type());
        assertStatus(ZxStatus.TIMED_OUT, () -> s.zx.port().waitFor(port, 0));
    }

    @Test
    void vcpuKeepsItsGuestAndSoItsBells() {
        setTrap();
        Vm vm = s.zx.extension().vm(guest);
        int vcpu = s.zx.vcpu().create(guest, 0, 0);
        s.zx.handle().close(guest);
        assertEquals(ZxStatus.OK, ring(vm));
        s.zx.handle().close(vcpu);
        assertStatus(ZxStatus.TIMED_OUT, () -> s.zx.port().waitFor(port, 0));
    }

    @Test
    void userPacketsDoNotBlockBells() {
        setTrap();
        assertStatus(
                ZxStatus.SHOULD_WAIT,
                () -> {
                    for (int i = 0; i < 5000; i++) {
                        s.zx.port().queue(port, PortPacket.user(KEY, 0, 0, 0, 0, 0));
                    }
                });
        assertEquals(ZxStatus.OK, ring(s.zx.extension().vm(guest)));
    }

    @Test
    void bell257WaitsUntilAPacketIsTaken() throws Exception {
        setTrap();
        Vm vm = s.zx.extension().vm(guest);
        AtomicInteger rung = new AtomicInteger();
        Thread ringer =
                Thread.ofPlatform()
                        .start(() -> {
                            while (rung.get() <= LIMIT) {
                                assertEquals(ZxStatus.OK, ring(vm));
                                rung.incrementAndGet();
                            }
                        });
        awaitWaiting(ringer);
        assertEquals(LIMIT, rung.get());
        PortPacket _ = s.zx.port().waitFor(port, 0);
        ringer.join();
        assertEquals(LIMIT + 1, rung.get());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void kickEndsTheWaitForABellPacket() throws Exception {
        assertBlockedEnterEndsIn(ZxStatus.CANCELED, vcpu -> s.zx.vcpu().kick(vcpu));
    }

    @Test
    void closingThePortEndsTheWaitForABellPacket() throws Exception {
        assertBlockedEnterEndsIn(ZxStatus.BAD_STATE, _ -> s.zx.handle().close(port));
    }

    private void assertBlockedEnterEndsIn(ZxStatus expected, java.util.function.IntConsumer release)
            throws Exception {
        setTrap();
        for (int i = 0; i < LIMIT; i++) {
            assertEquals(ZxStatus.OK, ring(s.zx.extension().vm(guest)));
        }
        AtomicInteger vcpu = new AtomicInteger();
        CountDownLatch made = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        thread[0] =
                Thread.ofPlatform()
                        .start(() -> {
                            vcpu.set(s.zx.vcpu().create(guest, 0, 0));
                            s.backend.last().script.add(BellTest::ringAndExit);
                            made.countDown();
                            assertStatus(expected, () -> s.zx.vcpu().enter(vcpu.get()));
                            vcpu.set(0);
                        });
        made.await();
        awaitWaiting(thread[0]);
        release.accept(vcpu.get());
        thread[0].join();
        assertEquals(0, vcpu.get());
    }
}
