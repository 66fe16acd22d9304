package dev.ringside.engine.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts an expression's text into tokens.
final class ExpressionLexer {
    enum Kind {
        NUMBER,
        /// `07c0:000a`
        FAR_POINTER,
        NAME,
        OPERATOR,
        END
    }

    /// @param column from 1
    record Token(Kind kind, String text, long value, int column) {}

    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<far>[0-9A-Fa-f]{1,4}:(?:0[xX])?[0-9A-Fa-f]{1,8}(?![0-9A-Za-z_]))"
                            + "|(?<hex>0[xX][0-9A-Fa-f_]+|[0-9][0-9A-Fa-f]*[hH])(?![0-9A-Za-z_])"
                            + "|(?<bin>0[bB][01_]+)(?![0-9A-Za-z_])"
                            + "|(?<dec>[0-9][0-9_]*)(?![0-9A-Za-z_])"
                            + "|(?<char>'.')"
                            + "|(?<name>[%$]?[A-Za-z_.?@][A-Za-z0-9_.$?@]*)"
                            + "|(?<op><<|>>|<=|>=|==|!=|&&|\\|\\||[-+*/%&|^~!<>()\\[\\]:=,])");

    private ExpressionLexer() {}

    static List<Token> tokens(String text) throws ExpressionException {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, "the end", 0, at + 1));
                return tokens;
            }
            matcher.region(at, text.length());
            if (!matcher.lookingAt()) {
                throw new ExpressionException(
                        "'%s' at column %d is not understood."
                                .formatted(text.substring(at), at + 1));
            }
            tokens.add(token(matcher, at + 1));
            at = matcher.end();
        }
    }

    private static Token token(Matcher matcher, int column) throws ExpressionException {
        String text = matcher.group();
        if (matcher.group("far") != null) {
            int colon = text.indexOf(':');
            String offset = text.substring(colon + 1).replaceFirst("^0[xX]", "");
            long linear = (Long.parseLong(text, 0, colon, 16) << 4) + Long.parseLong(offset, 16);
            return new Token(Kind.FAR_POINTER, text, linear, column);
        }
        if (matcher.group("char") != null) {
            return new Token(Kind.NUMBER, text, text.charAt(1), column);
        }
        if (matcher.group("name") != null) {
            return new Token(Kind.NAME, text, 0, column);
        }
        if (matcher.group("op") != null) {
            return new Token(Kind.OPERATOR, text, 0, column);
        }
        return new Token(Kind.NUMBER, text, number(matcher, column), column);
    }

    private static long number(Matcher matcher, int column) throws ExpressionException {
        String digits = matcher.group().replace("_", "");
        try {
            if (matcher.group("hex") != null) {
                String hex =
                        digits.startsWith("0x") || digits.startsWith("0X")
                                ? digits.substring(2)
                                : digits.substring(0, digits.length() - 1);
                return Long.parseUnsignedLong(hex, 16);
            }
            if (matcher.group("bin") != null) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new ExpressionException(
                    "'%s' at column %d does not fit in 64 bits."
                            .formatted(matcher.group(), column));
        }
    }
}
