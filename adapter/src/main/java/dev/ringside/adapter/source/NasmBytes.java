package dev.ringside.adapter.source;

import java.util.OptionalLong;

/// The bytes column of a NASM listing row; see [NasmRow].
///
/// @param length bytes the column stands for
/// @param reserved without contents in the file
/// @param knownBytes how many bytes from the start are told exactly, 0 to 8
/// @param known those bytes, the first one lowest
record NasmBytes(long length, boolean reserved, int knownBytes, long known) {

    static NasmBytes parse(String column) {
        int digits = 0;
        boolean reserved = false;
        boolean exact = true;
        int knownDigits = 0;
        long known = 0;
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            int digit = NasmRow.hex(c);
            if (c == '<') {
                return counted(column.substring(i), digits / 2, known, knownDigits / 2);
            }
            if (digit >= 0) {
                digits++;
                if (exact && knownDigits < 16) {
                    // The high digit of each byte comes first.
                    known |= (long) digit << (4 * (knownDigits ^ 1));
                    knownDigits++;
                }
            } else if (c == '?') {
                digits++;
                reserved = true;
                exact = false;
            } else {
                exact = false;
            }
        }
        return new NasmBytes(digits / 2, reserved, knownDigits / 2, known);
    }

    /// `<rep 5h>`, `<res 10h>`, `<bin 28h>`.
    private static NasmBytes counted(String mark, int before, long known, int knownBytes) {
        int space = mark.indexOf(' ');
        int close = mark.indexOf('>');
        OptionalLong count =
                space > 0 && close > space
                        ? ConstantExpression.number("0" + mark.substring(space + 1, close))
                        : OptionalLong.empty();
        // Counts above 4 GB are nonsense; they would only overflow later.
        long n = Math.min(count.orElse(0) & Long.MAX_VALUE, 1L << 32);
        boolean reserved = mark.startsWith("<res");
        long length = mark.startsWith("<rep") ? Math.max(1, before) * n : before + n;
        return new NasmBytes(length, reserved, knownBytes, known);
    }

    NasmRow row(int line, long offset) {
        return new NasmRow(line, offset, length, reserved, knownBytes, known, 0, "");
    }
}
