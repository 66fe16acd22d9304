package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What debug information says of `shapes.c`, which has one of everything, whoever compiled it.
class ShapesTest {
    private static final FrameState NOTHING =
            new FrameState() {
                @Override
                public long register(int number) {
                    return 0x1000L * number;
                }

                @Override
                public long canonicalFrameAddress() throws UnavailableException {
                    throw new UnavailableException("no frame");
                }

                @Override
                public long read(long address, int size) {
                    return 0;
                }
            };

    private static SymbolTable load(String name) {
        SymbolTable table = SourceResources.load("shapes/" + name + ".elf");
        assertEquals(List.of(), table.notes());
        return table;
    }

    private static CType.Struct struct(CType type) {
        return assertInstanceOf(CType.Struct.class, CType.strip(type));
    }

    private static String members(CType.Struct struct) {
        return struct.members().list().stream()
                .map(m ->
                        "%d%s %s %s"
                                .formatted(
                                        m.offset(),
                                        m.isBitField()
                                                ? "." + m.bitOffset() + ":" + m.bitSize()
                                                : "",
                                        m.type().get().text(),
                                        m.name()))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcc-O0-m32-d4",
                "gcc-O2-m32-d5",
                "gcc-O2-m64-d5",
                "clang-O0-m64-d4",
                "clang-O2-m64-d5",
                "type-units",
                "dwarf2"
            })
    void typesAreAsTheSourceHasThem(String name) {
        SymbolTable table = load(name);
        CType node = table.debug().global("first", 0).orElseThrow().type();
        boolean wide = table.debug().addressSize(0) == 8;
        String expected =
                """
                0 const char * name
                8 struct node * next
                16 struct point where
                24 struct bits bits
                32 union word word
                40 union {…}\s
                48 enum colour colour
                56 operation work
                64 volatile int *const seen
                72 int [2][3] grid
                96 char [8] text
                104 _Bool ready
                108 int [] tail\
                """;
        if (wide) {
            assertEquals(expected, members(struct(node)));
            assertEquals(112, node.size());
        } else {
            assertEquals(
                    expected.lines().map(l -> l.substring(l.indexOf(' '))).toList(),
                    members(struct(node)).lines().map(l -> l.substring(l.indexOf(' '))).toList());
        }
        CType.Member work = struct(node).members().list().get(7);
        CType.Typedef operation = assertInstanceOf(CType.Typedef.class, work.type().get());
        assertEquals("int (*)(int, const struct point *)", operation.target().get().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf2", "gcc-O0-m32-d4", "clang-O2-m64-d5", "type-units"})
    void bitFieldsAreTheSameInBothForms(String name) {
        CType bits = load(name).debug().type("struct bits").orElseThrow();
        List<CType.Member> members = struct(bits).members().list();
        assertEquals(
                List.of("a 0:3", "b 3:5", "c 8:40", "d 48:7"),
                members.stream()
                        .map(m -> "%s %d:%d".formatted(m.name(), m.bitOffset(), m.bitSize()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf2", "gcc-O0-m32-d4", "gcc-O2-m64-d5", "clang-O2-m64-d5"})
    void namesOutsideFunctionsAreFound(String name) {
        SymbolTable table = load(name);
        DebugInformation debug = table.debug();
        assertEquals(5, debug.enumerator("GREEN").orElseThrow());
        assertEquals("enum flags", debug.global("mode", 0).orElseThrow().type().text());
        assertEquals("struct node", debug.global("last", 0).orElseThrow().type().text());
        Location first = debug.global("first", 0).orElseThrow().at(0).locate(NOTHING);
        long address = table.symbol("first").orElseThrow().address();
        assertEquals(new Location.Memory(address), first);
        assertEquals(1, debug.type("u8").orElseThrow().size());
        assertTrue(debug.function("visit").isPresent());
        assertTrue(debug.global("visit", 0).isEmpty());
        assertTrue(debug.type("struct none").isEmpty());
    }

    /// The function that called `scale` and `scale` itself have one address.
    @ParameterizedTest
    @ValueSource(strings = {"gcc-O0-m32-d4", "gcc-O2-m64-d5", "clang-O0-m64-d4", "clang-O2-m64-d5"})
    void inlinedFunctionsStandInTheirCallers(String name) {
        SymbolTable table = load(name);
        String source = PathNames.of(SourceResources.path("shapes/shapes.c"));
        long pc =
                IntStream.of(66, 67)
                        .mapToObj(line -> table.rowsFor(source, line))
                        .flatMap(List::stream)
                        .mapToLong(LineRange::first)
                        .filter(at -> table.debug().scopesAt(at).size() > 1)
                        .findFirst()
                        .orElseThrow();
        List<CodeScope> scopes =
                table.debug().scopesAt(pc).stream()
                        .filter(s -> s.kind() != CodeScope.Kind.BLOCK)
                        .toList();
        assertEquals(List.of("visit", "scale"), scopes.stream().map(CodeScope::name).toList());
        SourceLocation call = scopes.get(1).call().orElseThrow();
        assertEquals(78, call.line());
        assertEquals(source, call.path());
        // GCC may put it into a block.
        assertTrue(
                table.debug().scopesAt(pc).stream()
                        .flatMap(scope -> scope.variables().stream())
                        .anyMatch(v -> v.name().equals("product")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dwarf2",
                "gcc-O0-m32-d4",
                "gcc-O2-m32-d5",
                "gcc-O2-m64-d5",
                "clang-O2-m64-d5"
            })
    void everyInstructionOfAFunctionHasRulesOfUnwinding(String name) {
        SymbolTable table = load(name);
        DebugInformation debug = table.debug();
        long visit = debug.function("visit").orElseThrow();
        int rules = 0;
        for (long pc = visit; !debug.scopesAt(pc).isEmpty() && rules < 64; pc++) {
            assertTrue(debug.unwindAt(pc).isPresent(), Long.toHexString(pc));
            rules++;
        }
        assertTrue(rules > 20, rules + " addresses");
        int stackPointer = debug.addressSize(visit) == 8 ? 7 : 4;
        long[] simple = debug.unwindAt(visit).orElseThrow().simpleFrameAddress();
        assertEquals(stackPointer, simple == null ? -1 : simple[0]);
    }

    @Test
    void whatTheCompilerDroppedIsOptimizedOut() {
        SymbolTable table = load("gcc-O2-m64-d5");
        long visit = table.debug().function("visit").orElseThrow();
        long seen = 0;
        for (long pc = visit; !table.debug().scopesAt(pc).isEmpty(); pc++) {
            for (ScopeVariable variable : table.debug().scopesAt(pc).getFirst().variables()) {
                Location location = variable.at(pc).locate(NOTHING);
                seen += location.equals(Location.OPTIMIZED_OUT) ? 1 : 0;
            }
        }
        assertFalse(seen == 0, "nothing was optimized out");
    }

    @Test
    void anotherAddressMovesEverything() {
        SymbolFile file =
                new SymbolFile(
                        SourceResources.path("shapes/gcc-O0-m32-d4.elf"),
                        java.util.OptionalLong.of(0xC010_0000L));
        SymbolTable table = SymbolTables.load(List.of(file), null, java.util.Map.of());
        Location mode = table.debug().global("mode", 0).orElseThrow().at(0).locate(NOTHING);
        assertEquals(new Location.Memory(table.symbol("mode").orElseThrow().address()), mode);
        long visit = table.debug().function("visit").orElseThrow();
        assertEquals(0xC010_0000L, visit & 0xFFFF_0000L);
        assertTrue(table.debug().unwindAt(visit).isPresent());
        assertEquals(16, table.code(visit, 16).length);
    }
}
