package dev.ringside.adapter;

import dev.ringside.adapter.server.TcpServer;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.MachineTarget;
import dev.ringside.adapter.session.Screen;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Target;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.RunResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A run that a debugger may join and leave. One debugger at a time.
final class AttachableRun implements AttachPoint {
    private final LaunchOptions options;
    private final GuestStdout stdout;
    private @Nullable Machine machine;
    private volatile Target.@Nullable GuestOutput clientOutput;

    private AttachableRun(LaunchOptions options, GuestStdout stdout) {
        this.options = options;
        this.stdout = stdout;
    }

    /// Runs to the end.
    ///
    /// @throws SessionException the image, an option or the port cannot be used
    static RunResult run(LaunchOptions options, HostPort address, GuestStdout stdout)
            throws SessionException {
        AttachableRun run = new AttachableRun(options, stdout);
        try (Machine machine = MachineTarget.machine(options, run.new Output());
                TcpServer server =
                        new TcpServer(address.host(), address.port(), Production.services(run))) {
            run.begin(machine);
            System.err.printf(
                    "ringside: a debugger may attach at %s:%d%n",
                    address.host().getHostAddress(), server.port());
            Thread acceptor = new Thread(server::run, "ringside-acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
            RunCommand.feedSerial(options, machine);
            return machine.run();
        } catch (IOException e) {
            throw new SessionException(
                    "Cannot listen on port %d: %s.".formatted(address.port(), e.getMessage()));
        }
    }

    private synchronized void begin(Machine begun) {
        machine = begun;
    }

    @Override
    public synchronized Attachable attach(Target.GuestOutput output) throws SessionException {
        Machine running = machine;
        if (running == null) {
            throw new SessionException("The machine has not begun.");
        }
        if (clientOutput != null) {
            throw new SessionException("Another debugger is attached; disconnect it first.");
        }
        clientOutput = output;
        return new Attachable(new Attached(running), options);
    }

    private synchronized void detach(Machine from) {
        from.debugger().setListener(null);
        clientOutput = null;
    }

    /// The guest's text goes to standard output and to the debugger.
    private final class Output implements Target.GuestOutput {
        @Override
        public void write(Target.Channel channel, byte value) {
            stdout.write(channel, value);
            Target.GuestOutput to = clientOutput;
            if (to != null) {
                to.write(channel, value);
            }
        }

        @Override
        public void note(String line) {
            Target.GuestOutput to = clientOutput;
            if (to != null) {
                to.note(line);
            } else {
                stdout.note(line);
            }
        }
    }

    /// The machine as an attached session has it: letting go of it does not end it.
    private final class Attached implements Target {
        private final Machine machine;
        private final MachineTarget target;
        private boolean detached;

        Attached(Machine machine) {
            this.machine = machine;
            this.target = new MachineTarget(machine);
        }

        @Override
        public Debugger debugger() {
            return target.debugger();
        }

        @Override
        public String description() {
            return target.description();
        }

        @Override
        public void start() {}

        @Override
        public void type(String text) {
            target.type(text);
        }

        @Override
        public void serialInput(int port, byte[] bytes) {
            target.serialInput(port, bytes);
        }

        @Override
        public Screen screen() {
            return target.screen();
        }

        @Override
        public void kill() {
            machine.close();
        }

        @Override
        public void close() {
            if (!detached) {
                detached = true;
                detach(machine);
            }
        }
    }
}
