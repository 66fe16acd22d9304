package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions as a user types them: C's, over the program's variables, and the engine's, over
/// registers and memory. Recursive descent; no assignment, so there are no side effects.
///
/// ```
/// i < 0 && p->next != 0      variables of the selected frame, members, C's operators
/// (struct foo *) rax         casts; registers as they are or with $
/// buf[0..16]  *p  &x         elements (the end not included), pointers, addresses
/// name == "init"             text at an address
/// rip in 0x1000..0x2000      ranges, the end not included
/// word [es:di]  phys:0x1000  what the engine's expressions have
/// ```
final class CParser {
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

    private static final int RELATIONAL = 6;
    static final int ADDITIVE = 8;

    private final List<CToken> tokens;
    final CNames names;
    private int next;
    private int depth;
    private boolean plain = true;

    CParser(String text, CNames names) throws SessionException {
        if (text.isBlank()) {
            throw new SessionException("There is no expression to evaluate.");
        }
        this.tokens = CToken.all(text);
        this.names = names;
    }

    /// Parses all of the text.
    ///
    /// @throws SessionException what is wrong, at which column
    CNode parse() throws SessionException {
        CNode node = binary(0);
        CToken rest = peek();
        if (rest.is("=")) {
            throw new SessionException(
                    "'=' at column %d would assign; write '==' to compare."
                            .formatted(rest.column()));
        }
        if (rest.kind() != CToken.Kind.END) {
            throw unexpected(rest, "an operator");
        }
        return node;
    }

    /// Whether the engine's own parser would understand the text the same way.
    boolean isPlain() {
        return plain;
    }

    /// Notes that the program's types or variables are used.
    void typed() {
        plain = false;
    }

    CNode binary(int level) throws SessionException {
        if (level == LEVELS.size()) {
            return unary();
        }
        CNode left = binary(level + 1);
        while (true) {
            if (level == RELATIONAL && isWord("in")) {
                left = range(left);
            } else if (peek().kind() == CToken.Kind.OPERATOR
                    && LEVELS.get(level).contains(peek().text())) {
                String operator = take().text();
                left = combine(operator, left, level);
            } else {
                return left;
            }
        }
    }

    private CNode combine(String operator, CNode left, int level) throws SessionException {
        boolean equality = operator.equals("==") || operator.equals("!=");
        if (equality && peek().kind() == CToken.Kind.STRING) {
            typed();
            return new COperation.TextEquals(operator.equals("=="), left, take().text());
        }
        CNode right = binary(level + 1);
        return switch (operator) {
            case "||", "&&" -> new COperation.Logical(operator.equals("&&"), left, right);
            case "==", "!=", "<", "<=", ">", ">=" ->
                    new COperation.Comparison(operator, left, right);
            default -> CArithmetic.combine(operator, left, right, names.pointerSize());
        };
    }

    /// `in first..end`, in brackets or not.
    private CNode range(CNode value) throws SessionException {
        take();
        typed();
        boolean bracket = at("[");
        if (bracket) {
            take();
        }
        CNode first = binary(RELATIONAL + 1);
        expect("..");
        CNode end = binary(RELATIONAL + 1);
        if (bracket) {
            expect("]");
        }
        return new COperation.InRange(value, first, end);
    }

    CNode unary() throws SessionException {
        if (++depth > DEPTH_LIMIT) {
            throw new SessionException("The expression is nested too deeply.");
        }
        try {
            CToken token = peek();
            if (token.kind() == CToken.Kind.OPERATOR) {
                switch (token.text()) {
                    case "-", "~", "!" -> {
                        take();
                        return new COperation.Unary(token.text().charAt(0), unary());
                    }
                    case "*" -> {
                        take();
                        typed();
                        return CArithmetic.pointee(unary());
                    }
                    case "&" -> {
                        take();
                        typed();
                        return CArithmetic.address(unary(), names.pointerSize());
                    }
                    default -> {
                        // A bracket, or an error that the primary expression tells.
                    }
                }
            }
            return isWord("sizeof") ? sizeof() : new CPrimary(this).parse();
        } finally {
            depth--;
        }
    }

    private CNode sizeof() throws SessionException {
        take();
        typed();
        CTypeName typeName = new CTypeName(this);
        CType type = at("(") ? typeName.inBrackets() : null;
        if (type == null) {
            type = unary().type();
        }
        if (type == null) {
            throw new SessionException("sizeof needs a type or a variable of the program.");
        }
        return new CNode.Constant(type.size());
    }

    CToken peek() {
        return tokens.get(next);
    }

    boolean at(String operator) {
        return peek().is(operator);
    }

    boolean isWord(String word) {
        return peek().kind() == CToken.Kind.NAME && peek().text().equals(word);
    }

    CToken take() {
        CToken token = tokens.get(next);
        if (token.kind() != CToken.Kind.END) {
            next++;
        }
        return token;
    }

    /// Where the parser stands, to go back to.
    int mark() {
        return next;
    }

    void back(int mark) {
        next = mark;
    }

    void expect(String operator) throws SessionException {
        if (!at(operator)) {
            throw unexpected(peek(), "'" + operator + "'");
        }
        take();
    }

    SessionException unexpected(CToken token, String wanted) {
        boolean end = token.kind() == CToken.Kind.END;
        return new SessionException(
                "%s expected at column %d, not %s."
                        .formatted(
                                wanted,
                                token.column(),
                                end ? "the end" : "'" + Texts.clip(token.text(), 40) + "'"));
    }

    @Nullable CType castType() throws SessionException {
        CType type = new CTypeName(this).inBrackets();
        if (type != null) {
            typed();
        }
        return type;
    }
}
