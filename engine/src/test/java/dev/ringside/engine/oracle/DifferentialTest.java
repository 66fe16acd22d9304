package dev.ringside.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The core against the host's own processor: registers, memory, flags and faults (vector, error
/// code, CR2, RIP) of random states of every user-level integer instruction in 64-, 32- and 16-bit
/// code.
///
/// `-Dringside.oracle.seed=N` runs other cases. A mismatch is printed with its seed and written as
/// a golden vector that [GoldenVectorTest] replays.
@TestInstance(Lifecycle.PER_CLASS)
class DifferentialTest {
    private static final String SEED = "ringside.oracle.seed";
    private static final int BATCH = Shared.MAX_BATCH;
    private static final int SHOWN = 20;

    @BeforeAll
    void requireHost() {
        String obstacle = Host.obstacle();
        if (obstacle != null) {
            abort("native oracle: " + obstacle);
        }
    }

    @Test
    void coreEqualsHostIn300000CasesIfHostIsLinuxOnX86() throws IOException {
        compare(Long.getLong(SEED, 1), 300_000);
    }

    @Test
    @Tag("long")
    void coreEqualsHostIn5MillionCasesIfHostIsLinuxOnX86() throws IOException {
        compare(Long.getLong(SEED, 1) + 1_000_000, 5_000_000);
    }

    private static void compare(long seed, int cases) throws IOException {
        try (NativeOracle host = new NativeOracle();
                CoreRunner core = new CoreRunner()) {
            Differential differential = new Differential(host, core, Host.isReference(), SHOWN);
            for (int i = 0; i < cases / BATCH; i++) {
                differential.batch(seed + i, BATCH);
            }
            System.out.printf(
                    "differential test: seed %d, %d cases, %d not for the host, %d unstable,"
                            + " %d mismatches%n",
                    seed,
                    differential.cases,
                    differential.skipped,
                    differential.unstable,
                    differential.mismatchCount);
            if (differential.mismatchCount > 0) {
                keep(seed, differential.vectors());
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

    private static void keep(long seed, List<String> vectors) throws IOException {
        Path folder = GoldenVectorTest.folder();
        Path file = folder.resolve("mismatches-of-seed-" + seed + ".txt");
        Files.write(Files.createDirectories(folder).resolve(file), vectors);
        System.out.println("written: " + file);
    }
}
