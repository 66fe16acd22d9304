package dev.ringside.adapter.source;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// Values of the simple expressions that stand behind `org`, `vstart=` and `equ`: numbers as NASM
/// writes them, names, `+ - * / << >> & |` and parentheses. Anything else has no value here.
final class ConstantExpression {
    private static final int MAXIMUM_DEPTH = 32;

    /// Operators from the loosest to the tightest; those of one row bind equally.
    private static final String[][] LEVELS = {
        {"|"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/"},
    };

    private final String text;
    private final Map<String, Long> names;
    private int position;
    private boolean valid = true;

    private ConstantExpression(String text, Map<String, Long> names) {
        this.text = text;
        this.names = names;
    }

    static OptionalLong evaluate(String text, Map<String, Long> names) {
        ConstantExpression expression = new ConstantExpression(text.strip(), names);
        long value = expression.binary(0, 0);
        expression.skipSpace();
        boolean complete = expression.valid && expression.position == expression.text.length();
        return complete ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private long binary(int level, int depth) {
        if (level == LEVELS.length) {
            return unary(depth);
        }
        long value = binary(level + 1, depth);
        for (String operator = next(level); !operator.isEmpty(); operator = next(level)) {
            long right = binary(level + 1, depth);
            value = apply(operator, value, right);
        }
        return value;
    }

    private String next(int level) {
        skipSpace();
        for (String operator : LEVELS[level]) {
            if (valid && text.startsWith(operator, position)) {
                position += operator.length();
                return operator;
            }
        }
        return "";
    }

    private long apply(String operator, long left, long right) {
        switch (operator) {
            case "|":
                return left | right;
            case "&":
                return left & right;
            case "<<":
                return left << right;
            case ">>":
                return left >>> right;
            case "+":
                return left + right;
            case "-":
                return left - right;
            case "*":
                return left * right;
            default:
                valid &= right != 0;
                return right == 0 ? 0 : Long.divideUnsigned(left, right);
        }
    }

    private long unary(int depth) {
        skipSpace();
        if (depth > MAXIMUM_DEPTH || position >= text.length()) {
            valid = false;
            return 0;
        }
        char c = text.charAt(position);
        if (c == '-' || c == '+') {
            position++;
            long value = unary(depth + 1);
            return c == '-' ? -value : value;
        }
        if (c == '(') {
            position++;
            long value = binary(0, depth + 1);
            skipSpace();
            valid &= text.startsWith(")", position);
            position++;
            return value;
        }
        return word();
    }

    private long word() {
        int start = position;
        while (position < text.length() && isWordPart(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        Long named = names.get(word);
        OptionalLong value = named != null ? OptionalLong.of(named) : number(word);
        valid &= value.isPresent();
        return value.orElse(0);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /// `0x7C00`, `0h7C00`, `$7C00`, `7C00h`, `0b101`, `101b`, `31744`, with `_` anywhere.
    static OptionalLong number(String word) {
        String digits = word.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.isEmpty() || !(isDigit(digits.charAt(0)) || digits.charAt(0) == '$')) {
            return OptionalLong.empty();
        }
        if (digits.startsWith("0x") || digits.startsWith("0h")) {
            return parse(digits.substring(2), 16);
        }
        if (digits.startsWith("$")) {
            return parse(digits.substring(1), 16);
        }
        if (digits.endsWith("h")) {
            return parse(digits.substring(0, digits.length() - 1), 16);
        }
        if (digits.startsWith("0b")) {
            return parse(digits.substring(2), 2);
        }
        if (digits.endsWith("b")) {
            return parse(digits.substring(0, digits.length() - 1), 2);
        }
        return parse(digits, 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static OptionalLong parse(String digits, int radix) {
        try {
            return OptionalLong.of(Long.parseUnsignedLong(digits, radix));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
