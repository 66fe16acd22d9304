package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The debug information of a whole Linux kernel: Debian's package `linux-image-…-dbg`, where it is
/// installed.
@Tag("long")
class LinuxSymbolsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("ringside.vmlinux", "/usr/lib/debug/boot"));

    private static Path vmlinux() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "no debug package of Linux is installed");
        try (Stream<Path> files = Files.list(FOLDER)) {
            Path found =
                    files.filter(f -> String.valueOf(f.getFileName()).startsWith("vmlinux"))
                            .findFirst()
                            .orElse(null);
            assumeTrue(found != null, "no debug package of Linux is installed");
            return found == null ? FOLDER : found;
        }
    }

    @Test
    void functionsTypesVariablesAndFramesOfLinuxAreFoundSkippedWithoutItsDebugPackage()
            throws IOException {
        SymbolTable table = SymbolTables.load(List.of(), vmlinux(), Map.of());
        DebugInformation debug = table.debug();
        long start = table.symbol("start_kernel").orElseThrow().address();
        CodeScope function = debug.scopesAt(start).getFirst();
        assertEquals("start_kernel", function.name());
        assertTrue(function.variables().stream().anyMatch(v -> v.name().equals("command_line")));
        assertTrue(debug.unwindAt(start).isPresent());
        CType.Struct task =
                assertInstanceOf(
                        CType.Struct.class, debug.type("struct task_struct").orElseThrow());
        assertTrue(task.members().list().size() > 100);
        assertEquals(
                "struct task_struct", debug.global("init_task", 0).orElseThrow().type().text());
        assertEquals(List.of(), debug.troubles());
    }
}
