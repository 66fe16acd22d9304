package dev.ringside.adapter.source;

import org.jspecify.annotations.Nullable;

/// One row of a NASM listing. The columns, as `nasm -l` writes them:
///
/// ```
///      6 00000000 EB78                    start:  jmp short main
///      4 0000007C E680                <1>  out %2, al
/// 0    5 7      14 16               34 36  40
/// ```
///
/// Line number in the current file, offset in the section, bytes, nesting of includes and macros,
/// source text. Bytes in brackets are relocated. `<rep 5h>` repeats those before it, `<res 10h>`
/// and `?` reserve, `<bin 28h>` stands for a file's bytes, and `-` says that the bytes go on in the
/// next row.
///
/// @param offset -1 where the row has no bytes
/// @param length bytes the row stands for
/// @param reserved without contents in the file
/// @param knownBytes how many bytes from the start the listing tells exactly, 0 to 8
/// @param known those bytes, the first one lowest
record NasmRow(
        int line,
        long offset,
        long length,
        boolean reserved,
        int knownBytes,
        long known,
        int level,
        String text) {
    private static final int NUMBER_WIDTH = 6;
    private static final int BYTES_WIDTH = 19;
    private static final int MAXIMUM_LENGTH = 1 << 16;

    /// @return null where the text is no row
    static @Nullable NasmRow parse(String row) {
        if (row.length() > MAXIMUM_LENGTH) {
            return null;
        }
        int numberEnd = numberEnd(row);
        int number = numberEnd < 0 ? -1 : decimal(row.substring(0, numberEnd).strip());
        if (number < 0) {
            return null;
        }
        int offsetEnd = numberEnd + 1;
        while (offsetEnd < row.length() && hex(row.charAt(offsetEnd)) >= 0) {
            offsetEnd++;
        }
        int digits = offsetEnd - numberEnd - 1;
        if (digits == 0) {
            int levelAt = numberEnd + 1 + 9 + BYTES_WIDTH;
            return withText(row, levelAt, new NasmRow(number, -1, 0, false, 0, 0, 0, ""));
        }
        boolean wrong = digits < 8 || digits > 16 || !blankAt(row, offsetEnd);
        if (wrong) {
            return null;
        }
        long offset = Long.parseUnsignedLong(row.substring(numberEnd + 1, offsetEnd), 16);
        int bytesEnd = Math.min(row.length(), offsetEnd + 1 + BYTES_WIDTH);
        String bytes = row.substring(Math.min(offsetEnd + 1, bytesEnd), bytesEnd).strip();
        NasmRow parsed = NasmBytes.parse(bytes).row(number, offset);
        return withText(row, offsetEnd + 1 + BYTES_WIDTH, parsed);
    }

    private static int numberEnd(String row) {
        int end = 0;
        while (end < row.length() && row.charAt(end) == ' ') {
            end++;
        }
        int start = end;
        while (end < row.length() && Character.digit(row.charAt(end), 10) >= 0) {
            end++;
        }
        boolean fits = end > start && end - start <= 9 && end >= NUMBER_WIDTH;
        return fits && blankAt(row, end) ? end : -1;
    }

    private static boolean blankAt(String row, int index) {
        return index >= row.length() || row.charAt(index) == ' ';
    }

    private static int decimal(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static NasmRow withText(String row, int levelAt, NasmRow parsed) {
        int level = 0;
        int textAt = levelAt + 5;
        int open = row.indexOf('<', Math.min(levelAt, row.length()));
        if (open >= 0 && open <= levelAt + 1) {
            int close = row.indexOf('>', open);
            level = close < 0 ? -1 : decimal(row.substring(open + 1, close));
            textAt = close + 2;
        }
        String text = textAt < row.length() ? row.substring(textAt) : "";
        return new NasmRow(
                parsed.line,
                parsed.offset,
                parsed.length,
                parsed.reserved,
                parsed.knownBytes,
                parsed.known,
                Math.max(0, level),
                text);
    }
}
