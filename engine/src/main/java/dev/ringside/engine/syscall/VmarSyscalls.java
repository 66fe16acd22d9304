package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.memory.VmOptions;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.Rights;
import dev.ringside.engine.object.VmarDispatcher;
import dev.ringside.engine.object.VmoDispatcher;

/// `zx_vmar_*` on a guest's regions: addresses are guest-physical. Options are [VmOptions] bits.
/// Any thread; a running VCPU sees a change at its next instruction boundary at the latest.
public final class VmarSyscalls {
    private static final int MAP_OPTIONS =
            VmOptions.PERM_ALL
                    | VmOptions.COMPACT
                    | VmOptions.SPECIFIC
                    | VmOptions.SPECIFIC_OVERWRITE
                    | VmOptions.MAP_RANGE
                    | VmOptions.REQUIRE_NON_RESIZABLE;
    private static final int ALLOCATE_OPTIONS =
            VmOptions.COMPACT | VmOptions.SPECIFIC | VmOptions.CAN_MAP_ALL;

    private final Kernel kernel;
    private final HandleTable handles;

    VmarSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a region inside a region.
    ///
    /// Rights: READ, WRITE, EXECUTE on `parent` as `CAN_MAP_*` options ask for.
    ///
    /// @param options `CAN_MAP_*`, COMPACT, SPECIFIC
    /// @param offset from the parent's first address; 0 unless SPECIFIC
    /// @param size bytes, whole pages
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`, also where the parent does not allow what
    ///   the child should; `WRONG_TYPE`; `BAD_STATE` for a destroyed parent; `INVALID_ARGS`;
    ///   `NO_MEMORY` where there is no room
    /// @see #destroy
    public VmarHandle allocate(int parent, int options, long offset, long size) {
        int rights = rightsFor(options >>> 7);
        try (VmarDispatcher region = handles.get(parent, VmarDispatcher.class, rights)) {
            Checks.options(options, ALLOCATE_OPTIONS);
            try (VmarDispatcher child = region.allocate(kernel, offset, size, options)) {
                return new VmarHandle(handles.add(child), child.base());
            }
        }
    }

    /// Maps part of a VMO.
    ///
    /// Rights: on `vmo` MAP; on both READ, WRITE, EXECUTE as the `PERM_*` options ask for.
    ///
    /// @param options `PERM_*`, SPECIFIC, SPECIFIC_OVERWRITE, COMPACT, MAP_RANGE,
    ///   REQUIRE_NON_RESIZABLE
    /// @param vmarOffset from the region's first address; 0 unless SPECIFIC
    /// @param vmoOffset whole pages
    /// @param length bytes, rounded up to pages
    /// @return the guest-physical address
    /// @throws ZxException `BAD_HANDLE`; `WRONG_TYPE`; `ACCESS_DENIED`; `INVALID_ARGS`;
    ///   `NOT_SUPPORTED` for REQUIRE_NON_RESIZABLE with a resizable VMO; `BAD_STATE` for a
    ///   destroyed region; `NO_MEMORY` where there is no room, with SPECIFIC where something is
    ///   mapped already
    /// @see #unmap
    public long map(int vmar, int options, long vmarOffset, int vmo, long vmoOffset, long length) {
        try (VmarDispatcher region = handles.get(vmar, VmarDispatcher.class, Rights.NONE);
                VmoDispatcher object = handles.get(vmo, VmoDispatcher.class, Rights.MAP)) {
            checkMapOptions(options);
            int held = handles.rights(vmar) & handles.rights(vmo);
            int needed = rightsFor(options);
            if ((held & needed) != needed) {
                throw new ZxException(
                        ZxStatus.ACCESS_DENIED, "a handle lacks the right for a permission");
            }
            if ((options & VmOptions.REQUIRE_NON_RESIZABLE) != 0 && object.resizable()) {
                throw new ZxException(ZxStatus.NOT_SUPPORTED, "the VMO is resizable");
            }
            return region.map(vmarOffset, object, vmoOffset, length, options | canMap(held));
        }
    }

    private static void checkMapOptions(int options) {
        checkPermissions(options);
        Checks.require(
                (options & VmOptions.MAP_RANGE) == 0
                        || (options & VmOptions.SPECIFIC_OVERWRITE) == 0,
                "MAP_RANGE and SPECIFIC_OVERWRITE exclude each other");
        Checks.options(options, MAP_OPTIONS);
    }

    /// Zircon's page tables cannot write or execute without reading.
    private static void checkPermissions(int options) {
        Checks.require(
                (options & VmOptions.PERM_ALL) == 0 || (options & VmOptions.PERM_READ) != 0,
                "WRITE and EXECUTE need READ");
    }

    private static int rightsFor(int permissions) {
        return ((permissions & VmOptions.PERM_READ) != 0 ? Rights.READ : 0)
                | ((permissions & VmOptions.PERM_WRITE) != 0 ? Rights.WRITE : 0)
                | ((permissions & VmOptions.PERM_EXECUTE) != 0 ? Rights.EXECUTE : 0);
    }

    private static int canMap(int rights) {
        return ((rights & Rights.READ) != 0 ? VmOptions.CAN_MAP_READ : 0)
                | ((rights & Rights.WRITE) != 0 ? VmOptions.CAN_MAP_WRITE : 0)
                | ((rights & Rights.EXECUTE) != 0 ? VmOptions.CAN_MAP_EXECUTE : 0);
    }

    /// Unmaps a range and destroys the regions that lie wholly in it. A range that holds nothing is
    /// no error.
    ///
    /// Rights: none.
    ///
    /// @param address guest-physical, page aligned
    /// @param length bytes, rounded up to pages
    /// @throws ZxException `BAD_HANDLE`; `WRONG_TYPE`; `BAD_STATE` for a destroyed region;
    ///   `INVALID_ARGS` for a range that is empty, unaligned, outside the region or holds part of
    ///   another region
    /// @see #map
    public void unmap(int vmar, long address, long length) {
        try (VmarDispatcher region = handles.get(vmar, VmarDispatcher.class, Rights.NONE)) {
            region.unmap(address, length);
        }
    }

    /// Changes the permissions of mapped pages.
    ///
    /// Rights: READ, WRITE, EXECUTE as the `PERM_*` options ask for.
    ///
    /// @param options `PERM_*` only
    /// @param address guest-physical, page aligned
    /// @param length bytes, rounded up to pages
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`, also where the VMO was mapped without the
    ///   right; `WRONG_TYPE`; `BAD_STATE`; `INVALID_ARGS`; `NOT_FOUND` where part is not mapped
    /// @see #map
    public void protect(int vmar, int options, long address, long length) {
        int rights = rightsFor(options);
        try (VmarDispatcher region = handles.get(vmar, VmarDispatcher.class, rights)) {
            Checks.options(options, VmOptions.PERM_ALL);
            checkPermissions(options);
            region.protect(address, length, options);
        }
    }

    /// Unmaps everything in a region and makes it and the regions in it useless. The handle stays.
    ///
    /// Rights: none.
    ///
    /// @throws ZxException `BAD_HANDLE`; `WRONG_TYPE`; `BAD_STATE` if it was destroyed already
    /// @see #allocate
    public void destroy(int vmar) {
        try (VmarDispatcher region = handles.get(vmar, VmarDispatcher.class, Rights.NONE)) {
            region.destroy();
        }
    }
}
