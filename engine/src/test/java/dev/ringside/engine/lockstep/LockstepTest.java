package dev.ringside.engine.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The samples run alike on both tiers.
class LockstepTest {
    private static final Path SAMPLES = Path.of("..", "samples");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello-boot/boot.img",
                "interrupts/boot.img",
                "long-mode/boot.img",
                "paging/boot.img",
                "kernel-c/kernel.elf"
            })
    void sampleRunsAlikeOnBothTiers(String sample) throws ImageException {
        Path image = SAMPLES.resolve(sample);
        MachineConsole console = MachineConsole.NONE;
        Lockstep lockstep =
                new Lockstep(() -> MachineConfig.builder().image(image).memory(16L << 20), console);
        for (long count : new long[] {1_000, 60_000, 400_000, 1_500_000}) {
            Optional<Lockstep.Difference> difference = lockstep.compare(count);
            assertEquals("", difference.map(found -> found.reproducer(sample)).orElse(""));
        }
    }
}
