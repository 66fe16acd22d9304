package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.state.VcpuState;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Expressions typed by a user: their values as text, and assignments to them.
public final class Evaluator {
    private static final Pattern SUFFIX = Pattern.compile("(.*),\\s*([xdbocsi])", Pattern.DOTALL);
    private static final int LONGEST_STRING = 256;

    private final Debugger debugger;
    private final SymbolTable symbols;
    private final int vcpu;
    private final FrameContext frame;
    private final LongFunction<String> instruction;

    /// @param instruction the text of the instruction at an address
    Evaluator(Debugger debugger, FrameContext frame, LongFunction<String> instruction) {
        this.debugger = debugger;
        this.symbols = frame.symbols();
        this.vcpu = frame.vcpu();
        this.frame = frame;
        this.instruction = instruction;
    }

    /// The value of an expression as a variable. A suffix chooses the form: `,x` hexadecimal, `,d`
    /// decimal, `,b` binary, `,o` octal, `,c` character, `,s` the text at that address, `,i` the
    /// instruction there.
    ///
    /// @throws SessionException not an expression, or memory it names cannot be read
    public Variable evaluate(String text) throws SessionException {
        Optional<Register> register = RegisterFile.find(text);
        boolean hidden = frame.local(text.strip()).isPresent();
        if (register.isPresent() && frame.isInnermost() && !hidden) {
            return new RegisterTree(debugger, vcpu).variable(register.get());
        }
        Matcher suffix = SUFFIX.matcher(text.strip());
        char form = suffix.matches() ? suffix.group(2).charAt(0) : 'a';
        CNode expression = parse(suffix.matches() ? suffix.group(1) : text);
        if (expression.type() != null) {
            return new TypedResult(frame, this).of(text.strip(), expression, form);
        }
        long value = value(expression);
        return new Variable(
                text,
                format(value, expression.size(), form),
                type(expression.size()),
                text,
                reference(expression, value).text(),
                null,
                expression.target() == null ? null : written -> assign(expression, written));
    }

    /// The value of an expression as a number.
    ///
    /// @throws SessionException as [#evaluate]
    public long number(String text) throws SessionException {
        return value(parse(text));
    }

    /// Memory that a variable takes.
    ///
    /// @param address linear
    public record Extent(long address, long bytes) {}

    /// The memory of the variable that an expression names; empty where it names none.
    ///
    /// @throws SessionException not an expression, or the variable is not in memory
    public Optional<Extent> extent(String text) throws SessionException {
        CNode node = parse(text);
        CType type = node.type();
        if (!(node instanceof CNode.Place) || type == null) {
            return Optional.empty();
        }
        OptionalLong address = new TypedResult(frame, this).value(node, type).address();
        if (address.isEmpty()) {
            throw new SessionException(
                    "%s is not in memory; only memory can be watched."
                            .formatted(Texts.clip(text, 60)));
        }
        return Optional.of(new Extent(address.getAsLong(), Math.max(1, type.size())));
    }

    /// The type of an expression, as C writes it; empty where it has none.
    ///
    /// @throws SessionException not an expression
    public Optional<CType> type(String text) throws SessionException {
        CType named = new CParser("(" + text + ")", CNames.of(frame)).castType();
        return named != null ? Optional.of(named) : Optional.ofNullable(parse(text).type());
    }

    /// Writes to what an expression names.
    ///
    /// @return the new value, read back
    /// @throws SessionException the expression is no place, or the value not legal
    public Variable assign(String text, String valueText) throws SessionException {
        CNode place = parse(text);
        if (place.type() == null) {
            assign(place, number(valueText));
        } else {
            Variable variable = new TypedResult(frame, this).of(text, place, 'a');
            write(variable, valueText);
        }
        return evaluate(text);
    }

    /// Writes a value as a user typed or edited it.
    ///
    /// @throws SessionException nothing to write to, or the value is not legal there
    public void write(Variable variable, String valueText) throws SessionException {
        Variable.Writer writer = variable.writer();
        if (writer == null) {
            throw new SessionException("%s cannot be written.".formatted(variable.name()));
        }
        boolean understood =
                writer instanceof Variable.TextWriter text && text.writeText(valueText.strip());
        if (!understood) {
            writer.write(edited(valueText));
        }
    }

    /// A value as a user edited it: what follows the number in our own display is cut off.
    ///
    /// @throws SessionException no number
    public long edited(String text) throws SessionException {
        String number = text.strip().replaceFirst("(  | \\(| <| '| \").*$", "");
        return number(number);
    }

    private void assign(Expression expression, long value) throws SessionException {
        switch (expression.target()) {
            case null ->
                    throw new SessionException(
                            "Only a register or memory can be written, as in: rax, [0x7c00], word"
                                    + " [es:di].");
            case Expression.Target.Register(String name) -> assignRegister(name, value);
            case Expression.Target.Memory(AddressKind kind, Expression address, int size) ->
                    new GuestMemory(debugger)
                            .writeValue(kind, vcpu, value(address), size, fit(value, size));
        }
    }

    private void assignRegister(String name, long value) throws SessionException {
        VcpuState state = debugger.state(vcpu);
        Optional<Register> register = RegisterFile.find(name);
        if (register.isPresent()) {
            register.get().write(state, value);
        } else {
            writeAlias(state, name, value);
        }
        debugger.setState(vcpu, state);
    }

    /// A name that only expressions know.
    private static void writeAlias(VcpuState state, String name, long value)
            throws SessionException {
        var register = dev.ringside.engine.debug.RegisterFile.find(name);
        if (register == null) {
            throw new SessionException("There is no register " + name + ".");
        }
        register.write(state, value);
    }

    private static long fit(long value, int size) throws SessionException {
        int bits = size * 8;
        boolean fits =
                size == 8 || value >>> bits == 0 || (value < 0 && value >= -(1L << bits - 1));
        if (!fits) {
            throw new SessionException(
                    "%s does not fit %d bytes.".formatted(MemoryReference.hex(value), size));
        }
        return value;
    }

    CNode parse(String text) throws SessionException {
        return new CParser(text, CNames.of(frame)).parse();
    }

    long value(Expression expression) throws SessionException {
        try {
            return expression.evaluate(frame);
        } catch (ZxException e) {
            String why = e.getMessage();
            throw new SessionException(
                    why == null || why.isEmpty()
                            ? "Memory that this names cannot be read now."
                            : "This has no value now: %s.".formatted(why));
        }
    }

    private MemoryReference reference(Expression expression, long value) throws SessionException {
        if (expression.target() instanceof Expression.Target.Memory memory) {
            return new MemoryReference(memory.kind(), value(memory.address()));
        }
        return MemoryReference.linear(value);
    }

    /// A number of some bits in one of the forms that have no address.
    String inForm(long value, int bits, char form) {
        long cut = TypedValue.extend(value, bits, false);
        return form == 'd'
                ? Long.toString(TypedValue.extend(value, bits, true))
                : format(cut, 8, form);
    }

    private String format(long value, int size, char form) {
        return switch (form) {
            case 'x' -> MemoryReference.hex(value);
            case 'd' -> Long.toString(signed(value, size));
            case 'b' -> "0b" + Long.toBinaryString(value);
            case 'o' -> "0" + Long.toOctalString(value);
            case 'c' -> character((int) (value & 0xFF));
            case 's' -> string(value);
            case 'i' -> instruction.apply(value);
            default -> hexAndMore(value, size);
        };
    }

    /// `0x41 65 'A'`, and the name of a symbol.
    private String hexAndMore(long value, int size) {
        StringBuilder text = new StringBuilder(MemoryReference.hex(value));
        if (Long.compareUnsigned(value, 9) > 0) {
            text.append(" (").append(signed(value, size)).append(')');
        }
        PcText.symbol(symbols, value).ifPresent(name -> text.append(" <").append(name).append('>'));
        return text.toString();
    }

    private static long signed(long value, int size) {
        int shift = 64 - 8 * size;
        return value << shift >> shift;
    }

    private static String character(int code) {
        return code >= 32 && code < 127 ? "'" + (char) code + "'" : "'\\x%02x'".formatted(code);
    }

    private String string(long address) {
        byte[] bytes = new byte[LONGEST_STRING];
        int got = debugger.read(AddressKind.LINEAR, vcpu, address, bytes, 0, bytes.length);
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < got && bytes[i] != 0; i++) {
            int code = bytes[i] & 0xFF;
            text.append(
                    code >= 32 && code < 127
                            ? String.valueOf((char) code)
                            : "\\x%02x".formatted(code));
        }
        return text.append('"').toString();
    }

    private static String type(int size) {
        return switch (size) {
            case 1 -> "byte";
            case 2 -> "word";
            case 4 -> "dword";
            default -> "qword";
        };
    }
}
