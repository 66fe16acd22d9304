package dev.ringside.engine.debug;

import dev.ringside.engine.state.VcpuState;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/// A register, a part of one or a flag, by name.
///
/// @param name lower case: `rax`, `ah`, `cs`, `cs.base`, `cr3`, `cf`
/// @param bits its width
/// @param reader gives the value, zero-extended
/// @param writer takes the value; bits beyond the width are ignored
public record Register(
        String name,
        int bits,
        ToLongFunction<VcpuState> reader,
        ObjLongConsumer<VcpuState> writer) {
    public long read(VcpuState state) {
        return reader.applyAsLong(state);
    }

    /// Changes `state` only; the caller hands it back to the debugger.
    public void write(VcpuState state, long value) {
        writer.accept(state, value);
    }

    /// Bytes that hold it: 1, 2, 4 or 8.
    public int size() {
        return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }
}
