package dev.ringside.adapter;

import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.MachineTarget;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.RunResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ringside run`: to the end, without debugger unless one attaches.
@Command(
        name = "run",
        description = {
            "Runs an image; its text goes to standard output.",
            "Exit code: (v << 1) | 1 for a guest that writes v to port 0xf4, 0 for power off, 70"
                    + " after a triple fault, 72 at the instruction limit, 74 after the timeout,"
                    + " 64 for a bad image or option, 76 for a failure of the engine."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin private MachineOptions options = new MachineOptions();

    @Option(
            names = "--dap",
            paramLabel = "HOST:PORT",
            description = "Let a debugger attach at any time.")
    private @Nullable String dap;

    @Override
    public Integer call() throws SessionException {
        LaunchOptions read = options.read();
        HostPort address = dap == null ? null : HostPort.parse(dap);
        try (GuestStdout output = new GuestStdout(Main.STDOUT)) {
            RunResult result =
                    address == null ? run(read, output) : AttachableRun.run(read, address, output);
            output.flush();
            if (!result.message().isEmpty()) {
                System.err.println("ringside: " + result.message());
            }
            return result.exitCode();
        }
    }

    private static RunResult run(LaunchOptions options, GuestStdout output)
            throws SessionException {
        try (Machine machine = MachineTarget.machine(options, output)) {
            feedSerial(options, machine);
            return machine.run();
        }
    }

    /// Standard input goes to COM1.
    static void feedSerial(LaunchOptions options, Machine machine) {
        if (!options.serial().equals("stdio")) {
            return;
        }
        Thread reader =
                new Thread(
                        () -> {
                            byte[] bytes = new byte[1024];
                            try {
                                int got = System.in.read(bytes);
                                while (got > 0) {
                                    machine.serialInput(0, Arrays.copyOf(bytes, got));
                                    got = System.in.read(bytes);
                                }
                            } catch (IOException e) {
                                // No more input.
                            }
                        },
                        "ringside-stdin");
        reader.setDaemon(true);
        reader.start();
    }
}
