package dev.ringside.engine.object;

/// Kinds of kernel objects, `ZX_OBJ_TYPE_*`, with the rights a new handle to one has (era B).
public enum ObjectType {
    VMO(3, Rights.BASIC | Rights.IO | Rights.PROPERTY | Rights.MAP | Rights.SIGNAL),
    PORT(6, Rights.BASIC & ~Rights.WAIT | Rights.IO),
    RESOURCE(15, Rights.TRANSFER | Rights.DUPLICATE | Rights.WRITE | Rights.INSPECT),
    VMAR(18, Rights.BASIC & ~Rights.WAIT | Rights.IO | Rights.EXECUTE),
    GUEST(
            20,
            Rights.TRANSFER
                    | Rights.DUPLICATE
                    | Rights.WRITE
                    | Rights.INSPECT
                    | Rights.MANAGE_PROCESS),
    VCPU(21, Rights.BASIC | Rights.IO | Rights.EXECUTE | Rights.SIGNAL);

    private final int code;
    private final int defaultRights;

    ObjectType(int code, int defaultRights) {
        this.code = code;
        this.defaultRights = defaultRights;
    }

    /// The numeric `zx_obj_type_t`.
    public int code() {
        return code;
    }

    /// [Rights] of a new handle.
    public int defaultRights() {
        return defaultRights;
    }

    /// Whether a handle to one can be waited on.
    public boolean waitable() {
        return (defaultRights & Rights.WAIT) != 0;
    }
}
