package dev.ringside.engine.debug;

import dev.ringside.engine.disassemble.Disassembler;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.DebugFeature;
import dev.ringside.engine.hypervisor.GuestPhysicalAddressSpace;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.memory.PhysicalMemory;
import dev.ringside.engine.paging.Access;
import dev.ringside.engine.paging.PageWalk;
import dev.ringside.engine.state.VcpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The debugger of one machine: stands between the VMM's VCPU threads and whoever debugs.
///
/// One lock guards the run state. Listeners are called on VCPU threads without it.
public final class MachineDebugger implements Debugger, VcpuController {
    private enum Phase {
        STOPPED,
        RUNNING,
        ENDED
    }

    private final Supplier<Disassembler> disassembler;
    private final List<AttachedVcpu> vcpus = new CopyOnWriteArrayList<>();

    private volatile Phase phase;
    private volatile boolean pausing;

    /// Changes asked for while VCPUs run; done by a VCPU thread between two runs.
    private final Queue<Runnable> deferred = new ConcurrentLinkedQueue<>();

    private volatile @Nullable DebugListener listener;
    private volatile long instructionLimit = Long.MAX_VALUE;
    private @Nullable StopEvent lastStop;
    private @Nullable EndReason end;
    private @Nullable StepPlan plan;
    private int planVcpu;
    private boolean entered;
    private boolean stepIntoInterrupts;
    private List<Breakpoint> breakpoints = List.of();
    private BreakpointTable table = BreakpointTable.EMPTY;
    private List<ExceptionStop> exceptionStops = List.of();
    private List<EventStop> eventStops = List.of();

    /// @param stopAtEntry whether the machine waits before its first instruction
    /// @param disassembler asked once for the one that the stepper reads instructions with
    public MachineDebugger(boolean stopAtEntry, Supplier<Disassembler> disassembler) {
        this.disassembler = disassembler;
        this.phase = stopAtEntry ? Phase.STOPPED : Phase.RUNNING;
        this.entered = !stopAtEntry;
    }

    /// Before the first VCPU is made: the machine does not wait at its entry.
    public synchronized void skipEntry() {
        if (!entered && phase == Phase.STOPPED) {
            entered = true;
            phase = Phase.RUNNING;
        }
    }

    /// Whether somebody hears of stops.
    public boolean hasListener() {
        return listener != null;
    }

    @Override
    public int vcpuCount() {
        return vcpus.size();
    }

    @Override
    public boolean running() {
        return phase == Phase.RUNNING;
    }

    @Override
    public void setListener(@Nullable DebugListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized @Nullable StopEvent lastStop() {
        return lastStop;
    }

    @Override
    public synchronized void setStepIntoInterrupts(boolean enter) {
        stepIntoInterrupts = enter;
    }

    private AttachedVcpu stopped(int vcpu) {
        if (phase == Phase.RUNNING) {
            throw new NotStoppedException();
        }
        return vcpus.get(vcpu);
    }

    @Override
    public synchronized VcpuState state(int vcpu) {
        return stopped(vcpu).state().copy();
    }

    @Override
    public synchronized void setState(int vcpu, VcpuState state) {
        AttachedVcpu attached = stopped(vcpu);
        attached.state().copyFrom(state);
        attached.debug().stateChanged();
    }

    @Override
    public void resume(Resume how) {
        synchronized (this) {
            AttachedVcpu stepping = stopped(steppingVcpu(how));
            if (phase == Phase.ENDED) {
                return;
            }
            vcpus.forEach(AttachedVcpu::beginRun);
            planVcpu = stepping.number;
            plan = new StepPlan(how, stepping, disassembler.get(), stepIntoInterrupts);
            plan.advance();
            if (how instanceof Resume.RunTo(long address)) {
                vcpus.forEach(vcpu -> vcpu.setTemporary(new AttachedVcpu.Temporary(address, 0)));
            }
            pausing = false;
            lastStop = null;
            phase = Phase.RUNNING;
        }
        tell(DebugListener::resumed);
        synchronized (this) {
            notifyAll();
        }
    }

    private static int steppingVcpu(Resume how) {
        return switch (how) {
            case Resume.StepInto(int vcpu, Resume.LinearRange ignored) -> vcpu;
            case Resume.StepOver(int vcpu, Resume.LinearRange ignored) -> vcpu;
            case Resume.StepOut(int vcpu) -> vcpu;
            case Resume.Continue ignored -> 0;
            case Resume.RunTo ignored -> 0;
        };
    }

    @Override
    public synchronized void pause() {
        if (phase == Phase.RUNNING) {
            pausing = true;
            vcpus.forEach(vcpu -> vcpu.debug().requestStop());
        }
    }

    @Override
    public int read(AddressKind kind, int vcpu, long address, byte[] into, int offset, int length) {
        return vcpus.get(vcpu).memory.read(kind, address, into, offset, length);
    }

    @Override
    public int write(
            AddressKind kind, int vcpu, long address, byte[] from, int offset, int length) {
        GuestMemoryView memory = vcpus.get(vcpu).memory;
        int written = memory.write(kind, address, from, offset, length);
        for (long at = address;
                at < address + written;
                at = (at | PhysicalMemory.PAGE_SIZE - 1) + 1) {
            long bytes = Math.min((at | PhysicalMemory.PAGE_SIZE - 1) + 1, address + written) - at;
            long physical = kind == AddressKind.PHYSICAL ? at : memory.translate(at);
            atBoundary(() -> vcpus.forEach(other -> other.debug().memoryChanged(physical, bytes)));
        }
        return written;
    }

    /// The debug extension may be touched only while no VCPU runs.
    private synchronized void atBoundary(Runnable change) {
        if (phase != Phase.RUNNING) {
            change.run();
            return;
        }
        deferred.add(change);
        vcpus.forEach(vcpu -> vcpu.debug().requestStop());
    }

    private synchronized void applyDeferred() {
        for (Runnable change = deferred.poll(); change != null; change = deferred.poll()) {
            change.run();
        }
    }

    @Override
    public long translate(int vcpu, long linearAddress) {
        return vcpus.get(vcpu).memory.translate(linearAddress);
    }

    @Override
    public List<String> explain(int vcpu, long linearAddress) {
        PageWalk walk = vcpus.get(vcpu).memory.walk(linearAddress, Access.READ);
        List<String> lines = new ArrayList<>();
        for (PageWalk.Level level : walk.levels()) {
            lines.add(
                    "%-5s at 0x%x = 0x%x: %s"
                            .formatted(
                                    level.name(), level.address(), level.value(), level.verdict()));
        }
        lines.add(
                walk.mapped()
                        ? "linear 0x%x is physical 0x%x: %s"
                                .formatted(linearAddress, walk.physicalAddress(), walk.verdict())
                        : "linear 0x%x faults: %s".formatted(linearAddress, walk.verdict()));
        return lines;
    }

    @Override
    public synchronized void setBreakpoints(List<Breakpoint> all) {
        if (all.equals(breakpoints)) {
            return;
        }
        breakpoints = List.copyOf(all);
        table = new BreakpointTable(breakpoints).inheritHits(table);
        BreakpointTable replacement = table;
        atBoundary(() -> vcpus.forEach(vcpu -> vcpu.setBreakpoints(replacement)));
    }

    @Override
    public synchronized void setInstructionLimit(long count) {
        atBoundary(() -> instructionLimit = count);
    }

    @Override
    public synchronized void setExceptionStops(List<ExceptionStop> stops) {
        exceptionStops = List.copyOf(stops);
        vcpus.forEach(vcpu -> vcpu.setExceptionStops(exceptionStops));
    }

    @Override
    public synchronized void setEventStops(List<EventStop> stops) {
        eventStops = List.copyOf(stops);
        List<EventStop> wanted = eventStops;
        atBoundary(() -> vcpus.forEach(vcpu -> vcpu.setEventStops(wanted)));
    }

    @Override
    public String refusal(DebugFeature feature) {
        return vcpus.isEmpty() ? "" : vcpus.get(0).debug().refusal(feature);
    }

    @Override
    public synchronized long evaluate(int vcpu, Expression expression) {
        return expression.evaluate(stopped(vcpu));
    }

    @Override
    public synchronized List<Delivery> deliveries(int vcpu) {
        return stopped(vcpu).deliveries();
    }

    @Override
    public synchronized void created(
            int vcpu, BackendVcpu backend, PhysicalMemory memory, GuestPhysicalAddressSpace space) {
        AttachedVcpu attached =
                new AttachedVcpu(
                        vcpu, backend, new GuestMemoryView(backend, memory, space), this::log);
        attached.setBreakpoints(table);
        attached.setExceptionStops(exceptionStops);
        attached.setEventStops(eventStops);
        vcpus.add(attached);
    }

    private void log(Breakpoint breakpoint, String line) {
        tell(to -> to.logged(breakpoint, line));
    }

    @Override
    public boolean awaitRun(int vcpu) {
        if (!deferred.isEmpty()) {
            applyDeferred();
        }
        if (phase == Phase.RUNNING && !pausing) {
            return true;
        }
        if (pausing) {
            stand(vcpu, new StopReason.Pause());
        }
        StopEvent entry = enter(vcpu);
        if (entry != null) {
            tell(to -> to.stopped(entry));
        }
        synchronized (this) {
            while (phase == Phase.STOPPED) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return phase == Phase.RUNNING;
        }
    }

    /// The first VCPU to arrive reports that the machine stands at its entry.
    private synchronized @Nullable StopEvent enter(int vcpu) {
        if (entered || phase != Phase.STOPPED) {
            return null;
        }
        entered = true;
        List<Integer> ids = table.entryIds();
        lastStop =
                new StopEvent(
                        vcpu, ids.isEmpty() ? new StopReason.Entry() : new StopReason.Hit(ids));
        return lastStop;
    }

    @Override
    public void stopped(int vcpu, Stop stop) {
        StopReason reason = judge(vcpu, stop);
        if (reason != null) {
            stand(vcpu, reason);
        }
    }

    /// What the user should hear of this stop; null to run on.
    private synchronized @Nullable StopReason judge(int vcpu, Stop stop) {
        AttachedVcpu attached = vcpus.get(vcpu);
        if (stop instanceof Stop.Code && !attached.hits.isEmpty()) {
            return new StopReason.Hit(List.copyOf(attached.hits));
        }
        DataAccess access = attached.dataHit();
        if (stop instanceof Stop.Data && access != null) {
            return new StopReason.Data(List.copyOf(attached.hits), access);
        }
        EventWatcher.Seen seen = attached.eventHit();
        if (seen != null) {
            return new StopReason.Happened(seen.kind(), seen.number(), seen.before(), seen.after());
        }
        return switch (stop) {
            case Stop.Data ignored -> null;
            case Stop.Happened ignored -> null;
            case Stop.Event(var fault) -> new StopReason.Fault(fault);
            case Stop.Pause() -> pausing ? new StopReason.Pause() : null;
            case Stop.Limit() -> {
                instructionLimit = Long.MAX_VALUE;
                yield new StopReason.Limit();
            }
            case Stop.Step ignored -> stepDone(vcpu, stop);
            case Stop.Code ignored -> stepDone(vcpu, stop);
        };
    }

    private @Nullable StopReason stepDone(int vcpu, Stop stop) {
        StepPlan steps = plan;
        boolean done =
                steps != null && (vcpu == planVcpu || steps.isForAll()) && steps.isDone(stop);
        return done ? new StopReason.Step() : null;
    }

    /// The VCPU that makes a step while the others are held, -1 for none.
    public synchronized int alone() {
        return phase == Phase.RUNNING && plan != null && plan.alone() ? planVcpu : -1;
    }

    /// Retired instructions of all VCPUs at which the machine stops. Told once: who goes on after
    /// it means it.
    public long instructionLimit() {
        return instructionLimit;
    }

    @Override
    public void stuck(int vcpu, StopReason reason) {
        stand(vcpu, reason);
    }

    private void stand(int vcpu, StopReason reason) {
        StopEvent event = new StopEvent(vcpu, reason);
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            applyDeferred();
            phase = Phase.STOPPED;
            entered = true;
            pausing = false;
            lastStop = event;
            for (AttachedVcpu attached : vcpus) {
                attached.setTemporary(null);
                attached.debug().setSteps(0, false);
            }
        }
        tell(to -> to.stopped(event));
    }

    @Override
    public void ended(EndReason reason) {
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
            end = reason;
            notifyAll();
        }
        tell(to -> to.ended(reason));
    }

    /// How the machine ended; null while it lives.
    public synchronized @Nullable EndReason end() {
        return end;
    }

    private void tell(Consumer<DebugListener> what) {
        DebugListener to = listener;
        if (to != null) {
            what.accept(to);
        }
    }
}
