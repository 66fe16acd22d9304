package dev.ringside.engine.vmm;

/// A picture of the text screen.
///
/// @param columns 80
/// @param rows 25
/// @param characters code page 437, row by row
/// @param attributes VGA attributes, one a character: bits 0-3 foreground, 4-6 background, 7 blink
/// @param cursorColumn from 0
/// @param cursorRow from 0
public record VgaText(
        int columns,
        int rows,
        byte[] characters,
        byte[] attributes,
        int cursorColumn,
        int cursorRow,
        boolean cursorVisible) {

    /// One row as text, trailing blanks removed.
    public String row(int row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            line.append(CodePage437.toChar(characters[row * columns + column]));
        }
        return line.toString().stripTrailing();
    }

    /// The whole screen as lines, trailing empty ones removed.
    public String text() {
        StringBuilder all = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            all.append(row(row)).append('\n');
        }
        return all.toString().stripTrailing();
    }
}
