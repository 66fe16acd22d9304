package dev.ringside.adapter.source;

import java.util.Locale;
import java.util.Set;

/// A line of NASM source, taken apart: `label: operation operands`.
///
/// @param label empty where there is none
/// @param operation the instruction, directive or macro, in lower case; may be empty
/// @param operands what follows, without comment
record NasmStatement(String label, String operation, String operands) {
    private static final Set<String> DATA =
            Set.of(
                    "db", "dw", "dd", "dq", "dt", "do", "dy", "dz", "incbin", "align", "alignb",
                    "at");
    private static final Set<String> SHORT_DATA = Set.of("db", "dw", "dd");
    private static final Set<String> RESERVE =
            Set.of("resb", "resw", "resd", "resq", "rest", "reso", "resy", "resz");

    static NasmStatement parse(String text) {
        String code = withoutComment(text).strip();
        // `[org 0x7C00]` is the primitive form of `org 0x7C00`.
        if (code.startsWith("[") && code.endsWith("]")) {
            code = code.substring(1, code.length() - 1).strip();
        }
        int end = wordEnd(code, 0);
        String first = code.substring(0, end);
        int next = skipSpace(code, end);
        boolean colon = next < code.length() && code.charAt(next) == ':';
        if (colon && isLabel(first)) {
            return withLabel(first, code.substring(next + 1));
        }
        int secondEnd = wordEnd(code, next);
        String second = code.substring(next, secondEnd).toLowerCase(Locale.ROOT);
        boolean named = DATA.contains(second) || RESERVE.contains(second);
        boolean repeats = second.equals("times") || second.equals("istruc");
        if (isLabel(first) && (named || repeats || second.equals("equ"))) {
            return withLabel(first, code.substring(next));
        }
        return withLabel("", code);
    }

    private static NasmStatement withLabel(String label, String code) {
        String rest = code.strip();
        int end = wordEnd(rest, 0);
        return new NasmStatement(
                label,
                rest.substring(0, end).toLowerCase(Locale.ROOT),
                rest.substring(end).strip());
    }

    /// A string may hold a semicolon.
    private static String withoutComment(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && c == ';') {
                return text.substring(0, i);
            }
            if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return text;
    }

    private static int skipSpace(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int wordEnd(String text, int from) {
        int i = from;
        while (i < text.length()
                && !Character.isWhitespace(text.charAt(i))
                && ":,[]()\"'".indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static boolean isLabel(String word) {
        if (word.isEmpty() || "%0123456789".indexOf(word.charAt(0)) >= 0) {
            return false;
        }
        return word.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || "_.?$@#~".indexOf(c) >= 0);
    }

    /// Whether a breakpoint may stand here. Data is no code, but hand-written machine code is: a
    /// few bytes without a label in the middle of instructions.
    ///
    /// @param length bytes this line became
    /// @param afterCode whether the line before is code
    boolean isCode(long length, boolean afterCode) {
        String unit = operation.equals("times") ? repeated() : operation;
        boolean data = DATA.contains(unit) || RESERVE.contains(unit);
        boolean byHand = SHORT_DATA.contains(operation) && label.isEmpty() && length <= 8;
        return !data || (byHand && afterCode);
    }

    /// The operation behind `times COUNT`.
    private String repeated() {
        for (String word : Text.parts(operands.toLowerCase(Locale.ROOT), " \t,")) {
            if (DATA.contains(word) || RESERVE.contains(word)) {
                return word;
            }
        }
        return operation;
    }
}
