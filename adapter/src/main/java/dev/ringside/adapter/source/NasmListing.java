package dev.ringside.adapter.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reads what `nasm -l` writes: which source line became which bytes, at which offset of which
/// section.
///
/// Rows of a macro's expansion belong to the line that invoked it, rows of a `%rep` to their own
/// lines, and rows of an include to the included file.
final class NasmListing {
    private static final int MAXIMUM_LEVEL = 64;

    /// Where the rows of one nesting level come from.
    ///
    /// @param line 0 where rows tell their own lines, else the line all rows belong to
    private record Context(int file, int line) {}

    private final Map<String, ListingSection> sections = new LinkedHashMap<>();
    private final List<Symbol> absoluteSymbols = new ArrayList<>();
    private String origin = "";
    private final Map<String, Long> constants = new HashMap<>();
    private final NasmConditions conditions = new NasmConditions(constants);
    private final Map<Integer, String> sourceText = new HashMap<>();
    private final ToIntFunction<String> fileNumbers;
    private final List<Context> contexts = new ArrayList<>();
    private final List<String> lastText = new ArrayList<>();
    private final List<Integer> lastLine = new ArrayList<>();
    private final List<String> pendingLabels = new ArrayList<>();
    private ListingSection current;
    private ListingSection standard;
    private @Nullable String absoluteBase;
    private boolean inStructure;
    private String parentLabel = "";

    /// @param mainFile number of the main source file
    /// @param fileNumbers gives the number of an included file
    private NasmListing(int mainFile, ToIntFunction<String> fileNumbers) {
        this.fileNumbers = fileNumbers;
        contexts.add(new Context(mainFile, 0));
        lastText.add("");
        lastLine.add(1);
        current = new ListingSection(".text", "");
        sections.put(current.name, current);
        standard = current;
    }

    static Listing read(String text, int mainFile, ToIntFunction<String> fileNumbers) {
        NasmListing listing = new NasmListing(mainFile, fileNumbers);
        text.lines()
                .forEach(line -> {
                    NasmRow row = NasmRow.parse(line);
                    if (row != null && !row.text().strip().startsWith("****")) {
                        listing.row(row);
                    }
                });
        listing.placeLabels(listing.current.end, false);
        return new Listing(
                listing.sections,
                listing.absoluteSymbols,
                listing.origin,
                listing.constants,
                listing.sourceText);
    }

    /// Whether a text looks like such a listing; asks its first lines.
    static boolean looksLike(String text) {
        long rows =
                text.lines()
                        .limit(400)
                        .map(NasmRow::parse)
                        .filter(row -> row != null && row.offset() >= 0)
                        .count();
        return rows > 0;
    }

    private ListingSection section(String name, String attributes) {
        return sections.size() < Limits.LISTING_SECTIONS
                ? sections.computeIfAbsent(name, key -> new ListingSection(key, attributes))
                : sections.getOrDefault(name, current);
    }

    private void row(NasmRow row) {
        int level = Math.min(row.level(), MAXIMUM_LEVEL);
        enter(level);
        NasmStatement statement = NasmStatement.parse(row.text());
        if (!row.text().isBlank()) {
            lastText.set(level, row.text());
            lastLine.set(level, row.line());
            if (level == 0 && row.line() <= Listing.COMPARED_LINES) {
                sourceText.putIfAbsent(row.line(), row.text());
            }
            boolean taken = conditions.take(statement);
            if (row.length() > 0 && !taken) {
                conditions.evidence();
                taken = true;
            }
            if (taken) {
                directive(statement);
                label(statement);
            }
        }
        if (row.offset() >= 0 && row.length() > 0 && !inStructure) {
            place(row, statement, contexts.get(level));
        }
    }

    /// Opens and closes nesting levels, so that the last one is `level`.
    private void enter(int level) {
        while (contexts.size() > level + 1) {
            contexts.removeLast();
            lastText.removeLast();
            lastLine.removeLast();
        }
        while (contexts.size() <= level) {
            contexts.add(nested(contexts.getLast(), lastText.getLast(), lastLine.getLast()));
            lastText.add("");
            lastLine.add(1);
        }
    }

    private Context nested(Context parent, String text, int line) {
        NasmStatement opener = NasmStatement.parse(text);
        if (opener.operation().equals("%include")) {
            return new Context(fileNumbers.applyAsInt(unquoted(opener.operands())), 0);
        }
        boolean repeat = opener.operation().equals("%endrep");
        return repeat || parent.line() != 0 ? parent : new Context(parent.file(), line);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && "\"'`".indexOf(text.charAt(0)) >= 0;
        int close = quoted ? text.indexOf(text.charAt(0), 1) : -1;
        return close > 0 ? text.substring(1, close) : text;
    }

    private void directive(NasmStatement statement) {
        switch (statement.operation()) {
            case "org" -> origin = statement.operands();
            case "section", "segment" -> enterSection(statement.operands());
            case "__sect__", "__?sect?__" -> leave(standard);
            case "absolute" -> {
                placeLabels(current.end, false);
                absoluteBase = statement.operands();
            }
            case "struc" -> inStructure = true;
            case "endstruc" -> inStructure = false;
            case "equ" -> constant(statement.label(), statement.operands());
            case "%define", "%assign", "%xdefine" -> {
                String[] words = statement.operands().split("\\s+", 2);
                constant(words[0], words.length > 1 ? words[1] : "");
            }
            default -> {
                // Instructions, data and macros are not ours to understand.
            }
        }
    }

    private void constant(String name, String value) {
        ConstantExpression.evaluate(value, constants).ifPresent(v -> constants.put(name, v));
    }

    private void enterSection(String operands) {
        String[] words = operands.split("\\s+", 2);
        ListingSection section = section(words[0], words.length > 1 ? words[1] : "");
        standard = section;
        leave(section);
    }

    private void leave(ListingSection next) {
        placeLabels(current.end, false);
        absoluteBase = null;
        current = next;
    }

    private void label(NasmStatement statement) {
        String name = statement.label();
        if (name.isEmpty() || inStructure || statement.operation().equals("equ")) {
            return;
        }
        if (!name.startsWith(".")) {
            parentLabel = name;
        }
        // `..@name` and `..start` are special to NASM and belong to no other label.
        boolean local = name.startsWith(".") && !name.startsWith("..");
        String full = local ? parentLabel + name : name;
        // A label before a macro is listed twice: with the macro and with its expansion.
        if (pendingLabels.size() < Limits.LABELS && !pendingLabels.contains(full)) {
            pendingLabels.add(full);
        }
    }

    private void place(NasmRow row, NasmStatement statement, Context context) {
        if (absoluteBase != null) {
            for (String label : pendingLabels) {
                absoluteSymbols.add(new Symbol(label, row.offset(), row.length(), false));
            }
            pendingLabels.clear();
            return;
        }
        ListingSection section = sectionOf(row);
        boolean code =
                !row.reserved()
                        && !row.text().isBlank()
                        && statement.isCode(row.length(), section.endsInCode());
        placeLabels(row.offset(), code);
        section.end = Math.max(section.end, row.offset() + row.length());
        if (!row.reserved()) {
            int line = context.line() != 0 ? context.line() : row.line();
            section.rows.add(
                    new ListingSection.Row(
                            row.offset(),
                            row.length(),
                            context.file(),
                            line,
                            code,
                            row.knownBytes(),
                            row.known()));
        }
    }

    /// The current section, unless a macro has changed it behind our back: then the one that ends
    /// where this row begins.
    private ListingSection sectionOf(NasmRow row) {
        boolean expected = row.offset() == current.end || row.text().isBlank();
        if (!expected) {
            for (ListingSection section : sections.values()) {
                if (section.end == row.offset() && section.end != 0) {
                    current = section;
                    return section;
                }
            }
        }
        return current;
    }

    private void placeLabels(long offset, boolean code) {
        for (String label : pendingLabels) {
            current.labels.add(new ListingSection.Label(label, offset, code));
        }
        pendingLabels.clear();
    }
}
