package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged symbol files: a note at most, never an exception, and no more memory or time than their
/// size allows.
class SymbolFuzzTest {
    private static final long SEED = 20260731;

    /// Each file so often: 20,000 in all.
    private static final int ROUNDS = 2_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dwarf2.elf",
                "dwarf4.elf",
                "dwarf5.elf",
                "dwarf5-full.elf",
                "dwarf5-wide.elf",
                "dwarf5-packed.elf",
                "split.elf",
                "shapes/gcc-O0-m32-d4.elf",
                "shapes/gcc-O2-m64-d5.elf",
                "shapes/clang-O2-m64-d5.elf",
                "shapes/type-units.elf",
                "shapes/dwarf2.elf",
                "nasm/flat.lst",
                "nasm/flat.map",
                "gas/boot.lst"
            })
    void aDamagedFileIsANoteAtMost(String name) throws IOException {
        fuzz(name, name.startsWith("shapes/") ? ROUNDS / 2 : ROUNDS);
    }

    /// Everything that is asked of debug information, 100,000 times.
    @Tag("long")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shapes/gcc-O0-m32-d4.elf",
                "shapes/gcc-O2-m64-d5.elf",
                "shapes/clang-O2-m64-d5.elf",
                "shapes/type-units.elf",
                "shapes/dwarf2.elf"
            })
    void damagedDebugInformationIsANoteAtMost(String name) throws IOException {
        fuzz(name, 20_000);
    }

    private static void fuzz(String name, int rounds) throws IOException {
        byte[] original = Files.readAllBytes(SourceResources.path(name));
        SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
        int survived = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = damage(original, random);
            try {
                SymbolTable table = load(name, damaged);
                ask(table);
                survived += table.modules().size();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("%s, seed %d, round %d".formatted(name, SEED, round), e);
            }
        }
        // Most damage hits a part: the others must still be read.
        assertTrue(survived > rounds / 4, "only " + survived + " were read at all");
    }

    private static SymbolTable load(String name, byte[] bytes) {
        SymbolFile file = new SymbolFile(Path.of("fuzz", name), OptionalLong.empty());
        return SymbolTables.read(file, ByteSource.of(bytes));
    }

    private static void ask(SymbolTable table) {
        table.lineAt(0x100010);
        table.symbolAt(0x7C10);
        for (String source : table.sources()) {
            table.linesWithCode(source);
            table.rowsFor(source, 3);
        }
        table.nearestSource("/a/b.c");
        table.symbolsStartingWith("s", 5);
        askDebug(table.debug());
    }

    private static void askDebug(DebugInformation debug) {
        for (long pc = 0x100000; pc < 0x100180; pc += 23) {
            debug.unwindAt(pc).ifPresent(SymbolFuzzTest::unwind);
            for (CodeScope scope : debug.scopesAt(pc)) {
                for (ScopeVariable variable : scope.variables()) {
                    variable.at(pc).locate(MEMORY);
                    walk(variable.type(), 4);
                }
            }
        }
        for (ScopeVariable variable : debug.globalsAt(0x100100)) {
            variable.at(0x100100).locate(MEMORY);
        }
        debug.global("last", 0).ifPresent(variable -> walk(variable.type(), 6));
        debug.type("struct node").ifPresent(type -> walk(type, 6));
        debug.enumerator("BLUE");
        debug.function("visit");
        debug.troubles();
    }

    private static void unwind(UnwindRow row) {
        try {
            row.caller(MEMORY);
        } catch (FrameState.UnavailableException e) {
            // What garbage deserves.
        }
    }

    private static void walk(CType type, int depth) {
        String unused = type.text();
        long size = type.size();
        if (depth == 0 || size < 0) {
            return;
        }
        switch (CType.strip(type)) {
            case CType.Struct struct ->
                    struct.members().list().stream()
                            .limit(20)
                            .forEach(member -> walk(member.type().get(), depth - 1));
            case CType.Pointer pointer -> walk(pointer.target().get(), depth - 1);
            case CType.Array array -> walk(array.element().get(), depth - 1);
            case CType.Function function -> walk(function.result().get(), depth - 1);
            default -> assertTrue(unused.length() < 100_000);
        }
    }

    private static final FrameState MEMORY =
            new FrameState() {
                @Override
                public long register(int number) {
                    return 0x100000L + number;
                }

                @Override
                public long canonicalFrameAddress() {
                    return 0x7000;
                }

                @Override
                public long read(long address, int size) {
                    return address * 31 >>> 8;
                }
            };

    /// One to eight bytes changed, or a piece cut off, doubled or filled.
    private static byte[] damage(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(8)) {
            case 0 -> {
                return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                int from = random.nextInt(bytes.length);
                int to = Math.min(bytes.length, from + random.nextInt(64));
                java.util.Arrays.fill(bytes, from, to, (byte) random.nextInt(256));
            }
            case 2 -> {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = random.nextInt(bytes.length - Math.max(from, to));
                System.arraycopy(original, from, bytes, to, length);
            }
            default -> {
                int changes = 1 + random.nextInt(8);
                for (int i = 0; i < changes; i++) {
                    int at = random.nextInt(bytes.length);
                    bytes[at] = interesting(bytes[at], random);
                }
            }
        }
        return bytes;
    }

    private static byte interesting(byte old, SplittableRandom random) {
        List<Integer> values = List.of(0, 1, 0x7F, 0x80, 0xFF, 0xFE, (int) ' ', (int) '<');
        return switch (random.nextInt(3)) {
            case 0 -> (byte) (old ^ 1 << random.nextInt(8));
            case 1 -> values.get(random.nextInt(values.size())).byteValue();
            default -> (byte) random.nextInt(256);
        };
    }
}
