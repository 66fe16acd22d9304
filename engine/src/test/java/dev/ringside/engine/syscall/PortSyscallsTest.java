package dev.ringside.engine.syscall;

import static dev.ringside.engine.syscall.Surface.allows;
import static dev.ringside.engine.syscall.Surface.assertStatus;
import static dev.ringside.engine.syscall.Surface.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.PortPacket;
import dev.ringside.engine.object.Rights;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PortSyscallsTest {
    private static final PortPacket PACKET = PortPacket.user(7, -1, 1, 2, 3, 4);

    @TestFactory
    Stream<DynamicTest> create() {
        return Stream.of(
                refuses("optionsAreInvalid", ZxStatus.INVALID_ARGS, s -> s.zx.port().create(1)));
    }

    @TestFactory
    Stream<DynamicTest> queue() {
        return Stream.of(
                allows(
                        "packetsComeInOrderAndWithTypeUser",
                        s -> {
                            int port = s.zx.port().create(0);
                            s.zx.port().queue(port, PACKET.withType(PortPacket.TYPE_GUEST_IO));
                            s.zx.port().queue(port, PortPacket.user(8, 0, 0, 0, 0, 0));
                            assertEquals(PACKET, s.zx.port().waitFor(port, 0));
                            assertEquals(8, s.zx.port().waitFor(port, 0).key());
                        }),
                allows(
                        "packetsPassThroughBuffers",
                        s -> {
                            int port = s.zx.port().create(0);
                            var out = Surface.buffer(PortPacket.SIZE);
                            PACKET.write(out);
                            s.zx.port().queue(port, out);
                            var in = Surface.buffer(PortPacket.SIZE);
                            s.zx.port().waitFor(port, PortSyscalls.TIME_INFINITE, in);
                            assertEquals(PACKET, PortPacket.read(in));
                        }),
                refuses(
                        "queueToAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.port().queue(s.stale(), PACKET)),
                refuses(
                        "queueWithoutWriteIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.port().queue(s.only(s.zx.port().create(0), Rights.READ), PACKET)),
                refuses(
                        "queueToAVmoIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.port().queue(s.zx.vmo().create(1, 0), PACKET)),
                refuses(
                        "queueOfAShortBufferIsInvalid",
                        ZxStatus.INVALID_ARGS,
                        s -> s.zx.port().queue(s.zx.port().create(0), Surface.buffer(47))),
                refuses(
                        "fullPortIsShouldWait",
                        ZxStatus.SHOULD_WAIT,
                        s -> {
                            int port = s.zx.port().create(0);
                            for (int i = 0; i < 2050; i++) {
                                s.zx.port().queue(port, PACKET);
                            }
                        }),
                allows(
                        "takingAPacketMakesRoom",
                        s -> {
                            int port = s.zx.port().create(0);
                            for (int i = 0; i < 5000; i++) {
                                s.zx.port().queue(port, PACKET);
                                assertEquals(PACKET, s.zx.port().waitFor(port, 0));
                            }
                        }));
    }

    @TestFactory
    Stream<DynamicTest> waiting() {
        return Stream.of(
                refuses(
                        "waitOnAnEmptyPortIsTimedOutAtOnceWithDeadlineZero",
                        ZxStatus.TIMED_OUT,
                        s -> s.zx.port().waitFor(s.zx.port().create(0), 0)),
                refuses(
                        "waitIsTimedOutAfterItsDeadline",
                        ZxStatus.TIMED_OUT,
                        s -> {
                            long soon = s.kernel.monotonicTime() + 1_000_000;
                            s.zx.port().waitFor(s.zx.port().create(0), soon);
                        }),
                refuses(
                        "waitForAPastDeadlineIsTimedOut",
                        ZxStatus.TIMED_OUT,
                        s -> s.zx.port().waitFor(s.zx.port().create(0), Long.MIN_VALUE)),
                refuses(
                        "waitOnAStaleHandleIsBadHandle",
                        ZxStatus.BAD_HANDLE,
                        s -> s.zx.port().waitFor(s.stale(), 0)),
                refuses(
                        "waitWithoutReadIsAccessDenied",
                        ZxStatus.ACCESS_DENIED,
                        s -> s.zx.port().waitFor(s.only(s.zx.port().create(0), Rights.WRITE), 0)),
                refuses(
                        "waitOnAVmoIsWrongType",
                        ZxStatus.WRONG_TYPE,
                        s -> s.zx.port().waitFor(s.zx.vmo().create(1, 0), 0)),
                allows(
                        "waitIntoAShortBufferIsInvalidAndLosesThePacket",
                        s -> {
                            int port = s.zx.port().create(0);
                            s.zx.port().queue(port, PACKET);
                            assertStatus(
                                    ZxStatus.INVALID_ARGS,
                                    () -> s.zx.port().waitFor(port, 0, Surface.buffer(47)));
                            assertStatus(ZxStatus.TIMED_OUT, () -> s.zx.port().waitFor(port, 0));
                        }));
    }

    @Test
    void waiterGetsAPacketQueuedLater() throws Exception {
        try (Surface s = new Surface()) {
            int port = s.zx.port().create(0);
            AtomicReference<PortPacket> got = new AtomicReference<>();
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() -> got.set(s.zx.port().waitFor(port, Long.MAX_VALUE)));
            s.zx.port().queue(port, PACKET);
            waiter.join();
            assertEquals(PACKET, got.get());
        }
    }

    @Test
    void waiterIsCanceledWhenTheLastHandleIsClosed() throws Exception {
        try (Surface s = new Surface()) {
            int port = s.zx.port().create(0);
            AtomicReference<ZxStatus> got = new AtomicReference<>();
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    PortPacket _ = s.zx.port().waitFor(port, Long.MAX_VALUE);
                                } catch (ZxException e) {
                                    got.set(e.status());
                                }
                            });
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            s.zx.handle().close(port);
            waiter.join();
            assertEquals(ZxStatus.CANCELED, got.get());
        }
    }
}
