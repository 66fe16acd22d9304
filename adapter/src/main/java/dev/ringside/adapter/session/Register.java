package dev.ringside.adapter.session;

import dev.ringside.engine.state.VcpuState;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One register, or a named part of one, as a debugger reads and writes it.
///
/// @param name lower case, as in expressions
/// @param bits width, 1 to 64
/// @param setter null: read only
public record Register(
        String name,
        RegisterGroup group,
        int bits,
        ToLongFunction<VcpuState> getter,
        @Nullable Setter setter) {

    /// Changes one register.
    @FunctionalInterface
    public interface Setter {
        /// @throws SessionException the value is not legal there; nothing was changed
        void set(VcpuState state, long value) throws SessionException;
    }

    public long read(VcpuState state) {
        return getter.applyAsLong(state) & mask();
    }

    /// @throws SessionException read only, too wide, or not legal
    public void write(VcpuState state, long value) throws SessionException {
        if (setter == null) {
            throw new SessionException(name + " cannot be written.");
        }
        boolean fits = (value & ~mask()) == 0 || (bits < 64 && fitsSigned(value));
        if (!fits) {
            throw new SessionException(
                    "%s does not fit %s, which has %d bits."
                            .formatted(MemoryReference.hex(value), name, bits));
        }
        setter.set(state, value & mask());
    }

    /// In hexadecimal, as wide as the register.
    public String format(VcpuState state) {
        long value = read(state);
        return bits <= 2 ? Long.toString(value) : Texts.hex(value, (bits + 3) / 4);
    }

    /// `qword`, `dword`, `word`, `byte` or `bit`.
    public String type() {
        return switch (bits) {
            case 64 -> "qword";
            case 32 -> "dword";
            case 16 -> "word";
            case 8 -> "byte";
            case 1 -> "bit";
            default -> bits + " bits";
        };
    }

    private long mask() {
        return bits == 64 ? -1 : (1L << bits) - 1;
    }

    private boolean fitsSigned(long value) {
        return bits > 2 && value < 0 && value >= -(1L << bits - 1);
    }
}
