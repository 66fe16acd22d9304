package dev.ringside.engine.object;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;

/// The permission to do something to the system as a whole (Zircon: `objects/resource.md`).
public final class ResourceDispatcher extends Dispatcher {
    private final ResourceKind kind;
    private final String name;

    private ResourceDispatcher(Kernel kernel, ResourceKind kind, String name) {
        super(kernel);
        this.kind = kind;
        this.name = name;
    }

    /// @param name for people
    public static ResourceDispatcher create(Kernel kernel, ResourceKind kind, String name) {
        return new ResourceDispatcher(kernel, kind, name);
    }

    /// Checks that this resource permits what `wanted` stands for; the root resource permits all.
    ///
    /// @throws ZxException `WRONG_TYPE`
    public void validate(ResourceKind wanted) {
        if (kind != wanted && kind != ResourceKind.ROOT) {
            throw new ZxException(
                    ZxStatus.WRONG_TYPE,
                    "resource \"%s\" is of kind %s, not %s".formatted(name, kind, wanted));
        }
    }

    public ResourceKind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    @Override
    public ObjectType type() {
        return ObjectType.RESOURCE;
    }
}
