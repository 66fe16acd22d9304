package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolTablesTest {

    @Test
    void nothingIsATableToo() {
        SymbolTable table = SymbolTables.empty();
        assertEquals(Optional.empty(), table.lineAt(0));
        assertEquals(Optional.empty(), table.symbolAt(-1));
        assertEquals(List.of(), table.rowsFor("/a.c", 1));
        assertEquals(List.of(), table.linesWithCode("/a.c"));
        assertEquals(List.of(), table.symbolsStartingWith("", 10));
    }

    @Test
    void aMissingFileIsANote(@TempDir Path folder) {
        SymbolFile file = new SymbolFile(folder.resolve("none.elf"), OptionalLong.empty());
        SymbolTable table = SymbolTables.load(List.of(file), null, Map.of());
        assertTrue(table.notes().getFirst().endsWith("none.elf: no such file; check 'symbols'"));
    }

    @Test
    void anUnknownFormatIsANote(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("a.txt"), "hello\n");
        SymbolTable table =
                SymbolTables.load(
                        List.of(new SymbolFile(path, OptionalLong.empty())), null, Map.of());
        assertTrue(table.notes().getFirst().startsWith("a.txt: neither ELF"));
        assertTrue(table.modules().isEmpty());
    }

    @Test
    void anImageWithoutAnythingSaysWhatToDo(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("mbr.bin"), new byte[440]);
        SymbolTable table = SymbolTables.load(List.of(), path, Map.of());
        assertEquals(1, table.notes().size());
        assertTrue(table.notes().getFirst().contains("nasm -l mbr.lst"));
    }

    @Test
    void anImpossibleUnpackedSizeIsRefused(@TempDir Path folder) throws IOException {
        byte[] elf = Files.readAllBytes(SourceResources.path("dwarf5-packed.elf"));
        ElfFile file = readElf(elf);
        ElfSection lines = file.section(".debug_line").orElseThrow();
        int size = (int) lines.offset() + 8;
        for (int i = 0; i < 7; i++) {
            elf[size + i] = 0x7F; // the size in the compression header
        }
        Path path = Files.write(folder.resolve("bomb.elf"), elf);
        SymbolTable table = SymbolTables.load(List.of(), path, Map.of());
        assertTrue(
                table.notes().getFirst().contains("an unpacked size of"), table.notes().toString());
        assertTrue(table.symbol("start").isPresent(), "the symbols are not lost");
    }

    private static ElfFile readElf(byte[] elf) throws IOException {
        try {
            return ElfFile.read(ByteSource.of(elf));
        } catch (SymbolFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileBoundTwiceHasItsLinesTwice() {
        Path elf = SourceResources.path("dwarf5.elf");
        List<SymbolFile> both =
                List.of(
                        new SymbolFile(elf, OptionalLong.empty()),
                        new SymbolFile(elf, OptionalLong.of(0xFFFF_8000_0000_0000L)));
        SymbolTable table = SymbolTables.load(both, elf, Map.of());
        String source = PathNames.of(SourceResources.path("steps.c"));
        assertEquals(2, table.rowsFor(source, 8).size());
        assertEquals(8, SourceResources.line(table, 0x10000F));
        assertEquals(2, table.modules().size());
    }

    @Test
    void otherProcessorsAreRefusedByName(@TempDir Path folder) throws IOException {
        byte[] elf = Files.readAllBytes(SourceResources.path("dwarf5.elf"));
        elf[18] = (byte) 183;
        Path path = Files.write(folder.resolve("arm.elf"), elf);
        SymbolTable table = SymbolTables.load(List.of(), path, Map.of());
        assertEquals(List.of("arm.elf: ELF: built for machine 183, not for x86"), table.notes());
    }

    @Test
    void theSourceMapSaysWhereSourcesAre(@TempDir Path folder) throws IOException {
        Path elf = folder.resolve("dwarf5.elf");
        Files.copy(SourceResources.path("dwarf5.elf"), elf);
        Path moved = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Files.writeString(moved.resolve("steps.c"), "");
        SymbolTable lost = SymbolTables.load(List.of(), elf, Map.of());
        assertEquals(List.of("steps.c"), lost.sources());
        assertEquals(Optional.of("steps.c"), lost.nearestSource("/q/stops.c"));
        SymbolTable found =
                SymbolTables.load(
                        List.of(), elf, Map.of("steps.c", moved.resolve("steps.c").toString()));
        assertEquals(List.of(PathNames.of(moved.resolve("steps.c"))), found.sources());
    }

    @Test
    void symbolsAreCompletedByPrefix() {
        SymbolTable table = SourceResources.load("dwarf5.elf");
        List<String> names =
                table.symbolsStartingWith("st", 10).stream().map(Symbol::name).toList();
        assertEquals(List.of("start", "step"), names);
        assertEquals(1, table.symbolsStartingWith("st", 1).size());
        assertEquals(Optional.empty(), table.symbol("st"));
        assertEquals(Optional.empty(), table.symbolAt(0xFFFF_FFF0L));
    }

    @Test
    void theSymbolsOptionIsParsed() {
        assertEquals(OptionalLong.of(0x100000), SymbolFile.parse("k.elf@0x100000").address());
        assertEquals(OptionalLong.of(4096), SymbolFile.parse("k.elf@4096").address());
        assertEquals(Path.of("a@b.elf"), SymbolFile.parse("a@b.elf").path());
        assertEquals(
                OptionalLong.of(0xFFFF_FFFF_8010_0000L),
                SymbolFile.parse("k.elf@0xFFFFFFFF80100000").address());
        Exception wrong =
                assertThrows(IllegalArgumentException.class, () -> SymbolFile.parse("k.elf@0xZZ"));
        assertTrue(String.valueOf(wrong.getMessage()).contains("0xZZ"), wrong.toString());
        assertThrows(IllegalArgumentException.class, () -> SymbolFile.parse(" "));
    }

    @Test
    void constantsAreThoseOfNasm() {
        Map<String, Long> names = Map.of("BASE", 0x7C00L);
        assertEquals(OptionalLong.of(0x7E00), ConstantExpression.evaluate("BASE + 512", names));
        assertEquals(OptionalLong.of(0x7C00), ConstantExpression.evaluate("7C00h", names));
        assertEquals(OptionalLong.of(0x7C00), ConstantExpression.evaluate("0x7C_00", names));
        assertEquals(OptionalLong.of(14), ConstantExpression.evaluate("2 + 3 * (1b + 3)", names));
        assertEquals(OptionalLong.of(-16), ConstantExpression.evaluate("-(1 << 4)", names));
        for (String wrong : List.of("", "$ - $$", "1 +", "(1", "1 / 0", "nobody", "((((", "1 2")) {
            assertEquals(OptionalLong.empty(), ConstantExpression.evaluate(wrong, names), wrong);
        }
        String deep = "(".repeat(100_000);
        assertEquals(OptionalLong.empty(), ConstantExpression.evaluate(deep, names));
    }
}
