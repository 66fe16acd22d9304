package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listing of `flat.asm`, which has one of everything.
class NasmListingTest {
    private final SymbolTable table = SourceResources.load("nasm/flat.bin");
    private final String source = PathNames.of(SourceResources.path("nasm/flat.asm"));

    @Test
    void addressesStartAtTheOrigin() {
        assertEquals(List.of(), table.notes());
        assertEquals(6, SourceResources.line(table, 0x7C00));
        assertEquals(0x7C00, table.rowsFor(source, 6).getFirst().first());
    }

    @Test
    void theSymbolsAreThoseOfTheMapFile() {
        SymbolTable map = SourceResources.loadOnly("nasm/flat.map");
        assertEquals("NASM map", map.modules().getFirst().format());
        List<Symbol> expected = map.symbolsStartingWith("", 100);
        assertTrue(expected.size() > 12);
        for (Symbol symbol : expected) {
            if (!symbol.name().startsWith("..@")) {
                long address = table.symbol(symbol.name()).orElseThrow().address();
                assertEquals(symbol.address(), address, symbol.name());
            }
        }
    }

    @Test
    void theLayoutNeedsNoMapFile() {
        SymbolTable alone = SourceResources.loadOnly("nasm/flat.lst");
        for (Symbol symbol : table.symbolsStartingWith("", 100)) {
            assertEquals(symbol, alone.symbol(symbol.name()).orElseThrow());
        }
    }

    @Test
    void sectionsWithTheirOwnAddressHaveTheirLinesThere() {
        assertEquals(43, SourceResources.line(table, 0x8000));
        assertEquals("s2", table.symbolAt(0x8003).orElseThrow().name());
    }

    @Test
    void aMacroBelongsToTheLineThatInvokesIt() {
        LineRange range = table.rowsFor(source, 12).getFirst();
        assertEquals(0x7C7A, range.first());
        assertEquals(0x7C81, range.last());
    }

    @Test
    void anIncludeBelongsToItsFile() {
        String include = PathNames.of(SourceResources.path("nasm/inc.asm"));
        assertEquals(0x7C78, table.rowsFor(include, 9).getFirst().first());
        assertEquals(List.of(9, 10), table.linesWithCode(include));
    }

    @Test
    void repeatedAndLongBytesAreCounted() {
        LineRange times = table.rowsFor(source, 20).getFirst();
        assertEquals(5, times.last() - times.first() + 1);
        LineRange text = table.lineAt(0x7C30).orElseThrow();
        assertEquals(7, text.location().line());
        assertEquals(0x7C02, text.first());
        assertEquals(0x7C3F, text.last());
        assertEquals(9, SourceResources.line(table, 0x7C77)); // incbin
    }

    @Test
    void noBreakpointStandsOnDataButOnCodeByHand() {
        List<Integer> lines = table.linesWithCode(source);
        assertFalse(lines.contains(7), "db behind a label");
        assertFalse(lines.contains(40), "data section");
        assertFalse(lines.contains(46), "bss");
        assertFalse(lines.contains(61), "words behind a label");
        assertTrue(lines.containsAll(List.of(59, 60)), lines.toString());
    }

    @Test
    void aLabelReachesToTheNextAndLocalOnesAreInside() {
        Symbol main = table.symbolAt(0x7C84).orElseThrow();
        assertEquals("main", main.name());
        assertTrue(main.function());
        assertEquals(0x7C82, table.symbol("main.loc").orElseThrow().address());
        assertFalse(table.symbol("data1").orElseThrow().function());
        assertEquals(0x502, table.symbol("v2").orElseThrow().address());
    }

    @Test
    void anAddressForTheListingMovesIt() {
        SymbolFile bound =
                new SymbolFile(SourceResources.path("nasm/flat.lst"), OptionalLong.of(0x10000));
        SymbolTable moved = SymbolTables.load(List.of(bound), null, Map.of());
        assertEquals(6, SourceResources.line(moved, 0x10000));
        assertEquals(43, SourceResources.line(moved, 0x8000));
    }

    @Test
    void aListingThatDoesNotFitTheImageIsReported(@TempDir Path folder) throws IOException {
        byte[] image = Files.readAllBytes(SourceResources.path("nasm/flat.bin"));
        image[0] ^= 1;
        Files.write(folder.resolve("flat.bin"), image);
        for (String name : List.of("flat.lst", "flat.asm", "flat.map")) {
            Files.copy(SourceResources.path("nasm/" + name), folder.resolve(name));
        }
        SymbolTable stale = SymbolTables.load(List.of(), folder.resolve("flat.bin"), Map.of());
        assertTrue(stale.notes().getFirst().startsWith("flat.lst does not fit flat.bin: 1 of"));
    }

    @Test
    void aSourceChangedSinceIsReported(@TempDir Path folder) throws IOException {
        Files.copy(SourceResources.path("nasm/flat.lst"), folder.resolve("flat.lst"));
        String text = Files.readString(SourceResources.path("nasm/flat.asm"));
        Files.writeString(folder.resolve("flat.asm"), text.replaceFirst("bits 16", "bits 32"));
        SymbolFile listing = SymbolFile.parse(folder.resolve("flat.lst").toString());
        SymbolTable stale = SymbolTables.load(List.of(listing), null, Map.of());
        assertEquals(
                List.of("flat.asm has changed since flat.lst was made (line 4): rebuild"),
                stale.notes());
    }

    @Test
    void whatTheAssemblerLeftOutCountsForNothing() {
        SymbolTable conditions = SourceResources.load("nasm/conditions.bin");
        String file = PathNames.of(SourceResources.path("nasm/conditions.asm"));
        assertEquals(List.of(), conditions.notes());
        List<String> names =
                conditions.symbolsStartingWith("", 20).stream().map(Symbol::name).toList();
        assertEquals(
                List.of("first", "first.again", "given", "on", "second", "start", "yes"), names);
        assertEquals(0x7C00, conditions.rowsFor(file, 8).getFirst().first(), "org of the %else");
        assertEquals(0x7C01, conditions.symbol("first").orElseThrow().address());
        assertEquals(6, conditions.symbol("first").orElseThrow().size());
    }

    @Test
    void withoutAnOriginABootSectorIsAt7c00AndOtherImagesWhereTheyAreLoaded(@TempDir Path folder)
            throws IOException {
        Files.write(
                folder.resolve("b.lst"),
                List.of(
                        "     1 00000000 F4                      here:   hlt",
                        "     2 00000001 EBFD                            jmp here"));
        Files.writeString(folder.resolve("b.asm"), "here:   hlt\n        jmp here\n");
        byte[] sector = new byte[512];
        sector[0] = (byte) 0xF4;
        sector[1] = (byte) 0xEB;
        sector[2] = (byte) 0xFD;
        Path image = Files.write(folder.resolve("b.img"), sector);
        SymbolTable flat = SymbolTables.load(List.of(), image, OptionalLong.of(0x90000), Map.of());
        assertEquals(2, SourceResources.line(flat, 0x90001));
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        Files.write(image, sector);
        SymbolTable boot = SymbolTables.load(List.of(), image, Map.of());
        assertEquals(2, SourceResources.line(boot, 0x7C01));
        assertEquals("here", boot.symbolAt(0x7C02).orElseThrow().name());
    }
}
