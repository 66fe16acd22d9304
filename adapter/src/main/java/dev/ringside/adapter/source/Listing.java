package dev.ringside.adapter.source;

import java.util.List;
import java.util.Map;

/// What an assembler listing tells; [ListingLayout] says where the sections are.
///
/// @param sections by name, in the order of their first lines
/// @param absoluteSymbols names for addresses outside any section
/// @param origin what stands behind `org`, empty where there is none
/// @param constants names of plain numbers
/// @param sourceText lines of the main source file by number, as they were when it was assembled
record Listing(
        Map<String, ListingSection> sections,
        List<Symbol> absoluteSymbols,
        String origin,
        Map<String, Long> constants,
        Map<Integer, String> sourceText) {
    /// So many lines are kept to compare with the source file.
    static final int COMPARED_LINES = 20_000;
}
