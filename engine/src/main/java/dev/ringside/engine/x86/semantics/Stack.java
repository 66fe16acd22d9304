package dev.ringside.engine.x86.semantics;

import static dev.ringside.engine.state.SegmentRegister.SS;
import static dev.ringside.engine.state.VcpuState.RSP;

/// Pushes and pops through SS at the stack's width (SDM Vol. 1 6.2).
public final class Stack {
    private Stack() {}

    /// Pushes the low `size` bytes (2, 4, 8); RSP moves only if the store succeeded.
    public static void push(Cpu cpu, long value, int size) {
        long top = cut(cpu, cpu.state.gpr[RSP] - size);
        Segmentation.write(cpu, SS, top, size, value);
        set(cpu, top);
    }

    /// Pops `size` bytes, zero-extended; RSP moves only if the load succeeded.
    public static long pop(Cpu cpu, int size) {
        long top = pointer(cpu);
        long value = Segmentation.read(cpu, SS, top, size);
        set(cpu, top + size);
        return value;
    }

    /// Reads `size` bytes at SS:RSP + `distance` without moving RSP.
    public static long peek(Cpu cpu, long distance, int size) {
        return Segmentation.read(cpu, SS, cut(cpu, cpu.state.gpr[RSP] + distance), size);
    }

    /// Writes `size` bytes at SS:RSP + `distance` without moving RSP.
    static void poke(Cpu cpu, long distance, int size, long value) {
        Segmentation.write(cpu, SS, cut(cpu, cpu.state.gpr[RSP] + distance), size, value);
    }

    /// Faults as a write of `size` bytes at SS:RSP + `distance` would.
    static void probe(Cpu cpu, long distance, int size) {
        long offset = cut(cpu, cpu.state.gpr[RSP] + distance);
        cpu.memory.probeWrite(Segmentation.linearForWrite(cpu, SS, offset, size), size);
    }

    /// Adds `bytes` (may be negative) to SP, ESP or RSP by the stack's width.
    public static void release(Cpu cpu, long bytes) {
        set(cpu, cpu.state.gpr[RSP] + bytes);
    }

    /// RSP cut to the stack's width.
    public static long pointer(Cpu cpu) {
        return cut(cpu, cpu.state.gpr[RSP]);
    }

    /// Sets SP, ESP or RSP. SP leaves the rest of RSP alone, ESP clears the upper half.
    static void set(Cpu cpu, long value) {
        long[] gpr = cpu.state.gpr;
        gpr[RSP] =
                switch (cpu.stackBytes) {
                    case 8 -> value;
                    case 4 -> value & 0xFFFFFFFFL;
                    default -> gpr[RSP] & ~0xFFFFL | value & 0xFFFF;
                };
    }

    private static long cut(Cpu cpu, long value) {
        return switch (cpu.stackBytes) {
            case 8 -> value;
            case 4 -> value & 0xFFFFFFFFL;
            default -> value & 0xFFFF;
        };
    }
}
