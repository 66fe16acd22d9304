package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.ObjectType;
import dev.ringside.engine.object.ResourceDispatcher;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.object.VmoDispatcher;
import java.lang.foreign.MemorySegment;

/// `zx_vmo_*`. Any thread.
public final class VmoSyscalls {
    /// `ZX_VMO_RESIZABLE`.
    public static final int RESIZABLE = 1 << 1;

    private final Kernel kernel;
    private final HandleTable handles;

    VmoSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a VMO of zeroed pages, which cost nothing until touched.
    ///
    /// Differs: address space for all of it is taken at once, so `NO_MEMORY` comes here and not at
    /// the first touch of a page.
    ///
    /// @param size bytes, rounded up to 4096
    /// @param options 0 or [#RESIZABLE]
    /// @return a handle with the VMO default rights, which do not include EXECUTE
    /// @throws ZxException `INVALID_ARGS` for options; `OUT_OF_RANGE` for a size no VMO can have;
    ///   `NO_MEMORY`
    /// @see #replaceAsExecutable
    public int create(long size, int options) {
        Checks.options(options, RESIZABLE);
        try (VmoDispatcher vmo = VmoDispatcher.create(kernel, size, (options & RESIZABLE) != 0)) {
            return handles.add(vmo);
        }
    }

    /// Fills a buffer from the VMO.
    ///
    /// Rights: READ.
    ///
    /// @param offset bytes into the VMO
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `OUT_OF_RANGE`, then
    ///   nothing is copied
    /// @see #write
    public void read(int vmo, MemorySegment into, long offset) {
        try (VmoDispatcher object = handles.get(vmo, VmoDispatcher.class, Rights.READ)) {
            object.read(offset, into);
        }
    }

    /// Copies a buffer into the VMO.
    ///
    /// Rights: WRITE.
    ///
    /// @param offset bytes into the VMO
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `OUT_OF_RANGE`, then
    ///   nothing is copied
    /// @see #read
    public void write(int vmo, MemorySegment from, long offset) {
        try (VmoDispatcher object = handles.get(vmo, VmoDispatcher.class, Rights.WRITE)) {
            object.write(offset, from);
        }
    }

    /// Tells the size.
    ///
    /// Rights: none.
    ///
    /// @return bytes, a multiple of 4096
    /// @throws ZxException `BAD_HANDLE`; `WRONG_TYPE`
    /// @see #setSize
    public long getSize(int vmo) {
        try (VmoDispatcher object = handles.get(vmo, VmoDispatcher.class, Rights.NONE)) {
            return object.size();
        }
    }

    /// Changes the size. Pages that go are lost, also where they are mapped; pages that come read
    /// zero, and mappings that reach so far show them.
    ///
    /// Rights: WRITE.
    ///
    /// @param size bytes, rounded up to 4096
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `WRONG_TYPE`; `UNAVAILABLE` unless made
    ///   with [#RESIZABLE]; `OUT_OF_RANGE`; `NO_MEMORY`
    /// @see #getSize
    public void setSize(int vmo, long size) {
        try (VmoDispatcher object = handles.get(vmo, VmoDispatcher.class, Rights.WRITE)) {
            object.resize(size);
        }
    }

    /// Exchanges a VMO handle for one that also has EXECUTE. The original is closed even where the
    /// object is no VMO.
    ///
    /// Rights: none; the resource must be of kind VMEX.
    ///
    /// @param resource 0 is allowed: the process has the policy to mark VMOs executable
    /// @return the new handle
    /// @throws ZxException `BAD_HANDLE`; `WRONG_TYPE`
    /// @see VmarSyscalls#map
    public int replaceAsExecutable(int vmo, int resource) {
        if (resource != HandleTable.INVALID) {
            try (ResourceDispatcher vmex =
                    handles.get(resource, ResourceDispatcher.class, Rights.NONE)) {
                vmex.validate(ResourceKind.VMEX);
            }
        }
        return handles.widen(vmo, ObjectType.VMO, Rights.EXECUTE);
    }
}
