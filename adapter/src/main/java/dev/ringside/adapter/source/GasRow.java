package dev.ringside.adapter.source;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A row of a GNU assembler listing, as `as -al` writes it; the last column begins at a tab:
///
/// ```
///   11 0000 EA350000      start: ljmp $0, $main
///   11      00
///   14                    main:
/// ```
///
/// @param line number in the assembler's input
/// @param offset in the section, or -1 where the row has no bytes or continues the one before
/// @param length bytes that are shown; long data is cut
/// @param text null in a row that only continues the bytes before
record GasRow(int line, long offset, long length, @Nullable String text) {
    private static final int MAXIMUM_LENGTH = 1 << 16;

    /// @return null where the text is no row
    static @Nullable GasRow parse(String row) {
        int tab = row.indexOf('\t');
        List<String> words = Text.words(tab < 0 ? row : row.substring(0, tab));
        boolean numbered = !words.isEmpty() && words.getFirst().chars().allMatch(GasRow::digit);
        if (row.length() > MAXIMUM_LENGTH || !numbered || words.getFirst().length() > 9) {
            return null;
        }
        int line = Integer.parseInt(words.getFirst());
        boolean offset = tab >= 0 && words.size() > 1;
        if (!offset && tab < 0 && words.size() < 2) {
            return null;
        }
        long digits = 0;
        for (String word : words.subList(offset ? 2 : 1, words.size())) {
            if (!word.chars().allMatch(c -> NasmRow.hex((char) c) >= 0)) {
                return null;
            }
            digits += word.length();
        }
        OptionalLong at =
                offset ? ConstantExpression.number("0x" + words.get(1)) : OptionalLong.of(-1);
        boolean wrong = at.isEmpty() || (offset && words.get(1).length() < 4);
        String text = tab < 0 ? null : row.substring(tab + 1);
        return wrong ? null : new GasRow(line, at.getAsLong(), digits / 2, text);
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }
}
