package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.ExpressionException;
import dev.ringside.engine.debug.SymbolResolver;
import dev.ringside.engine.state.SegmentRegister;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What stands between operators: numbers, names, memory, brackets, casts, and the members and
/// elements behind them.
final class CPrimary {
    private static final long MOST_ELEMENTS = 65_536;

    private final CParser parser;

    CPrimary(CParser parser) {
        this.parser = parser;
    }

    CNode parse() throws SessionException {
        CToken token = parser.peek();
        if (token.is("(")) {
            CType cast = parser.castType();
            if (cast != null) {
                return CArithmetic.cast(cast, parser.unary());
            }
        }
        return suffixes(simple(parser.take()));
    }

    private CNode simple(CToken token) throws SessionException {
        return switch (token.kind()) {
            case NUMBER, FAR_POINTER -> new CNode.Constant(token.value());
            case NAME -> name(token);
            case OPERATOR -> bracketed(token);
            case STRING ->
                    throw new SessionException("A text can only be compared: name == \"x\".");
            case END -> throw parser.unexpected(token, "a value");
        };
    }

    private CNode bracketed(CToken open) throws SessionException {
        if (open.is("(")) {
            CNode inner = parser.binary(0);
            parser.expect(")");
            return inner;
        }
        if (open.is("[")) {
            return memory(AddressKind.LINEAR, 0);
        }
        throw parser.unexpected(open, "a value");
    }

    private CNode suffixes(CNode first) throws SessionException {
        CNode node = first;
        while (true) {
            CToken token = parser.peek();
            boolean typed = node.type() != null;
            if (token.is("->")) {
                parser.take();
                node = CArithmetic.path(CArithmetic.pointee(node), parser.take().text());
            } else if (token.is("[") && typed) {
                parser.take();
                node = index(node);
            } else if (typed && token.kind() == CToken.Kind.NAME && token.text().startsWith(".")) {
                parser.take();
                node = CArithmetic.path(node, token.text().substring(1));
            } else {
                return node;
            }
        }
    }

    private CNode index(CNode array) throws SessionException {
        CNode first = parser.binary(0);
        if (!parser.at("..")) {
            parser.expect("]");
            return CArithmetic.element(array, first, -1);
        }
        parser.take();
        CNode end = parser.binary(0);
        parser.expect("]");
        if (!(first instanceof CNode.Constant(long from))
                || !(end instanceof CNode.Constant(long to))) {
            throw new SessionException("The ends of a slice are numbers: buf[0..16].");
        }
        if (from > to || to - from > MOST_ELEMENTS) {
            throw new SessionException(
                    "A slice has 0 to %d elements; the end is not one of them."
                            .formatted(MOST_ELEMENTS));
        }
        return CArithmetic.element(array, first, to - from);
    }

    private CNode name(CToken token) throws SessionException {
        String text = token.text();
        boolean sigil = text.startsWith("$") || text.startsWith("%");
        String name = sigil ? text.substring(1) : text;
        String lower = name.toLowerCase(Locale.ROOT);
        int width = width(lower);
        boolean pointer = parser.isWord("ptr") || parser.isWord("PTR");
        if (width > 0 && (parser.at("[") || pointer)) {
            return sized(AddressKind.LINEAR, width);
        }
        if (lower.equals("phys") && !sigil) {
            return physical();
        }
        CNode found = sigil ? null : variable(name);
        found = found == null ? register(lower) : found;
        found = found == null && !sigil ? program(name) : found;
        if (found == null) {
            throw new SessionException(
                    "'%s' at column %d is neither a variable, a register nor a symbol; hexadecimal numbers begin with 0x."
                            .formatted(Texts.clip(text, 60), token.column()));
        }
        return found;
    }

    /// A local, with the members behind it: `cursor.row` is one token.
    private @Nullable CNode variable(String name) throws SessionException {
        int dot = name.indexOf('.', 1);
        Optional<CNode> local = parser.names.local(dot < 0 ? name : name.substring(0, dot));
        return local.isEmpty() ? null : withMembers(local.get(), name, dot);
    }

    private CNode withMembers(CNode node, String name, int dot) throws SessionException {
        parser.typed();
        return dot < 0 ? node : CArithmetic.path(node, name.substring(dot + 1));
    }

    private @Nullable CNode register(String name) throws SessionException {
        Expression expression;
        try {
            expression = Expression.parse(name, SymbolResolver.NONE);
        } catch (ExpressionException e) {
            return null;
        }
        int segment = segment(name);
        if (segment >= 0 && parser.at(":")) {
            parser.take();
            return new CNode.Segmented(segment, parser.binary(CParser.ADDITIVE));
        }
        return new CNode.Wrapped(expression);
    }

    private @Nullable CNode program(String name) throws SessionException {
        int dot = name.indexOf('.', 1);
        String first = dot < 0 ? name : name.substring(0, dot);
        Optional<CNode> global = parser.names.global(first);
        if (global.isPresent()) {
            return withMembers(global.get(), name, dot);
        }
        OptionalLong symbol = parser.names.symbol(name);
        if (symbol.isPresent()) {
            return new CNode.Constant(symbol.getAsLong());
        }
        OptionalLong enumerator = parser.names.enumerator(name);
        if (enumerator.isPresent()) {
            parser.typed();
            return new CNode.Constant(enumerator.getAsLong());
        }
        return null;
    }

    /// `phys:ADDRESS`, `phys [ADDRESS]`, `phys word [ADDRESS]`.
    private CNode physical() throws SessionException {
        if (parser.at(":")) {
            parser.take();
            parser.typed();
            return new CNode.Sized(AddressKind.PHYSICAL, parser.binary(CParser.ADDITIVE), 0);
        }
        int width = width(parser.peek().text().toLowerCase(Locale.ROOT));
        if (width > 0) {
            parser.take();
        }
        return sized(AddressKind.PHYSICAL, width);
    }

    private CNode sized(AddressKind kind, int width) throws SessionException {
        if (parser.isWord("ptr") || parser.isWord("PTR")) {
            parser.take();
        }
        parser.expect("[");
        return memory(kind, width);
    }

    private CNode memory(AddressKind kind, int width) throws SessionException {
        CNode address = parser.binary(0);
        parser.expect("]");
        return new CNode.Sized(kind, address, width);
    }

    private static int width(String name) {
        return switch (name) {
            case "byte" -> 1;
            case "word" -> 2;
            case "dword" -> 4;
            case "qword" -> 8;
            default -> 0;
        };
    }

    private static int segment(String name) {
        for (int i = 0; i < SegmentRegister.LDTR; i++) {
            if (SegmentRegister.name(i).equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
