package dev.ringside.engine.x86.semantics;

/// AND, OR, XOR and TEST (SDM Vol. 2). CF and OF are cleared; AF, which the SDM leaves undefined,
/// is cleared as well.
///
/// Operands may have anything above their size; results are sign-extended. Sizes are 1, 2, 4 or 8
/// bytes.
public final class Logic {
    private Logic() {}

    public static long and(Cpu cpu, long first, long second, int size) {
        return finish(cpu, first & second, size);
    }

    public static long or(Cpu cpu, long first, long second, int size) {
        return finish(cpu, first | second, size);
    }

    public static long xor(Cpu cpu, long first, long second, int size) {
        return finish(cpu, first ^ second, size);
    }

    private static long finish(Cpu cpu, long value, int size) {
        long result = Cpu.signExtend(value, size);
        cpu.flagResult = result;
        cpu.flagCarries = 0;
        return result;
    }
}
