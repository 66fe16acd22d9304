package dev.ringside.engine.x86.decode;

/// The part of [Opcode] for system instructions of later processors.
public final class SystemOpcode {
    public static final int FIRST = 992;

    public static final int MONITOR = 992;
    public static final int MWAIT = 993;
    public static final int INVPCID = 994;
    public static final int RDPID = 995;
    public static final int RDRAND = 996;
    public static final int RDSEED = 997;
    public static final int CLFLUSHOPT = 998;
    public static final int CLWB = 999;
    public static final int WBNOINVD = 1000;
    public static final int LAST = WBNOINVD;

    static final String KEYS = "MONITOR MWAIT INVPCID RDPID RDRAND RDSEED CLFLUSHOPT CLWB WBNOINVD";

    private SystemOpcode() {}
}
