package dev.ringside.engine.debug;

import dev.ringside.engine.debug.ExpressionLexer.Kind;
import dev.ringside.engine.debug.ExpressionLexer.Token;
import dev.ringside.engine.state.SegmentRegister;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Recursive descent over [Expression]'s grammar, one level of precedence a step.
final class ExpressionParser {
    /// Deeper nesting than anybody types; keeps hostile text from exhausting the stack.
    private static final int DEPTH_LIMIT = 100;

    /// C's binary operators, loosest first.
    private static final List<List<String>> LEVELS =
            List.of(
                    List.of("||"),
                    List.of("&&"),
                    List.of("|"),
                    List.of("^"),
                    List.of("&"),
                    List.of("==", "!="),
                    List.of("<", "<=", ">", ">="),
                    List.of("<<", ">>"),
                    List.of("+", "-"),
                    List.of("*", "/", "%"));

    private static final int ADDITIVE = 8;

    private final List<Token> tokens;
    private final SymbolResolver symbols;
    private int next;
    private int depth;

    private ExpressionParser(List<Token> tokens, SymbolResolver symbols) {
        this.tokens = tokens;
        this.symbols = symbols;
    }

    static Expression parse(String text, SymbolResolver symbols) throws ExpressionException {
        ExpressionParser parser = new ExpressionParser(ExpressionLexer.tokens(text), symbols);
        Expression expression = parser.binary(0);
        Token rest = parser.peek();
        if (rest.text().equals("=")) {
            throw new ExpressionException(
                    "'=' at column %d would assign; write '==' to compare."
                            .formatted(rest.column()));
        }
        if (rest.kind() != Kind.END) {
            throw parser.unexpected(rest, "an operator");
        }
        return expression;
    }

    private Expression binary(int level) throws ExpressionException {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expression left = binary(level + 1);
        while (peek().kind() == Kind.OPERATOR && LEVELS.get(level).contains(peek().text())) {
            String operator = take().text();
            left = combine(operator, left, binary(level + 1));
        }
        return left;
    }

    private static Expression combine(String operator, Expression left, Expression right) {
        return switch (operator) {
            case "||", "&&" -> new ExpressionNode.Logical(operator.equals("&&"), left, right);
            case "==", "!=", "<", "<=", ">", ">=" ->
                    new ExpressionNode.Comparison(operator, left, right);
            default -> new ExpressionNode.Binary(operator, left, right);
        };
    }

    private Expression unary() throws ExpressionException {
        if (++depth > DEPTH_LIMIT) {
            throw new ExpressionException("The expression is nested too deeply.");
        }
        try {
            Token token = peek();
            if (token.kind() == Kind.OPERATOR && "-~!".contains(token.text())) {
                take();
                return new ExpressionNode.Unary(token.text().charAt(0), unary());
            }
            return primary();
        } finally {
            depth--;
        }
    }

    private Expression primary() throws ExpressionException {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER, FAR_POINTER -> new ExpressionNode.Literal(token.value());
            case NAME -> named(token);
            case OPERATOR -> bracketed(token);
            case END -> throw unexpected(token, "a value");
        };
    }

    private Expression bracketed(Token open) throws ExpressionException {
        if (open.text().equals("(")) {
            Expression inner = binary(0);
            expect(")");
            return inner;
        }
        if (open.text().equals("[")) {
            return memory(AddressKind.LINEAR, 0);
        }
        throw unexpected(open, "a value");
    }

    private Expression named(Token token) throws ExpressionException {
        String name = token.text().toLowerCase(Locale.ROOT);
        int width = width(name);
        if (width > 0 && (at("[") || peek().text().equalsIgnoreCase("ptr"))) {
            return sized(AddressKind.LINEAR, width);
        }
        if (name.equals("phys")) {
            return physical();
        }
        Register register = RegisterFile.find(name);
        if (register != null) {
            int segment = segment(register.name());
            if (segment >= 0 && at(":")) {
                take();
                return new ExpressionNode.Segmented(segment, binary(ADDITIVE));
            }
            return new ExpressionNode.RegisterValue(register);
        }
        ExpressionNode.Special special = ExpressionNode.Special.of(name);
        if (special == ExpressionNode.Special.CPU || special == ExpressionNode.Special.ERRORCODE) {
            return special;
        }
        return symbol(token, special);
    }

    /// @param special what the name means where no symbol has it, or null
    private Expression symbol(Token token, ExpressionNode.@Nullable Special special)
            throws ExpressionException {
        OptionalLong address = symbols.resolve(token.text());
        if (address.isPresent()) {
            return new ExpressionNode.Literal(address.getAsLong());
        }
        if (special != null) {
            return special;
        }
        throw new ExpressionException(
                "'%s' at column %d is neither a register nor a symbol; hexadecimal numbers begin with 0x."
                        .formatted(token.text(), token.column()));
    }

    private Expression physical() throws ExpressionException {
        int width = width(peek().text().toLowerCase(Locale.ROOT));
        if (width > 0) {
            take();
        }
        return sized(AddressKind.PHYSICAL, width);
    }

    private Expression sized(AddressKind kind, int width) throws ExpressionException {
        if (peek().text().equalsIgnoreCase("ptr")) {
            take();
        }
        expect("[");
        return memory(kind, width);
    }

    private Expression memory(AddressKind kind, int width) throws ExpressionException {
        Expression address = binary(0);
        expect("]");
        return new ExpressionNode.Memory(kind, address, width);
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

    private Token peek() {
        return tokens.get(next);
    }

    private boolean at(String operator) {
        return peek().kind() == Kind.OPERATOR && peek().text().equals(operator);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    private void expect(String operator) throws ExpressionException {
        if (!at(operator)) {
            throw unexpected(peek(), "'" + operator + "'");
        }
        take();
    }

    private ExpressionException unexpected(Token token, String wanted) {
        return new ExpressionException(
                "%s expected at column %d, not %s."
                        .formatted(
                                wanted,
                                token.column(),
                                token.kind() == Kind.END ? "the end" : "'" + token.text() + "'"));
    }
}
