package dev.ringside.adapter.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Reads the map file of NASM's `[map all FILE]`: the addresses of sections and symbols.
///
/// ```
/// ---- Section .text ----
/// vstart:                7C00
/// ...
/// Real              Virtual           Name
///             7C00              7C00  start
/// ```
final class NasmMap {
    private static final String TITLE = "- NASM Map file";

    /// Linear address of each section.
    final Map<String, Long> sections = new HashMap<>();

    private String section = "";
    private boolean symbols;

    private NasmMap() {}

    static boolean looksLike(String text) {
        return text.stripLeading().startsWith(TITLE);
    }

    /// @param out takes the symbols, unless they are in a listing too
    static NasmMap read(String text, SymbolCollector out, boolean withSymbols) {
        NasmMap map = new NasmMap();
        text.lines().forEach(line -> map.line(line, out, withSymbols));
        return map;
    }

    private void line(String line, SymbolCollector out, boolean withSymbols) {
        if (line.startsWith("-- ")) {
            symbols = line.startsWith("-- Symbols");
        } else if (line.startsWith("---- Section ")) {
            List<String> words = Text.words(line);
            section = words.size() > 2 ? words.get(2) : "";
        } else if (line.startsWith("---- ")) {
            section = "";
        } else if (!symbols && line.startsWith("vstart:")) {
            number(line.substring("vstart:".length())).ifPresent(a -> sections.put(section, a));
        } else if (symbols && withSymbols && !section.isEmpty()) {
            symbol(Text.words(line), out);
        }
    }

    private void symbol(List<String> words, SymbolCollector out) {
        if (words.size() == 3) {
            number(words.get(1))
                    .ifPresent(address -> {
                        out.symbol(words.get(2), address, 0, section.equals(".text"));
                        out.extend(address, address);
                    });
        }
    }

    private static OptionalLong number(String text) {
        return ConstantExpression.number("0x" + text.strip());
    }
}
