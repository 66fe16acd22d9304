package dev.ringside.adapter.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the call frame instructions up to one address (DWARF 5, 6.4.2).
final class UnwindProgram {
    private static final int MAXIMUM_REGISTER = 255;
    private static final int MAXIMUM_REMEMBERED = 64;
    private static final int MAXIMUM_STEPS = 100_000;

    private final CallFrames frames;
    private final CallFrames.Common common;
    private final long pc;
    private final LocationDecoder.Surroundings around;
    private final Deque<Remembered> remembered = new ArrayDeque<>();

    private long location;
    private UnwindRow.Rule frameAddress = new UnwindRow.Rule.Undefined();
    private Map<Integer, UnwindRow.Rule> rules = new HashMap<>();
    private Map<Integer, UnwindRow.Rule> initial = Map.of();
    private boolean past;
    private int steps;

    private record Remembered(UnwindRow.Rule frameAddress, Map<Integer, UnwindRow.Rule> rules) {}

    UnwindProgram(CallFrames frames, CallFrames.Common common, long first, long pc, long bias) {
        this.frames = frames;
        this.common = common;
        this.location = first;
        this.pc = pc;
        this.around = new LocationDecoder.Surroundings(null, common.addressSize(), 4, bias);
    }

    /// What `restore` goes back to.
    void markInitial() {
        initial = Map.copyOf(rules);
    }

    UnwindRow row() {
        return new UnwindRow(
                common.returnColumn(), common.signal(), common.addressSize(), frameAddress, rules);
    }

    void run(ByteReader in) throws SymbolFormatException, IOException {
        while (in.hasRemaining() && !past && Long.compareUnsigned(location, pc) <= 0) {
            if (steps++ == MAXIMUM_STEPS) {
                throw new SymbolFormatException("a frame's instructions do not end");
            }
            int code = in.u8();
            int low = code & 0x3F;
            switch (code >>> 6) {
                case 1 -> advance(low);
                case 2 -> offset(low, in.uleb() * common.dataFactor());
                case 3 -> restore(low);
                default -> extended(low, in);
            }
        }
    }

    private void advance(long delta) {
        long next = location + delta * common.codeFactor();
        past |= Long.compareUnsigned(next, location) < 0;
        location = next;
    }

    private void extended(int code, ByteReader in) throws SymbolFormatException, IOException {
        switch (code) {
            case 0x00 -> {}
            case 0x01 -> location = frames.pointer(in, common.pointerEncoding(), common);
            case 0x02 -> advance(in.u8());
            case 0x03 -> advance(in.u16());
            case 0x04 -> advance(in.u32());
            case 0x05 -> offset(register(in), in.uleb() * common.dataFactor());
            case 0x06 -> restore(register(in));
            case 0x07 -> set(register(in), new UnwindRow.Rule.Undefined());
            case 0x08 -> set(register(in), new UnwindRow.Rule.SameValue());
            case 0x09 -> {
                int number = register(in);
                set(number, new UnwindRow.Rule.Register(register(in), 0));
            }
            case 0x0a -> remember();
            case 0x0b -> recall();
            case 0x0c -> frameAddress = new UnwindRow.Rule.Register(register(in), in.uleb());
            case 0x0d -> frameAddress = new UnwindRow.Rule.Register(register(in), frameOffset());
            case 0x0e -> frameAddress = new UnwindRow.Rule.Register(frameRegister(), in.uleb());
            case 0x0f -> frameAddress = new UnwindRow.Rule.Expression(expression(in), true);
            default -> later(code, in);
        }
    }

    private void later(int code, ByteReader in) throws SymbolFormatException, IOException {
        switch (code) {
            case 0x10 -> set(register(in), new UnwindRow.Rule.Expression(expression(in), false));
            case 0x11 -> offset(register(in), in.sleb() * common.dataFactor());
            case 0x12 ->
                    frameAddress =
                            new UnwindRow.Rule.Register(
                                    register(in), in.sleb() * common.dataFactor());
            case 0x13 ->
                    frameAddress =
                            new UnwindRow.Rule.Register(
                                    frameRegister(), in.sleb() * common.dataFactor());
            case 0x14 ->
                    set(
                            register(in),
                            new UnwindRow.Rule.ValueOffset(in.uleb() * common.dataFactor()));
            case 0x15 ->
                    set(
                            register(in),
                            new UnwindRow.Rule.ValueOffset(in.sleb() * common.dataFactor()));
            case 0x16 -> set(register(in), new UnwindRow.Rule.Expression(expression(in), true));
            case 0x2d -> {} // a window of SPARC
            case 0x2e -> in.uleb(); // size of the arguments on the stack
            case 0x2f -> offset(register(in), -in.uleb() * common.dataFactor());
            default ->
                    throw new SymbolFormatException(
                            "instruction 0x%02x of frames is unknown".formatted(code));
        }
    }

    private static int register(ByteReader in) throws SymbolFormatException {
        long number = in.uleb();
        if (number < 0 || number > MAXIMUM_REGISTER) {
            throw new SymbolFormatException("frames with register %d".formatted(number));
        }
        return (int) number;
    }

    private LocationProgram expression(ByteReader in) throws SymbolFormatException, IOException {
        return LocationDecoder.decode(in.bytes(in.uleb()), around, null);
    }

    private void set(int number, UnwindRow.Rule rule) {
        rules.put(number, rule);
    }

    private void offset(int number, long offset) {
        set(number, new UnwindRow.Rule.Offset(offset));
    }

    private void restore(int number) {
        UnwindRow.@Nullable Rule rule = initial.get(number);
        if (rule == null) {
            rules.remove(number);
        } else {
            rules.put(number, rule);
        }
    }

    private void remember() throws SymbolFormatException {
        if (remembered.size() == MAXIMUM_REMEMBERED) {
            throw new SymbolFormatException("frames remember too much");
        }
        remembered.push(new Remembered(frameAddress, new HashMap<>(rules)));
    }

    private void recall() throws SymbolFormatException {
        if (remembered.isEmpty()) {
            throw new SymbolFormatException("frames recall what they did not remember");
        }
        Remembered last = remembered.pop();
        frameAddress = last.frameAddress;
        rules = last.rules;
    }

    private int frameRegister() throws SymbolFormatException {
        if (frameAddress instanceof UnwindRow.Rule.Register(int number, long offset)) {
            return number;
        }
        throw new SymbolFormatException("frames change what they did not set");
    }

    private long frameOffset() {
        return frameAddress instanceof UnwindRow.Rule.Register(int number, long offset)
                ? offset
                : 0;
    }
}
