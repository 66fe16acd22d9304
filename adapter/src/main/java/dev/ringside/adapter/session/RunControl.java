package dev.ringside.adapter.session;

import dev.ringside.adapter.source.SymbolTable;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DataAccess;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Lets one machine run and tells of its stops. Belongs to the session's thread; what the engine
/// tells on its own threads is handed over to that.
public final class RunControl {
    private static final int ENTRY_SECONDS = 20;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final Debugger debugger;
    private final SymbolTable symbols;
    private final BreakpointTable breakpoints;
    private final SessionEvents events;
    private final Executor sessionThread;
    private final Runnable beforeRun;
    private final Runnable beforeStop;

    private RunState state = RunState.CONFIGURING;
    private int currentVcpu;
    private boolean pauseWanted;
    private @Nullable StepPlan plan;
    private StopText.@Nullable Words lastWords;

    /// @param beforeRun runs before the machine does, to void references
    /// @param beforeStop runs before a stop is told, to let output out first
    RunControl(
            Debugger debugger,
            SymbolTable symbols,
            BreakpointTable breakpoints,
            SessionEvents events,
            Executor sessionThread,
            Runnable beforeRun,
            Runnable beforeStop) {
        this.debugger = debugger;
        this.symbols = symbols;
        this.breakpoints = breakpoints;
        this.events = events;
        this.sessionThread = sessionThread;
        this.beforeRun = beforeRun;
        this.beforeStop = beforeStop;
        debugger.setListener(new Listener());
    }

    public RunState state() {
        return state;
    }

    /// The VCPU that stopped last.
    public int currentVcpu() {
        return currentVcpu;
    }

    /// The stop the machine stands at.
    ///
    /// @throws SessionException it runs
    public StopEvent stop() throws SessionException {
        requireStopped();
        StopEvent stop = debugger.lastStop();
        return stop == null ? new StopEvent(currentVcpu, new StopReason.Entry()) : stop;
    }

    /// The words of the last stop told, or null.
    public StopText.@Nullable Words lastWords() {
        return lastWords;
    }

    /// @throws SessionException the machine runs, is not begun, or is over
    public void requireStopped() throws SessionException {
        switch (state) {
            case STOPPED -> {}
            case RUNNING -> throw new SessionException("The machine is running; pause it first.");
            case ENDED -> throw new SessionException("The guest is over; restart it.");
            case NEW, CONFIGURING ->
                    throw new SessionException(
                            "The machine has not begun; send configurationDone first.");
        }
    }

    /// Waits until the machine stands before its first instruction.
    ///
    /// @throws SessionException it never gets there
    void awaitEntry() throws SessionException {
        try {
            if (entered.await(ENTRY_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SessionException("The machine did not start.");
    }

    /// Begins: stops at the entry, or runs.
    void begin(boolean stopOnEntry) {
        if (state != RunState.CONFIGURING) {
            return;
        }
        List<Integer> atEntry = breakpoints.entryIds();
        if (!atEntry.isEmpty()) {
            stoppedAt(new StopEvent(0, new StopReason.Hit(atEntry)));
        } else if (stopOnEntry) {
            stoppedAt(new StopEvent(0, new StopReason.Entry()));
        } else {
            go(new Resume.Continue());
        }
    }

    /// Joins a machine that runs or stands already.
    void join(boolean stop) {
        StopEvent standing = debugger.lastStop();
        if (!debugger.running() && standing != null) {
            stoppedAt(standing);
        } else {
            state = RunState.RUNNING;
            if (stop) {
                pause();
            }
        }
    }

    /// @throws SessionException not stopped
    public void resume(Resume how) throws SessionException {
        requireStopped();
        plan = null;
        go(how);
    }

    /// @param alone whether one instruction fills the line's row at an address
    /// @throws SessionException not stopped
    public void step(StepKind kind, int vcpu, Granularity granularity, LongPredicate alone)
            throws SessionException {
        requireStopped();
        long pc = debugger.state(vcpu).linearRip();
        StepPlan begun = StepPlan.from(kind, vcpu, granularity, symbols, pc);
        plan = begun;
        go(begun.first(pc, alone));
    }

    /// Asks the machine to stop; no effect when stopped.
    public void pause() {
        if (state == RunState.RUNNING) {
            pauseWanted = true;
            debugger.pause();
        }
    }

    /// Tells a stop that came about without running, after `goto`.
    public void moved(int vcpu) {
        currentVcpu = vcpu;
        String where = PcText.full(symbols, debugger.state(vcpu));
        tell(new StopText.Words("goto", "Moved to " + where, ""), List.of());
    }

    /// Stops listening; the machine goes on as it is.
    void leave() {
        debugger.setListener(null);
        state = RunState.ENDED;
    }

    private void go(Resume how) {
        state = RunState.RUNNING;
        pauseWanted = false;
        beforeRun.run();
        debugger.resume(how);
    }

    private void onStopped(StopEvent event) {
        // The entry's stop may arrive when the machine was let go already.
        if (state != RunState.RUNNING || debugger.running()) {
            return;
        }
        StepPlan steps = plan;
        boolean step = event.reason() instanceof StopReason.Step;
        if (step && steps != null && !pauseWanted) {
            Optional<Resume> next = steps.next(debugger.state(event.vcpu()).linearRip());
            if (next.isPresent()) {
                debugger.resume(next.get());
                return;
            }
        }
        stoppedAt(
                step && pauseWanted ? new StopEvent(event.vcpu(), new StopReason.Pause()) : event);
    }

    private void stoppedAt(StopEvent event) {
        state = RunState.STOPPED;
        plan = null;
        currentVcpu = event.vcpu();
        List<Integer> ids = breakpoints.ids(engineIds(event));
        VcpuState registers = debugger.state(event.vcpu());
        StopText.Words words = StopText.of(shown(event, ids), registers, symbols);
        breakpoints.recheck(event.vcpu()).forEach(events::breakpointChanged);
        tell(refined(words, ids), ids);
        breakpoints.hit(ids);
    }

    private static StopEvent shown(StopEvent event, List<Integer> ids) {
        return switch (event.reason()) {
            case StopReason.Hit ignored -> new StopEvent(event.vcpu(), new StopReason.Hit(ids));
            case StopReason.Data(List<Integer> ignored, DataAccess access) ->
                    new StopEvent(event.vcpu(), new StopReason.Data(ids, access));
            default -> event;
        };
    }

    private static List<Integer> engineIds(StopEvent event) {
        return switch (event.reason()) {
            case StopReason.Hit(List<Integer> ids) -> ids;
            case StopReason.Data(List<Integer> ids, DataAccess ignored) -> ids;
            default -> List.of();
        };
    }

    private StopText.Words refined(StopText.Words words, List<Integer> ids) {
        BreakpointTable.Entry entry = breakpoints.find(ids);
        if (entry == null) {
            return words;
        }
        String reason =
                switch (entry.request().where()) {
                    case BreakpointRequest.Where.Line l -> "breakpoint";
                    case BreakpointRequest.Where.Function f -> "function breakpoint";
                    case BreakpointRequest.Where.Instruction i -> "instruction breakpoint";
                    case BreakpointRequest.Where.Data d -> "data breakpoint";
                };
        return new StopText.Words(reason, words.description(), words.text());
    }

    private void tell(StopText.Words words, List<Integer> ids) {
        lastWords = words;
        beforeStop.run();
        if (!words.text().isEmpty()) {
            events.output(SessionEvents.Output.CONSOLE, words.text() + "\n");
        }
        events.stopped(currentVcpu, words, ids);
    }

    private void onEnded(EndReason reason) {
        if (state == RunState.ENDED) {
            return;
        }
        state = RunState.ENDED;
        beforeStop.run();
        switch (reason) {
            case EndReason.PowerOff() -> exit("The guest powered the machine off.", 0);
            case EndReason.DebugExit(int value) ->
                    exit("The guest wrote %d to port 0xf4.".formatted(value), value << 1 | 1);
            case EndReason.EngineFault(String report) -> {
                events.output(SessionEvents.Output.IMPORTANT, report + "\n");
                exit("The engine failed; this is a bug of Ringside.", 76);
            }
            case EndReason.Closed() -> {}
        }
        events.terminated();
    }

    private void exit(String text, int code) {
        events.output(SessionEvents.Output.CONSOLE, text + "\n");
        events.exited(code);
    }

    /// Hands everything over to the session's thread.
    private final class Listener implements DebugListener {
        @Override
        public void stopped(StopEvent event) {
            sessionThread.execute(() -> onStopped(event));
            entered.countDown();
        }

        @Override
        public void resumed() {}

        @Override
        public void logged(Breakpoint breakpoint, String line) {
            sessionThread.execute(() -> events.output(SessionEvents.Output.CONSOLE, line + "\n"));
        }

        @Override
        public void ended(EndReason reason) {
            entered.countDown();
            sessionThread.execute(() -> onEnded(reason));
        }
    }
}
