package dev.ringside.adapter;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ringside test`: the launcher does it, with Maven.
@Command(name = "test", description = "Runs the project's own tests (from a source tree).")
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.err.println("ringside: tests run from a source tree: start ./ringside test there.");
        return Main.USAGE;
    }
}
