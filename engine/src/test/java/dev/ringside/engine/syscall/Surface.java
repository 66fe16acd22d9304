package dev.ringside.engine.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/// A kernel with a fake backend, and what tests of the surface need often.
final class Surface implements AutoCloseable {
    static final long PAGE = 4096;
    static final long MEMORY = 16 << 20;

    final FakeBackend backend = new FakeBackend();
    final Kernel kernel = new Kernel(backend, MEMORY);
    final Syscalls zx = Syscalls.of(kernel);
    final int hypervisor = resource(ResourceKind.HYPERVISOR);

    int resource(ResourceKind kind) {
        return zx.resource().create(kernel.rootResource(), kind.code(), 0, 0, "test");
    }

    GuestHandles guest() {
        return zx.guest().create(hypervisor, 0);
    }

    /// A handle to the same object without one right.
    int without(int handle, int right) {
        return zx.handle().duplicate(handle, zx.object().basicInfo(handle).rights() & ~right);
    }

    /// A handle to the same object with DUPLICATE and one right.
    int only(int handle, int right) {
        return zx.handle().duplicate(handle, right | Rights.DUPLICATE);
    }

    /// A value that was a handle once.
    int stale() {
        int handle = zx.port().create(0);
        zx.handle().close(handle);
        return handle;
    }

    static MemorySegment buffer(int size) {
        return MemorySegment.ofArray(new byte[size]);
    }

    @Override
    public void close() {
        kernel.close();
    }

    /// What a test does with a surface.
    interface Action {
        void run(Surface surface) throws Exception;
    }

    /// A test that a call ends in a status.
    static DynamicTest refuses(String claim, ZxStatus expected, Action action) {
        return DynamicTest.dynamicTest(
                claim,
                () -> {
                    try (Surface surface = new Surface()) {
                        assertStatus(expected, () -> action.run(surface));
                    }
                });
    }

    /// A test that an action goes through.
    static DynamicTest allows(String claim, Action action) {
        return DynamicTest.dynamicTest(
                claim,
                () -> {
                    try (Surface surface = new Surface()) {
                        action.run(surface);
                    }
                });
    }

    static void assertStatus(ZxStatus expected, Executable call) {
        assertEquals(expected, assertThrows(ZxException.class, call).status());
    }

    /// Runs something on a thread of its own and waits for it.
    static void elsewhere(Executable body) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                body.execute();
                            } catch (Throwable t) {
                                thrown.set(t);
                            }
                        });
        thread.join();
        if (thrown.get() != null) {
            throw new AssertionError("on the other thread", thrown.get());
        }
    }
}
