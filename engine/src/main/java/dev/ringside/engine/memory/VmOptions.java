package dev.ringside.engine.memory;

/// Option bits of the VMAR system calls, `ZX_VM_*`.
public final class VmOptions {
    public static final int PERM_READ = 1;
    public static final int PERM_WRITE = 1 << 1;
    public static final int PERM_EXECUTE = 1 << 2;
    public static final int COMPACT = 1 << 3;
    public static final int SPECIFIC = 1 << 4;
    public static final int SPECIFIC_OVERWRITE = 1 << 5;
    public static final int CAN_MAP_SPECIFIC = 1 << 6;
    public static final int CAN_MAP_READ = 1 << 7;
    public static final int CAN_MAP_WRITE = 1 << 8;
    public static final int CAN_MAP_EXECUTE = 1 << 9;
    public static final int MAP_RANGE = 1 << 10;
    public static final int REQUIRE_NON_RESIZABLE = 1 << 11;

    /// Read, write and execute.
    public static final int PERM_ALL = PERM_READ | PERM_WRITE | PERM_EXECUTE;

    /// What a region may allow those inside it.
    public static final int CAN_MAP_ALL =
            CAN_MAP_SPECIFIC | CAN_MAP_READ | CAN_MAP_WRITE | CAN_MAP_EXECUTE;

    private VmOptions() {}

    /// The `CAN_MAP_*` bits that permission bits need.
    static int canMap(int permissions) {
        return (permissions & PERM_ALL) * CAN_MAP_READ;
    }
}
