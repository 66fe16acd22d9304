package dev.ringside.adapter.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A section of a program as an assembler listing shows it. Offsets are from its start.
final class ListingSection {
    /// Bytes of one source line.
    ///
    /// @param known see [NasmRow]
    record Row(
            long offset,
            long length,
            int file,
            int line,
            boolean code,
            int knownBytes,
            long known) {
        Row withLength(long newLength) {
            return new Row(offset, newLength, file, line, code, knownBytes, known);
        }
    }

    record Label(String name, long offset, boolean code) {
        boolean local() {
            return name.indexOf('.', 1) > 0;
        }
    }

    final String name;
    final List<Row> rows = new ArrayList<>();
    final List<Label> labels = new ArrayList<>();
    private final String attributes;

    /// One past the last byte seen.
    long end;

    /// @param attributes what stands behind the name in `section NAME vstart=0x8000 align=16`
    ListingSection(String name, String attributes) {
        this.name = name;
        this.attributes = attributes;
    }

    /// The text of an attribute, empty where it is not given.
    String attribute(String key) {
        for (String word : Text.words(attributes)) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).equalsIgnoreCase(key)) {
                return word.substring(equals + 1);
            }
        }
        return "";
    }

    boolean endsInCode() {
        return !rows.isEmpty() && rows.getLast().code();
    }

    /// Without contents in the file.
    boolean noBits() {
        String words = " " + attributes.toLowerCase(Locale.ROOT) + " ";
        return words.contains(" nobits ") || (name.equals(".bss") && !words.contains(" progbits "));
    }
}
