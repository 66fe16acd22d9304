package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;

/// `zx_handle_close`, `zx_handle_duplicate`, `zx_handle_replace`. Any thread.
public final class HandleSyscalls {
    private final HandleTable handles;

    HandleSyscalls(Kernel kernel) {
        this.handles = kernel.handles();
    }

    /// Closes a handle; the object dies when nothing else refers to it.
    ///
    /// Rights: none.
    ///
    /// @param handle 0 is allowed and does nothing
    /// @throws ZxException `BAD_HANDLE`
    /// @see #replace
    public void close(int handle) {
        if (handle != HandleTable.INVALID) {
            handles.close(handle);
        }
    }

    /// Makes a second handle to the same object.
    ///
    /// Rights: DUPLICATE.
    ///
    /// @param rights a subset of the handle's, or [Rights#SAME_RIGHTS]
    /// @return the new handle
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`; `INVALID_ARGS` for rights not held;
    ///   `NO_MEMORY`
    /// @see #replace
    public int duplicate(int handle, int rights) {
        return handles.duplicate(handle, rights);
    }

    /// Exchanges a handle for one with the same or fewer rights. The original is closed even where
    /// this fails.
    ///
    /// Rights: none.
    ///
    /// @param rights a subset of the handle's, or [Rights#SAME_RIGHTS]
    /// @return the new handle
    /// @throws ZxException `BAD_HANDLE`; `INVALID_ARGS` for rights not held
    /// @see #duplicate
    public int replace(int handle, int rights) {
        return handles.replace(handle, rights);
    }
}
