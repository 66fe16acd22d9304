package dev.ringside.adapter.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourcePathsTest {
    private static SourcePaths paths(Map<String, String> map, String... names) {
        BitSet used = new BitSet();
        used.set(0, names.length);
        return new SourcePaths(List.of(names), used, map);
    }

    @Test
    void exactNamesWin() {
        SourcePaths paths = paths(Map.of(), "/a/main.c", "/b/main.c");
        assertEquals(1, paths.find("/b/main.c"));
        assertEquals(1, paths.find("/b/x/../main.c"));
    }

    @Test
    void theLongestCommonSuffixWins() {
        SourcePaths paths = paths(Map.of(), "/build/kernel/main.c", "/build/user/main.c");
        assertEquals(0, paths.find("/home/me/kernel/main.c"));
        assertEquals(1, paths.find("/home/me/user/main.c"));
    }

    @Test
    void twoEquallyGoodFilesAreNone() {
        SourcePaths paths = paths(Map.of(), "/build/kernel/main.c", "/build/user/main.c");
        assertEquals(-1, paths.find("/home/me/main.c"));
    }

    @Test
    void theSourceMapTranslates() {
        SourcePaths paths = paths(Map.of("/home/me/os", "/build"), "/build/main.c", "/x/main.c");
        assertEquals(0, paths.find("/home/me/os/main.c"));
        assertEquals("/home/osx/a.c", PathNames.mapped("/home/osx/a.c", Map.of("/home/os", "/b")));
        assertEquals("/c/a.c", PathNames.mapped("/b/src/a.c", Map.of("/b", "/x", "/b/src", "/c")));
    }

    @Test
    void pathsOfOtherSystemsAreUnderstood() {
        assertEquals("c:/os/main.c", PathNames.normalize("C:\\os\\boot\\..\\main.c"));
        assertEquals("/main.c", PathNames.normalize("/../main.c"));
        assertEquals("../main.c", PathNames.normalize("../x/../main.c"));
        assertEquals(0, paths(Map.of(), "c:/os/main.c").find("C:\\os\\main.c"));
    }

    @Test
    void theNearestNameIsOffered() {
        SourcePaths paths = paths(Map.of(), "/src/boot.asm", "/src/kernel.c");
        assertEquals(Optional.of("/src/kernel.c"), paths.nearest("/work/kernal.c"));
        assertEquals(Optional.empty(), paths(Map.of()).nearest("/a.c"));
        assertTrue(paths.nearest("x".repeat(100_000)).isPresent());
    }
}
