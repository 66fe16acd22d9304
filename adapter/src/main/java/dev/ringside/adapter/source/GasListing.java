package dev.ringside.adapter.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/// Reads what `as -al` writes. Offsets are from the start of each section of the object file, so
/// the sections' addresses come from the linked program, or the listing stands for a flat one.
///
/// Line markers of the C preprocessor (`# 12 "boot.S"`) lead back to the file it was given. Rows of
/// a macro belong to the line that invoked it.
final class GasListing {
    private static final Set<String> BY_HAND =
            Set.of(
                    ".byte", ".word", ".short", ".value", ".long", ".int", ".hword", ".2byte",
                    ".4byte");

    private static final Pattern LABEL = Pattern.compile("[\\w.$]+");
    private static final int MAXIMUM_LABELS_A_LINE = 16;

    private final Map<String, ListingSection> sections = new LinkedHashMap<>();
    private final Map<Integer, String> sourceText = new HashMap<>();
    private final ToIntFunction<String> fileNumbers;
    private final List<String> pendingLabels = new ArrayList<>();
    private final Deque<ListingSection> pushed = new ArrayDeque<>();
    private ListingSection current;
    private ListingSection previous;
    private int file;

    /// What to add to a row's number for the line in the file.
    private int lineShift;

    private int lastLine;
    private boolean marked;

    private GasListing(int mainFile, ToIntFunction<String> fileNumbers) {
        this.fileNumbers = fileNumbers;
        this.file = mainFile;
        current = new ListingSection(".text", "");
        sections.put(current.name, current);
        previous = current;
    }

    /// @param mainFile number of the main source file
    /// @param fileNumbers gives the number of a file that a line marker names
    static Listing read(String text, int mainFile, ToIntFunction<String> fileNumbers) {
        GasListing listing = new GasListing(mainFile, fileNumbers);
        text.lines()
                .map(GasRow::parse)
                .forEach(row -> {
                    if (row != null) {
                        listing.row(row);
                    }
                });
        listing.placeLabels(listing.current.end, false);
        listing.sections.values().forEach(GasListing::stretch);
        return new Listing(listing.sections, List.of(), "", Map.of(), listing.sourceText);
    }

    /// Whether a text looks like such a listing; asks its first lines.
    static boolean looksLike(String text) {
        boolean title = text.startsWith("GAS LISTING");
        long rows =
                text.lines()
                        .limit(400)
                        .map(GasRow::parse)
                        .filter(row -> row != null && row.offset() >= 0 && row.text() != null)
                        .count();
        return title || rows > 0;
    }

    private ListingSection section(String name) {
        return sections.size() < Limits.LISTING_SECTIONS
                ? sections.computeIfAbsent(name, key -> new ListingSection(key, ""))
                : sections.getOrDefault(name, current);
    }

    private void row(GasRow row) {
        String text = row.text();
        if (text == null) {
            continueRow(row);
            return;
        }
        if (row.line() < lastLine) {
            lineShift = 0; // Numbers that start anew are lines of the file already.
        }
        lastLine = row.line();
        if (text.startsWith("# ")) {
            marker(row.line(), text);
            return;
        }
        if (!marked && row.line() <= Listing.COMPARED_LINES) {
            sourceText.putIfAbsent(row.line(), text);
        }
        String rest = labels(text.strip());
        List<String> words = Text.parts(rest, " \t,");
        String operation = words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT);
        directive(operation, words.size() > 1 ? words.get(1) : "");
        if (row.offset() >= 0) {
            place(row, operation, !pendingLabels.isEmpty());
        }
    }

    /// Long data goes on in rows of its own, the first few of them at least.
    private void continueRow(GasRow row) {
        if (!current.rows.isEmpty()) {
            ListingSection.Row last = current.rows.removeLast();
            current.rows.add(last.withLength(last.length() + row.length()));
            current.end = Math.max(current.end, last.offset() + last.length() + row.length());
        }
    }

    private void marker(int row, String text) {
        int open = text.indexOf('"');
        int close = text.indexOf('"', open + 1);
        List<String> words = Text.words(text);
        boolean numbered = words.size() > 1 && words.get(1).matches("\\d{1,9}");
        String name = open > 0 && close > open ? text.substring(open + 1, close) : "";
        // `<built-in>` is no file, and a name that ends in a slash tells the directory.
        if (numbered && !name.isEmpty() && !name.startsWith("<") && !name.endsWith("/")) {
            marked = true;
            file = fileNumbers.applyAsInt(name);
            lineShift = Integer.parseInt(words.get(1)) - row - 1;
        }
    }

    /// Takes the labels off the start of a line; `1:` and the like are no names.
    private String labels(String text) {
        String rest = text;
        for (int i = 0; i < MAXIMUM_LABELS_A_LINE; i++) {
            int colon = rest.indexOf(':');
            String name = colon > 0 ? rest.substring(0, colon) : "";
            if (!LABEL.matcher(name).matches()) {
                return rest;
            }
            boolean named = !Character.isDigit(name.charAt(0)) && !name.startsWith(".L");
            if (named && pendingLabels.size() < Limits.LABELS) {
                pendingLabels.add(name);
            }
            rest = rest.substring(colon + 1).strip();
        }
        return rest;
    }

    private void directive(String operation, String operand) {
        switch (operation) {
            case ".text", ".data", ".bss" -> enter(section(operation));
            case ".section" -> enter(section(operand));
            case ".pushsection" -> {
                if (pushed.size() < Limits.PARTS) {
                    pushed.push(current);
                }
                enter(section(operand));
            }
            case ".popsection" -> enter(pushed.isEmpty() ? current : pushed.pop());
            case ".previous" -> enter(previous);
            default -> {
                // Everything else stays in its section.
            }
        }
    }

    private void enter(ListingSection next) {
        placeLabels(current.end, false);
        previous = current;
        current = next;
    }

    private void place(GasRow row, String operation, boolean labelled) {
        boolean byHand =
                BY_HAND.contains(operation)
                        && !labelled
                        && row.length() <= 8
                        && current.endsInCode();
        boolean instruction = !operation.startsWith(".") || operation.equals(".endr");
        boolean code = !current.noBits() && (instruction || byHand);
        placeLabels(row.offset(), code);
        current.end = Math.max(current.end, row.offset() + row.length());
        int line = row.line() + lineShift;
        if (!current.noBits() && row.length() > 0 && line > 0) {
            current.rows.add(
                    new ListingSection.Row(row.offset(), row.length(), file, line, code, 0, 0));
        }
    }

    private void placeLabels(long offset, boolean code) {
        for (String label : pendingLabels) {
            current.labels.add(new ListingSection.Label(label, offset, code));
        }
        pendingLabels.clear();
    }

    /// The listing cuts long data; what a row stands for ends where the next begins.
    private static void stretch(ListingSection section) {
        for (int i = 0; i + 1 < section.rows.size(); i++) {
            ListingSection.Row row = section.rows.get(i);
            long length = section.rows.get(i + 1).offset() - row.offset();
            if (length > row.length()) {
                section.rows.set(i, row.withLength(length));
            }
        }
    }
}
