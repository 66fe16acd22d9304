package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Line tables against what GNU readelf says of the same files (`*.lines`: file, line, address,
/// statement or not).
class DwarfLineTest {

    @ParameterizedTest
    @CsvSource({
        "dwarf2,dwarf2",
        "dwarf3,dwarf3",
        "dwarf4,dwarf4",
        "dwarf5,dwarf5",
        "dwarf5-full,dwarf5-full",
        "dwarf5-wide,dwarf5-wide",
        "dwarf5-packed,dwarf5-full",
        "dwarf5-old-packed,dwarf5-full"
    })
    void everyRowIsWhereReadelfSeesIt(String file, String golden) throws IOException {
        SymbolTable table = SourceResources.load(file + ".elf");
        assertEquals(List.of(), table.notes());
        Map<Long, String> expected = expected(golden);
        assertTrue(expected.size() > 5);
        expected.forEach((address, place) -> {
            String actual = table.lineAt(address).map(DwarfLineTest::place).orElse("no line");
            assertEquals(place, actual, Long.toHexString(address));
        });
    }

    private static String place(LineRange range) {
        Path name = Path.of(range.location().path()).getFileName();
        return name + " " + range.location().line();
    }

    /// Of several rows at one address the last statement counts, or else the last row.
    private static Map<Long, String> expected(String golden) throws IOException {
        Map<Long, String> places = new LinkedHashMap<>();
        Map<Long, Boolean> statements = new LinkedHashMap<>();
        for (String line : Files.readAllLines(SourceResources.path(golden + ".lines"))) {
            List<String> words = Text.words(line);
            long address = Long.decode(words.get(2));
            boolean statement = words.get(3).equals("statement");
            if (words.get(1).equals("end")) {
                places.putIfAbsent(address, "no line");
            } else if (statement || !statements.getOrDefault(address, false)) {
                places.put(address, words.get(0) + " " + words.get(1));
                statements.put(address, statement);
            }
        }
        return places;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf2.elf", "dwarf5.elf", "dwarf5-wide.elf", "dwarf5-full.elf"})
    void sourcesAreFoundNextToTheFile(String name) {
        SymbolTable table = SourceResources.load(name);
        String source = PathNames.of(SourceResources.path("steps.c"));
        assertTrue(table.sources().contains(source), table.sources().toString());
        assertFalse(table.rowsFor(source, 15).isEmpty());
    }

    @Test
    void aLineWithoutCodeMovesToTheNextThatHasSome() {
        SymbolTable table = SourceResources.load("dwarf5-wide.elf");
        String source = PathNames.of(SourceResources.path("steps.c"));
        List<LineRange> rows = table.rowsFor(source, 10);
        assertEquals(12, rows.getFirst().location().line());
        assertEquals(0x100000L, table.rowsFor(source, 1).getFirst().first() & ~0xFFL);
        assertTrue(table.rowsFor(source, 100).isEmpty());
    }

    @Test
    void functionsHaveTheirRanges() {
        SymbolTable table = SourceResources.load("dwarf5.elf");
        Symbol step = table.symbol("step").orElseThrow();
        assertTrue(step.function());
        assertEquals(0x100000L, step.address());
        assertEquals(0x15L, step.size());
        assertEquals(step, table.symbolAt(0x100014).orElseThrow());
        assertEquals("start", table.symbolAt(0x100015).orElseThrow().name());
    }

    @Test
    void aFileBoundElsewhereMovesAsAWhole() {
        Path path = SourceResources.path("dwarf5.elf");
        SymbolFile bound = new SymbolFile(path, OptionalLong.of(0xFFFF_8000_0010_0000L));
        SymbolTable table = SymbolTables.load(List.of(bound), path, Map.of());
        Symbol start = table.symbol("start").orElseThrow();
        assertEquals(0x15L, start.address() & 0xFFF);
        assertEquals(0xFFFF_8000_0010_0000L, table.modules().getFirst().first());
        assertEquals(
                7, SourceResources.line(table, table.symbol("step").orElseThrow().address() + 2));
    }

    @Test
    void linesThatShareAnAddressEachHaveTheirBreakpoint() {
        SymbolTable table = SourceResources.load("dwarf5.elf");
        String source = PathNames.of(SourceResources.path("steps.c"));
        // GCC puts the brace of `start` and its loop at one address; the row is the loop's.
        LineRange brace = table.rowsFor(source, 12).getFirst();
        LineRange loop = table.rowsFor(source, 14).getFirst();
        assertEquals(12, brace.location().line());
        assertEquals(loop.first(), brace.first());
        assertEquals(loop.last(), brace.last());
        assertEquals(14, SourceResources.line(table, brace.first()));
        assertTrue(table.linesWithCode(source).containsAll(List.of(12, 14)));
    }

    @Test
    void splitDebugInformationIsReportedAndItsLinesAreRead() {
        SymbolTable table = SourceResources.load("split.elf");
        assertTrue(
                table.notes().stream().anyMatch(note -> note.contains("split debug information")),
                table.notes().toString());
        assertFalse(table.sources().isEmpty());
    }
}
