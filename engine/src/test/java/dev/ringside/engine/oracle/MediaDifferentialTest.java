package dev.ringside.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The core against the host's own processor: every x87 and vector instruction, one group of
/// [MediaForms] at a time, with all of the x87 and vector registers.
///
/// `-Dringside.oracle.seed=N` runs other cases, `-Dringside.oracle.cases=N` so many a group.
@TestInstance(Lifecycle.PER_CLASS)
class MediaDifferentialTest {
    private static final String SEED = "ringside.oracle.seed";
    private static final String CASES = "ringside.oracle.cases";
    private static final int BATCH = Shared.MAX_BATCH;
    private static final int SHOWN = 20;

    @BeforeAll
    void requireHost() throws IOException {
        String obstacle = Host.obstacle();
        if (obstacle != null) {
            abort("native oracle: " + obstacle);
        }
        if (!Host.hasFlag("xsave")) {
            abort("native oracle: the processor has no XSAVE");
        }
    }

    static Stream<String> groups() {
        return MediaForms.GROUPS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void coreEqualsHostIfHostIsLinuxOnX86(String group) throws IOException {
        compare(group, Long.getLong(SEED, 1), Integer.getInteger(CASES, 8_000));
    }

    @ParameterizedTest
    @MethodSource("groups")
    @Tag("long")
    void coreEqualsHostInAMillionCasesIfHostIsLinuxOnX86(String group) throws IOException {
        compare(group, Long.getLong(SEED, 1) + 1_000_000, 1_000_000);
    }

    private static void compare(String group, long seed, int cases) throws IOException {
        List<Form> forms = MediaForms.GROUPS.getOrDefault(group, List.of());
        try (NativeOracle host = new NativeOracle();
                CoreRunner core = new CoreRunner()) {
            Differential differential = new Differential(host, core, Host.isReference(), SHOWN);
            for (int i = 0; i < cases / BATCH; i++) {
                differential.batch(seed + i, BATCH, forms);
            }
            System.out.printf(
                    "differential test of %s: seed %d, %d cases, %d not for the host, %d unstable,"
                            + " %d mismatches%n",
                    group,
                    seed,
                    differential.cases,
                    differential.skipped,
                    differential.unstable,
                    differential.mismatchCount);
            if (differential.mismatchCount > 0) {
                keep(group, seed, differential.vectors());
            }
            String text =
                    differential.mismatches().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining("\n"));
            assertEquals(0, differential.mismatchCount, text);
            assertTrue(differential.skipped < cases / 100, "too many cases were not for the host");
            assertTrue(differential.lost.isEmpty(), () -> "hung: " + differential.lost);
        }
    }

    private static void keep(String group, long seed, List<String> vectors) throws IOException {
        Path folder = Files.createDirectories(GoldenVectorTest.folder());
        String name = "mismatches-of-%s-seed-%d.txt".formatted(group.replace(' ', '-'), seed);
        Files.write(folder.resolve(name), vectors);
        System.out.println("written: " + folder.resolve(name));
    }
}
