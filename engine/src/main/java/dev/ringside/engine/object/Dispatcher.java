package dev.ringside.engine.object;

import java.util.concurrent.atomic.AtomicInteger;

/// A kernel object. Handles and other objects refer to it, and it dies with the last reference.
///
/// ```
///  handle table ──handles──▶ VCPU ──▶ guest ──▶ root region ──▶ mapping ──▶ VMO pages
///                                        └──▶ BELL trap ──▶ port
/// ```
///
/// Whoever gets a dispatcher from [HandleTable#get] or a `create` method holds a reference and
/// drops it by [#close], best by try-with-resources. Counting is thread-safe; the last reference
/// may go on any thread.
public abstract sealed class Dispatcher implements AutoCloseable
        permits GuestDispatcher,
                PortDispatcher,
                ResourceDispatcher,
                VcpuDispatcher,
                VmarDispatcher,
                VmoDispatcher {
    private final long koid;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicInteger handles = new AtomicInteger();

    Dispatcher(Kernel kernel) {
        this.koid = kernel.newKoid();
    }

    /// What kind of object this is.
    public abstract ObjectType type();

    /// The kernel object id: unique and never used again.
    public final long koid() {
        return koid;
    }

    /// The koid of the object this one belongs to, 0 for none.
    public long relatedKoid() {
        return 0;
    }

    /// The last handle was closed; references may remain.
    void onZeroHandles() {}

    /// The last reference was dropped.
    void onDestroyed() {}

    /// Takes another reference; the caller must already be sure of one.
    final void retain() {
        references.incrementAndGet();
    }

    /// Drops a reference.
    @Override
    public final void close() {
        if (references.decrementAndGet() == 0) {
            onDestroyed();
        }
    }

    /// A handle table took this object in.
    final void handleAdded() {
        retain();
        handles.incrementAndGet();
    }

    /// A handle table let this object go.
    final void handleRemoved() {
        if (handles.decrementAndGet() == 0) {
            onZeroHandles();
        }
        close();
    }
}
