package dev.ringside.engine.debug;

import java.util.ArrayList;
import java.util.List;

/// A logpoint's text with `{expressions}` in it; `{{` and `}}` stand for braces.
public final class LogTemplate {
    /// Literal text and expressions in turn.
    private final List<Object> parts;

    private LogTemplate(List<Object> parts) {
        this.parts = parts;
    }

    /// Reads the expressions between the braces.
    @FunctionalInterface
    public interface Reader {
        /// @throws ExpressionException the text is no expression
        Expression read(String text) throws ExpressionException;
    }

    /// @throws ExpressionException an expression inside is wrong, or a brace has no partner
    public static LogTemplate parse(String text, SymbolResolver symbols)
            throws ExpressionException {
        return parseWith(text, inside -> Expression.parse(inside, symbols));
    }

    /// The same with expressions of another kind.
    ///
    /// @throws ExpressionException an expression inside is wrong, or a brace has no partner
    public static LogTemplate parseWith(String text, Reader reader) throws ExpressionException {
        List<Object> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                if (end < 0) {
                    throw new ExpressionException(
                            "'{' in the log message has no '}'; write '{{' for a brace.");
                }
                parts.add(literal.toString());
                literal.setLength(0);
                parts.add(reader.read(text.substring(i + 1, end)));
                i = end;
            } else {
                literal.append(c);
            }
        }
        parts.add(literal.toString());
        return new LogTemplate(parts);
    }

    /// The line to log; unreadable memory shows as `??`.
    public String format(EvaluationContext context) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Expression expression) {
                line.append(value(expression, context));
            } else {
                line.append(part);
            }
        }
        return line.toString();
    }

    private static String value(Expression expression, EvaluationContext context) {
        try {
            return "0x" + Long.toHexString(expression.evaluate(context));
        } catch (dev.ringside.engine.base.ZxException e) {
            return "??";
        }
    }
}
