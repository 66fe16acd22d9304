package dev.ringside.adapter.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of an expression's text.
///
/// @param value of a number, a character or a real-mode address
/// @param column from 1
record CToken(Kind kind, String text, long value, int column) {
    enum Kind {
        NUMBER,
        /// `07c0:000a`
        FAR_POINTER,
        NAME,
        /// In quotes; `text` is what they mean.
        STRING,
        OPERATOR,
        END
    }

    /// What a user types fits; more is a mistake or worse.
    static final int LONGEST = 4096;

    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<far>[0-9A-Fa-f]{1,4}:(?:0[xX])?[0-9A-Fa-f]{1,8}(?![0-9A-Za-z_]))"
                            + "|(?<hex>0[xX][0-9A-Fa-f_]+|[0-9][0-9A-Fa-f]*[hH])(?![0-9A-Za-z_])"
                            + "|(?<bin>0[bB][01_]+)(?![0-9A-Za-z_])"
                            + "|(?<dec>[0-9][0-9_]*)(?:[uUlL]{1,3})?(?![0-9A-Za-z_])"
                            + "|(?<char>'(?:\\\\.|\\\\x[0-9a-fA-F]{2}|[^\\\\'])')"
                            + "|(?<string>\"[^\\\\\"]*+(?:\\\\.[^\\\\\"]*+)*+\")"
                            + "|(?<name>[%$]?[A-Za-z_.?@][A-Za-z0-9_$?@]*+(?:\\.(?!\\.)[A-Za-z0-9_$?@]*+)*+)"
                            + "|(?<op>->|\\.\\.|<<|>>|<=|>=|==|!=|&&|\\|\\||[-+*/%&|^~!<>()\\[\\]:=,])");

    static List<CToken> all(String text) throws SessionException {
        if (text.length() > LONGEST) {
            throw new SessionException(
                    "The expression is longer than %d characters.".formatted(LONGEST));
        }
        List<CToken> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new CToken(Kind.END, "the end", 0, at + 1));
                return tokens;
            }
            // A `..` behind a name or a bracket is a range, not a name that begins with dots.
            boolean range = text.startsWith("..", at);
            matcher.region(at, text.length());
            if (range) {
                tokens.add(new CToken(Kind.OPERATOR, "..", 0, at + 1));
                at += 2;
                continue;
            }
            if (!matcher.lookingAt()) {
                throw new SessionException(
                        "'%s' at column %d is not understood."
                                .formatted(Texts.clip(text.substring(at), 40), at + 1));
            }
            tokens.add(of(matcher, at + 1));
            at = matcher.end();
        }
    }

    private static CToken of(Matcher matcher, int column) throws SessionException {
        String text = matcher.group();
        if (matcher.group("far") != null) {
            int colon = text.indexOf(':');
            String offset = text.substring(colon + 1).replaceFirst("^0[xX]", "");
            long linear = (Long.parseLong(text, 0, colon, 16) << 4) + Long.parseLong(offset, 16);
            return new CToken(Kind.FAR_POINTER, text, linear, column);
        }
        if (matcher.group("char") != null) {
            String inside = unescape(text.substring(1, text.length() - 1));
            return new CToken(Kind.NUMBER, text, inside.charAt(0), column);
        }
        if (matcher.group("string") != null) {
            return new CToken(
                    Kind.STRING, unescape(text.substring(1, text.length() - 1)), 0, column);
        }
        if (matcher.group("name") != null) {
            return new CToken(Kind.NAME, text, 0, column);
        }
        if (matcher.group("op") != null) {
            return new CToken(Kind.OPERATOR, text, 0, column);
        }
        return new CToken(Kind.NUMBER, text, number(matcher, column), column);
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            boolean hex = next == 'x' && isHex(text, i + 1);
            plain.append(
                    switch (next) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case '0' -> '\0';
                        case 'x' -> hex ? (char) Integer.parseInt(text, i + 1, i + 3, 16) : next;
                        default -> next;
                    });
            i += hex ? 2 : 0;
        }
        return plain.toString();
    }

    private static boolean isHex(String text, int at) {
        return at + 2 <= text.length()
                && Character.digit(text.charAt(at), 16) >= 0
                && Character.digit(text.charAt(at + 1), 16) >= 0;
    }

    private static long number(Matcher matcher, int column) throws SessionException {
        String digits = matcher.group().replace("_", "");
        try {
            if (matcher.group("hex") != null) {
                boolean prefix = digits.startsWith("0x") || digits.startsWith("0X");
                return Long.parseUnsignedLong(
                        prefix ? digits.substring(2) : digits.substring(0, digits.length() - 1),
                        16);
            }
            if (matcher.group("bin") != null) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            return Long.parseUnsignedLong(matcher.group("dec").replace("_", ""));
        } catch (NumberFormatException e) {
            throw new SessionException(
                    "'%s' at column %d does not fit in 64 bits."
                            .formatted(matcher.group(), column));
        }
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }
}
