package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.ResourceDispatcher;
import dev.ringside.engine.object.ResourceKind;
import dev.ringside.engine.object.Rights;

/// `zx_resource_create`. Any thread.
public final class ResourceSyscalls {
    /// Characters in a name, the closing NUL not counted (`ZX_MAX_NAME_LEN`).
    public static final int MAX_NAME = 31;

    private final Kernel kernel;
    private final HandleTable handles;

    ResourceSyscalls(Kernel kernel) {
        this.kernel = kernel;
        this.handles = kernel.handles();
    }

    /// Makes a resource, for example of kind HYPERVISOR for `zx_guest_create`.
    ///
    /// Differs: only kinds without a range are there.
    ///
    /// Rights: WRITE on `parent`, which must be of kind ROOT ([Kernel#rootResource]).
    ///
    /// @param options number of a [ResourceKind]
    /// @param base 0
    /// @param size 0
    /// @param name for people
    /// @return a handle with the resource default rights
    /// @throws ZxException `BAD_HANDLE`; `ACCESS_DENIED`, also for a parent of another kind;
    ///   `WRONG_TYPE`; `INVALID_ARGS`; `NOT_SUPPORTED` for a kind with a range; `NO_MEMORY`
    /// @see GuestSyscalls#create
    public int create(int parent, int options, long base, long size, String name) {
        try (ResourceDispatcher root =
                handles.get(parent, ResourceDispatcher.class, Rights.WRITE)) {
            if (root.kind() != ResourceKind.ROOT) {
                throw new ZxException(ZxStatus.ACCESS_DENIED, "the parent is not the root");
            }
            ResourceKind[] kinds = ResourceKind.values();
            Checks.require(options >= 0 && options < kinds.length, "no such kind of resource");
            if (kinds[options].ranged()) {
                throw new ZxException(ZxStatus.NOT_SUPPORTED, "no hardware stands behind it");
            }
            Checks.require(base == 0 && size == 0, "this kind has no range");
            Checks.require(name.length() <= MAX_NAME, "the name is too long");
            try (ResourceDispatcher made =
                    ResourceDispatcher.create(kernel, kinds[options], name)) {
                return handles.add(made);
            }
        }
    }
}
