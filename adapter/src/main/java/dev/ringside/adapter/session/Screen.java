package dev.ringside.adapter.session;

import java.util.List;

/// What the guest shows on its text screen.
///
/// @param lines one string a row, `columns` characters each
/// @param cells character (code page 437) and VGA attribute of each cell, row by row
/// @param cursorRow from 0
/// @param cursorColumn from 0
public record Screen(
        int columns,
        int rows,
        List<String> lines,
        byte[] cells,
        int cursorRow,
        int cursorColumn,
        boolean cursorVisible) {

    /// The rows without what is blank at their ends.
    public String text() {
        StringBuilder text = new StringBuilder();
        int blank = 0;
        for (String line : lines) {
            String shown = line.stripTrailing();
            if (shown.isEmpty()) {
                blank++;
                continue;
            }
            text.append("\n".repeat(text.isEmpty() ? 0 : blank));
            blank = 0;
            text.append(shown).append('\n');
        }
        return text.isEmpty() ? "(the screen is blank)\n" : text.toString();
    }
}
