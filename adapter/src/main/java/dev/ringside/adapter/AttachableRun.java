package dev.ringside.adapter;

import dev.ringside.adapter.server.TcpServer;
import dev.ringside.adapter.session.AttachPoint;
import dev.ringside.adapter.session.LaunchOptions;
import dev.ringside.adapter.session.MachineTarget;
import dev.ringside.adapter.session.Screen;
import dev.ringside.adapter.session.SessionException;
import dev.ringside.adapter.session.Target;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.RunResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A run that a debugger may join and leave. One debugger at a time.
final class AttachableRun implements AttachPoint, DebugListener {
    private final LaunchOptions options;
    private final GuestStdout stdout;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final CompletableFuture<Void> entered = new CompletableFuture<>();
    private @Nullable Machine machine;
    private volatile @Nullable DebugListener client;
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
                        new TcpServer(
                                address.host(), address.port(), Production.services(run))) {
            run.machine = machine;
            System.err.printf(
                    "ringside: a debugger may attach at %s:%d%n",
                    address.host().getHostAddress(), server.port());
            Thread acceptor = new Thread(server::run, "ringside-acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
            RunCommand.feedSerial(options, machine);
            return run.toTheEnd(machine);
        } catch (IOException e) {
            throw new SessionException(
                    "Cannot listen on port %d: %s.".formatted(address.port(), e.getMessage()));
        }
    }

    private RunResult toTheEnd(Machine machine) throws SessionException {
        machine.debugger().setListener(this);
        machine.start();
        entered.join();
        machine.debugger().resume(new Resume.Continue());
        try {
            return options.timeout().isZero()
                    ? result.get()
                    : result.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new RunResult(RunResult.TIMEOUT, "the timeout has passed", 0);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new SessionException("The run was interrupted.");
        }
    }

    @Override
    public synchronized Attachable attach(Target.GuestOutput output) throws SessionException {
        Machine running = machine;
        if (running == null || result.isDone()) {
            throw new SessionException("The machine has ended.");
        }
        if (clientOutput != null) {
            throw new SessionException("Another debugger is attached; disconnect it first.");
        }
        clientOutput = output;
        return new Attachable(new Attached(running), options);
    }

    private synchronized void detach() {
        client = null;
        clientOutput = null;
    }

    @Override
    public void stopped(StopEvent event) {
        entered.complete(null);
        DebugListener to = client;
        if (to != null) {
            to.stopped(event);
        } else {
            end(event.reason());
        }
    }

    /// A stop that nobody looks at is the end of the run.
    private void end(StopReason reason) {
        switch (reason) {
            case StopReason.TripleFault(List<FaultRecord> chain) ->
                    finish(RunResult.SHUTDOWN, tripleFault(chain));
            case StopReason.Limit() -> finish(RunResult.LIMIT, "the instruction limit is reached");
            case StopReason.HaltedForever() -> finish(RunResult.POWER_OFF, "the guest halted");
            case StopReason.Unsupported(String text) -> finish(RunResult.ENGINE_FAULT, text);
            case StopReason.Entry() -> {}
            case StopReason.Step() -> {}
            case StopReason.Hit(List<Integer> ids) -> {}
            case StopReason.Fault(FaultRecord fault) -> {}
            case StopReason.Pause() -> {}
        }
    }

    private static String tripleFault(List<FaultRecord> chain) {
        StringBuilder text = new StringBuilder("triple fault");
        for (FaultRecord fault : chain) {
            text.append("\n  ").append(dev.ringside.adapter.session.FaultText.line(fault));
        }
        return text.toString();
    }

    private void finish(int exitCode, String message) {
        result.complete(new RunResult(exitCode, message, 0));
    }

    @Override
    public void resumed() {
        DebugListener to = client;
        if (to != null) {
            to.resumed();
        }
    }

    @Override
    public void logged(Breakpoint breakpoint, String line) {
        DebugListener to = client;
        if (to != null) {
            to.logged(breakpoint, line);
        }
    }

    @Override
    public void ended(EndReason reason) {
        entered.complete(null);
        DebugListener to = client;
        if (to != null) {
            to.ended(reason);
        }
        switch (reason) {
            case EndReason.PowerOff() -> finish(RunResult.POWER_OFF, "");
            case EndReason.DebugExit(int value) -> finish(value << 1 | 1, "");
            case EndReason.Closed() -> finish(RunResult.POWER_OFF, "");
            case EndReason.EngineFault(String report) ->
                    finish(RunResult.ENGINE_FAULT, report);
        }
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
        private final MachineTarget target;
        private final Debugger debugger;

        Attached(Machine machine) {
            this.target = new MachineTarget(machine);
            this.debugger = new SharedDebugger(machine.debugger(), to -> client = to);
        }

        @Override
        public Debugger debugger() {
            return debugger;
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
            detach();
            finish(RunResult.POWER_OFF, "ended by the debugger");
        }

        @Override
        public void close() {
            detach();
        }
    }
}
