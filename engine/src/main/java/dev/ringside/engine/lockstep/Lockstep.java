package dev.ringside.engine.lockstep;

import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares the interpreter with the translator over whole machines, devices included.
///
/// Both run the same image with the same limit; since runs repeat bit for bit, equal digests of
/// registers, devices and memory mean equal runs. A difference is narrowed down by halving the
/// limit.
public final class Lockstep {
    /// The smallest run that differs.
    ///
    /// @param instructions the limit at which the digests differ; they agree one instruction before
    /// @param interpreted digest of the interpreter's run
    /// @param translated digest of the translator's run
    public record Difference(long instructions, String interpreted, String translated) {
        /// What to do to see it again.
        public String reproducer(String image) {
            return "ringside run %s --engine translate --max-instructions %d ends in %s, with --engine interpret in %s"
                    .formatted(image, instructions, translated, interpreted);
        }
    }

    private final Supplier<MachineConfig.Builder> machine;
    private final MachineConsole console;

    /// @param machine gives a fresh configuration for each run
    public Lockstep(Supplier<MachineConfig.Builder> machine, MachineConsole console) {
        this.machine = machine;
        this.console = console;
    }

    /// Compares after `instructions`, and finds the first difference up to there.
    ///
    /// @throws ImageException the configuration cannot be run
    public Optional<Difference> compare(long instructions) throws ImageException {
        if (at(instructions).isEmpty()) {
            return Optional.empty();
        }
        long alike = 0;
        long different = instructions;
        while (different - alike > 1) {
            long middle = alike + different >>> 1;
            if (at(middle).isEmpty()) {
                alike = middle;
            } else {
                different = middle;
            }
        }
        return at(different);
    }

    private Optional<Difference> at(long instructions) throws ImageException {
        String interpreted = run("interpret", instructions);
        String translated = run("translate", instructions);
        return interpreted.equals(translated)
                ? Optional.empty()
                : Optional.of(new Difference(instructions, interpreted, translated));
    }

    private String run(String engine, long instructions) throws ImageException {
        MachineConfig config = machine.get().engine(engine).maxInstructions(instructions).build();
        return Machine.create(config, console).runAndHash();
    }
}
