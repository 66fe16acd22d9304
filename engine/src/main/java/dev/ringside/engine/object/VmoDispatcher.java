package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.memory.VmObject;
import java.lang.foreign.MemorySegment;

/// A virtual memory object (Zircon: `objects/vm_object.md`). Mappings keep its pages beyond its
/// last handle.
public final class VmoDispatcher extends Dispatcher {
    private final VmObject object;

    private VmoDispatcher(Kernel kernel, VmObject object) {
        super(kernel);
        this.object = object;
    }

    /// @param size bytes, rounded up to pages
    /// @throws ZxException `OUT_OF_RANGE`, `NO_MEMORY`
    public static VmoDispatcher create(Kernel kernel, long size, boolean resizable) {
        return new VmoDispatcher(kernel, new VmObject(kernel.memory(), size, resizable));
    }

    /// The pages, for mappings.
    VmObject object() {
        return object;
    }

    /// @throws ZxException `OUT_OF_RANGE`
    public void read(long offset, MemorySegment into) {
        object.read(offset, into);
    }

    /// @throws ZxException `OUT_OF_RANGE`
    public void write(long offset, MemorySegment from) {
        object.write(offset, from);
    }

    /// Bytes, whole pages.
    public long size() {
        return object.size();
    }

    public boolean resizable() {
        return object.resizable();
    }

    /// @throws ZxException `UNAVAILABLE`, `OUT_OF_RANGE`, `NO_MEMORY`
    public void resize(long size) {
        object.resize(size);
    }

    @Override
    public ObjectType type() {
        return ObjectType.VMO;
    }

    @Override
    void onDestroyed() {
        object.release();
    }
}
