package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.memory.VmAddressRegion;

/// A region of a guest's address space (Zircon: `objects/vm_address_region.md`); its addresses are
/// guest-physical. Closing its handles leaves mappings alone.
public final class VmarDispatcher extends Dispatcher {
    private final VmAddressRegion region;

    VmarDispatcher(Kernel kernel, VmAddressRegion region) {
        super(kernel);
        this.region = region;
    }

    /// @see VmAddressRegion#map
    public long map(long offset, VmoDispatcher vmo, long vmoOffset, long length, int options) {
        return region.map(offset, vmo.object(), vmoOffset, length, options);
    }

    /// Makes a region inside this one.
    ///
    /// @throws ZxException as [VmAddressRegion#allocate]
    public VmarDispatcher allocate(Kernel kernel, long offset, long length, int options) {
        return new VmarDispatcher(kernel, region.allocate(offset, length, options));
    }

    /// @see VmAddressRegion#unmap
    public void unmap(long address, long length) {
        region.unmap(address, length);
    }

    /// @see VmAddressRegion#protect
    public void protect(long address, long length, int permissions) {
        region.protect(address, length, permissions);
    }

    /// @see VmAddressRegion#destroy
    public void destroy() {
        region.destroy();
    }

    /// First address.
    public long base() {
        return region.base();
    }

    @Override
    public ObjectType type() {
        return ObjectType.VMAR;
    }
}
