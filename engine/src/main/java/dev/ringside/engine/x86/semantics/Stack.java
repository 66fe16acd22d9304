package dev.ringside.engine.x86.semantics;

/// Pushes and pops through SS at the stack's width (SDM Vol. 1 6.2).
public final class Stack {
    private Stack() {}

    /// Pushes the low `size` bytes (2, 4, 8); RSP moves only if the store succeeded.
    public static void push(Cpu cpu, long value, int size) {
        throw new UnsupportedOperationException();
    }

    /// Pops `size` bytes, zero-extended; RSP moves only if the load succeeded.
    public static long pop(Cpu cpu, int size) {
        throw new UnsupportedOperationException();
    }

    /// Reads `size` bytes at SS:RSP + `distance` without moving RSP.
    public static long peek(Cpu cpu, long distance, int size) {
        throw new UnsupportedOperationException();
    }

    /// Adds `bytes` (may be negative) to SP, ESP or RSP by the stack's width.
    public static void release(Cpu cpu, long bytes) {
        throw new UnsupportedOperationException();
    }

    /// RSP cut to the stack's width.
    public static long pointer(Cpu cpu) {
        throw new UnsupportedOperationException();
    }
}
