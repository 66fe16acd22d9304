package dev.ringside.adapter.source;

import dev.ringside.adapter.source.FrameState.UnavailableException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to find a frame's caller at one address: the canonical frame address, and where each of the
/// caller's registers is (DWARF 5, 6.4.1). Immutable and thread-safe.
public final class UnwindRow {
    /// The return address's number where the rules do not say.
    private final int returnColumn;

    private final boolean signal;
    private final int addressSize;
    private final Rule frameAddress;
    private final Map<Integer, Rule> rules;

    /// How one value is found.
    sealed interface Rule {
        record Undefined() implements Rule {}

        record SameValue() implements Rule {}

        /// In memory, from the frame address.
        record Offset(long offset) implements Rule {}

        /// The frame address plus an offset.
        record ValueOffset(long offset) implements Rule {}

        /// Another register plus an offset; the frame address itself has this rule.
        record Register(int number, long offset) implements Rule {}

        /// In memory where an expression says, or what it says itself.
        record Expression(LocationProgram program, boolean isValue) implements Rule {}
    }

    UnwindRow(
            int returnColumn,
            boolean signal,
            int addressSize,
            Rule frameAddress,
            Map<Integer, Rule> rules) {
        this.returnColumn = returnColumn;
        this.signal = signal;
        this.addressSize = addressSize;
        this.frameAddress = frameAddress;
        this.rules = Map.copyOf(rules);
    }

    /// A caller.
    ///
    /// @param frameAddress the canonical frame address: the caller's stack pointer behind the
    ///   return
    /// @param pc the return address, an offset in the code segment
    /// @param registers those that are known, by number
    /// @param signal whether `pc` is the next instruction itself, not one behind a call
    public record Caller(
            long frameAddress, long pc, Map<Integer, Long> registers, boolean signal) {}

    /// @throws UnavailableException the rules need what is not known
    public long frameAddress(FrameState frame) throws UnavailableException {
        return switch (frameAddress) {
            case Rule.Register(int number, long offset) -> cut(frame.register(number) + offset);
            case Rule.Expression(LocationProgram program, boolean isValue) ->
                    cut(program.value(frame, 0));
            default -> throw new UnavailableException("no rule for the frame");
        };
    }

    /// The frame address as a register and an offset, where it is so simple; else null. `offset` in
    /// the upper entry.
    public long @Nullable [] simpleFrameAddress() {
        return frameAddress instanceof Rule.Register(int number, long offset)
                ? new long[] {number, offset}
                : null;
    }

    /// The caller's registers.
    ///
    /// @return null where the rules say that this is the outermost frame
    /// @throws UnavailableException what the return address needs cannot be had
    public @Nullable Caller caller(FrameState frame) throws UnavailableException {
        long cfa = frameAddress(frame);
        Map<Integer, Long> registers = new HashMap<>();
        int stackPointer = addressSize == 8 ? 7 : 4;
        for (int number = 0; number <= returnColumn; number++) {
            Rule rule = rules.get(number);
            try {
                if (rule == null && number == stackPointer) {
                    registers.put(number, cfa);
                } else if (rule == null && isPreserved(number)) {
                    registers.put(number, frame.register(number));
                } else if (rule != null) {
                    value(rule, number, cfa, frame, registers);
                }
            } catch (UnavailableException e) {
                if (number == returnColumn) {
                    throw e;
                }
            }
        }
        Long pc = registers.get(returnColumn);
        if (rules.get(returnColumn) instanceof Rule.Undefined || pc == null) {
            return null;
        }
        return new Caller(cfa, pc, registers, signal);
    }

    /// Whether a called function leaves a register as it was (System V ABI, 3.2.1 of both).
    private boolean isPreserved(int number) {
        return addressSize == 8
                ? number == 3 || number == 6 || number >= 12 && number < 16
                : number == 3 || number >= 5 && number < 8;
    }

    private void value(
            Rule rule, int number, long cfa, FrameState frame, Map<Integer, Long> registers)
            throws UnavailableException {
        switch (rule) {
            case Rule.Undefined() -> {}
            case Rule.SameValue() -> registers.put(number, frame.register(number));
            case Rule.Offset(long offset) ->
                    registers.put(number, frame.read(cut(cfa + offset), addressSize));
            case Rule.ValueOffset(long offset) -> registers.put(number, cut(cfa + offset));
            case Rule.Register(int from, long offset) ->
                    registers.put(number, cut(frame.register(from) + offset));
            case Rule.Expression(LocationProgram program, boolean isValue) -> {
                long value = cut(program.value(frame, cfa));
                registers.put(number, isValue ? value : frame.read(value, addressSize));
            }
        }
    }

    private long cut(long value) {
        return addressSize == 4 ? value & 0xFFFFFFFFL : value;
    }
}
