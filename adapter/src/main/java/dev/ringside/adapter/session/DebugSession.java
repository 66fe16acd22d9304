package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.hypervisor.DebugFeature;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One debugging session: at most one machine at a time, from `launch` or `attach` to the end.
///
/// Everything here belongs to the session's thread.
public final class DebugSession implements AutoCloseable {
    private static final int FLUSH_MILLIS = 15;

    private final Target.Factory targets;
    private final Symbols.Loader symbolLoader;
    private final Supplier<Disassembler> disassembler;
    private final Runnable warmUp;
    private final ScheduledExecutorService sessionThread;
    private final SessionEvents events;
    private final References references = new References();
    private final CodeDocuments documents = new CodeDocuments();
    private final OutputBuffer output;

    private @Nullable Machine machine;
    private final CatchTable catches = new CatchTable();
    private boolean begun;
    private boolean closed;

    /// The machine and all that hangs on it.
    private record Machine(
            LaunchOptions options,
            Target target,
            boolean owned,
            Inspector inspector,
            BreakpointTable breakpoints,
            RunControl run) {}

    public DebugSession(
            Target.Factory targets,
            Symbols.Loader symbolLoader,
            Supplier<Disassembler> disassembler,
            Runnable warmUp,
            ScheduledExecutorService sessionThread,
            SessionEvents events) {
        this.targets = targets;
        this.symbolLoader = symbolLoader;
        this.disassembler = disassembler;
        this.warmUp = warmUp;
        this.sessionThread = sessionThread;
        this.events = events;
        this.output = new OutputBuffer(this::scheduleFlush, events);
    }

    /// Loads an image; the machine stands before its first instruction afterwards.
    ///
    /// @throws SessionException the image or an option is wrong, or there is a machine already
    public void launch(LaunchOptions options) throws SessionException {
        requireNew();
        Future<SymbolTable> loading = SymbolLoading.start(symbolLoader, options);
        Target target = targets.create(options, new Output());
        SymbolTable symbols = SymbolLoading.finish(loading, target);
        machine = join(options, target, true, symbols, null);
        target.start();
        machine.run.awaitEntry();
        tellLoaded(options.program(), target, symbols, false);
    }

    /// Joins a machine that somebody else started.
    ///
    /// @throws SessionException there is a machine already, or none to join
    public void attach(AttachPoint point, LaunchOptions.Attach how) throws SessionException {
        requireNew();
        AttachPoint.Attachable found = point.attach(new Output());
        LaunchOptions options = found.options().attached(how);
        try {
            SymbolTable symbols = symbolLoader.load(options);
            machine = join(options, found.target(), false, symbols, null);
            tellLoaded(options.program(), found.target(), symbols, true);
        } catch (SessionException e) {
            found.target().close();
            throw e;
        }
    }

    private void requireNew() throws SessionException {
        begun = false;
        if (machine != null) {
            throw new SessionException(
                    "A machine is being debugged already; restart it, or disconnect first.");
        }
    }

    private void tellLoaded(String program, Target target, SymbolTable symbols, boolean attached) {
        String name = fileName(program);
        events.output(
                SessionEvents.Output.CONSOLE, "%s: %s\n".formatted(name, target.description()));
        for (String note : symbols.notes()) {
            events.output(SessionEvents.Output.CONSOLE, note + "\n");
        }
        afterAnswer(() -> events.ready(name, attached, target.debugger().vcpuCount()));
    }

    /// Runs a task once the answer to the request in progress is out.
    public void afterAnswer(Runnable task) {
        sessionThread.execute(task);
    }

    /// Registers or memory were written: tells the client, after the answer.
    public void changed() {
        afterAnswer(events::invalidated);
    }

    /// The last part of a path.
    public static String fileName(String path) {
        int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        return slash >= 0 && slash + 1 < path.length() ? path.substring(slash + 1) : path;
    }

    private Machine join(
            LaunchOptions options,
            Target target,
            boolean owned,
            SymbolTable symbols,
            @Nullable BreakpointTable kept) {
        Debugger debugger = target.debugger();
        BreakpointTable breakpoints = kept == null ? new BreakpointTable(debugger, symbols) : kept;
        RunControl run =
                new RunControl(
                        debugger,
                        symbols,
                        breakpoints,
                        events,
                        sessionThread,
                        references::clear,
                        this::flush);
        debugger.setStepIntoInterrupts(options.stepInterrupts());
        Inspector inspector = new Inspector(debugger, symbols, disassembler);
        return new Machine(options, target, owned, inspector, breakpoints, run);
    }

    /// All breakpoints are set: the machine begins.
    ///
    /// @throws SessionException nothing loaded, or begun already
    public void configurationDone() throws SessionException {
        Machine m = machine();
        if (m.run.state() != RunState.CONFIGURING || begun) {
            throw new SessionException("The machine has begun already.");
        }
        begun = true;
        boolean stop = m.options.stopOnEntry();
        afterAnswer(() -> {
            if (m.owned) {
                m.run.begin(stop);
            } else {
                m.run.join(stop);
            }
            warmUp.run();
        });
    }

    /// Loads the image afresh; breakpoints stay.
    ///
    /// @param options null: the same as before
    /// @throws SessionException attached, or the image cannot be loaded: the old machine stays
    public void restart(@Nullable LaunchOptions options) throws SessionException {
        Machine old = machine();
        LaunchOptions now = options == null ? old.options : options;
        if (!old.owned) {
            throw new SessionException("An attached machine cannot be restarted from here.");
        }
        SymbolTable symbols = symbolLoader.load(now);
        Target target = targets.create(now, new Output());
        old.run.leave();
        old.target.close();
        references.clear();
        Machine m = join(now, target, true, symbols, old.breakpoints);
        machine = m;
        target.start();
        m.run.awaitEntry();
        m.breakpoints.rebind(target.debugger(), symbols);
        catches.tell(target.debugger());
        begun = true;
        afterAnswer(() -> {
            m.breakpoints.all().forEach(entry -> events.breakpointChanged(entry.status()));
            m.run.begin(now.stopOnEntry());
        });
    }

    /// Ends the guest.
    ///
    /// @throws SessionException there is none
    public void terminate() throws SessionException {
        machine();
        afterAnswer(() -> end(true));
    }

    /// Ends the session; an attached machine goes on unless `killAttached`.
    public void disconnect(boolean killAttached) {
        if (machine != null) {
            end(killAttached);
        }
        closed = true;
    }

    private void end(boolean killAttached) {
        Machine m = machine;
        machine = null;
        if (m == null) {
            return;
        }
        boolean over = m.run.state() == RunState.ENDED;
        m.run.leave();
        references.clear();
        if (killAttached || m.owned) {
            m.target.kill();
        }
        m.target.close();
        if (!m.owned && !over && !killAttached) {
            letGo(m);
        }
        flush();
        if (!over) {
            events.terminated();
        }
    }

    /// An attached machine goes on as if nobody had looked.
    private static void letGo(Machine m) {
        m.breakpoints.withdraw();
        Debugger debugger = m.inspector.debugger();
        new CatchTable().tell(debugger);
        if (!debugger.running()) {
            debugger.resume(new Resume.Continue());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            disconnect(false);
        }
    }

    /// Whether the client said good-bye.
    public boolean closed() {
        return closed;
    }

    public RunState state() {
        return machine == null ? RunState.NEW : machine.run.state();
    }

    /// @throws SessionException nothing is debugged
    public RunControl run() throws SessionException {
        return machine().run;
    }

    /// @throws SessionException nothing is debugged
    public Inspector inspect() throws SessionException {
        return machine().inspector;
    }

    /// The same for what needs a stopped machine.
    ///
    /// @throws SessionException nothing is debugged, or it runs
    public Inspector inspectStopped() throws SessionException {
        Machine m = machine();
        m.run.requireStopped();
        return m.inspector;
    }

    /// @throws SessionException nothing is debugged
    public BreakpointTable breakpoints() throws SessionException {
        return machine().breakpoints;
    }

    /// @throws SessionException nothing is debugged
    public Target target() throws SessionException {
        return machine().target;
    }

    /// Frames and variables by number; they die at every resume.
    public References references() {
        return references;
    }

    /// Disassembly as text, for code without source.
    public CodeDocuments documents() {
        return documents;
    }

    public SessionEvents events() {
        return events;
    }

    /// Replaces a group of breakpoints.
    ///
    /// @throws SessionException nothing is debugged
    public List<BreakpointStatus> setBreakpoints(String group, List<BreakpointRequest> requests)
            throws SessionException {
        Machine m = machine();
        return m.breakpoints.replace(group, requests, m.run.currentVcpu());
    }

    /// @throws SessionException nothing is debugged
    public BreakpointStatus addBreakpoint(BreakpointRequest request, boolean temporary)
            throws SessionException {
        Machine m = machine();
        BreakpointStatus status = m.breakpoints.add(request, temporary, m.run.currentVcpu());
        return status;
    }

    /// @return whether there was one
    /// @throws SessionException nothing is debugged
    public boolean removeBreakpoint(int id) throws SessionException {
        return machine().breakpoints.remove(id);
    }

    /// Replaces the exceptions and events that the client's filters stop at.
    ///
    /// @throws SessionException nothing is debugged
    public void setCatches(List<Catch> wanted) throws SessionException {
        Machine m = machine();
        catches.replace(wanted);
        catches.tell(m.inspector.debugger());
    }

    /// Why the machine's backend cannot do something; empty if it can.
    ///
    /// @throws SessionException nothing is debugged
    public String refusal(DebugFeature feature) throws SessionException {
        return machine().inspector.debugger().refusal(feature);
    }

    /// Adds one for the console.
    ///
    /// @throws SessionException nothing is debugged
    public void addCatch(Catch wanted) throws SessionException {
        Machine m = machine();
        String refusal = refusal(wanted.feature());
        if (!refusal.isEmpty()) {
            throw new SessionException(refusal);
        }
        catches.add(wanted);
        catches.tell(m.inspector.debugger());
    }

    /// Removes the console's.
    ///
    /// @throws SessionException nothing is debugged
    public void clearCatches() throws SessionException {
        Machine m = machine();
        catches.clearConsole();
        catches.tell(m.inspector.debugger());
    }

    public CatchTable catches() {
        return catches;
    }

    private Machine machine() throws SessionException {
        if (machine == null) {
            throw new SessionException("Nothing is being debugged: send launch or attach first.");
        }
        return machine;
    }

    private void scheduleFlush() {
        if (!sessionThread.isShutdown()) {
            var _ = sessionThread.schedule(this::flush, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void flush() {
        long dropped = output.flush();
        if (dropped > 0) {
            events.output(
                    SessionEvents.Output.CONSOLE,
                    "[%d bytes of the guest's output were dropped]\n".formatted(dropped));
        }
    }

    /// Hears the guest on VCPU threads.
    private final class Output implements Target.GuestOutput {
        @Override
        public void write(Target.Channel channel, byte value) {
            output.add(channel, value);
        }

        @Override
        public void note(String line) {
            sessionThread.execute(() -> {
                flush();
                events.output(SessionEvents.Output.CONSOLE, line + "\n");
            });
        }
    }
}
