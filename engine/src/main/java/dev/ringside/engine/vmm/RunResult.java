package dev.ringside.engine.vmm;

/// How a run without debugger ended.
///
/// @param exitCode the process's exit code: `(v << 1) | 1` for a debug exit with v, 0 for power off
///   and for a guest that halted for good, 70 shutdown, 72 instruction limit, 74 timeout, 76 engine
///   fault
/// @param message what to tell on stderr; empty where there is nothing to tell
/// @param instructions retired instructions
public record RunResult(int exitCode, String message, long instructions) {
    public static final int POWER_OFF = 0;
    public static final int SHUTDOWN = 70;
    public static final int LIMIT = 72;
    public static final int TIMEOUT = 74;
    public static final int ENGINE_FAULT = 76;
}
