package dev.ringside.engine.kvm;

import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.disassemble.DisassembledInstruction;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.Profile;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.hypervisor.Vm;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.VcpuState;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A VCPU in KVM: the run loop around `KVM_RUN`, and everything that may happen between two
/// entries.
///
/// [#kick], [#interrupt] and [VcpuDebug#requestStop] may come from any thread; the rest belongs to
/// the creating thread, or to whoever looks while the VCPU stands.
final class KvmVcpu implements BackendVcpu {
    static final Exit CANCELED = new Exit.Canceled();
    static final Exit DEADLINE = new Exit.Deadline();
    static final Exit HALTED = new Exit.Halted();

    private final KvmVm guest;
    private final Consumer<KvmVcpu> onClose;
    private final VcpuFile file;
    private final RunSignals signals;
    private final int threadId;
    private final RunTimer timer;
    private final KvmDebug debug;
    private final PortAccess ports;
    private final MemoryAccess accesses;
    private final InterruptWindow interrupts;
    private final ExitReport report;
    private final Fallback fallback;
    private final Consumer<String> log;
    private final Set<String> told = new HashSet<>();
    final LiveState live;
    final GuestCode code;

    /// The kernel has something to complete at the next entry.
    private boolean completes;

    /// What is to be completed was done in a single step.
    private boolean completesStep;

    /// An exit that came while something was completed, to be served by the next run.
    private boolean exitHeld;

    /// The boundary did something that the next must see before an entry.
    private boolean again;

    /// Registers were written since the last entry, so what the run page says of interrupts is old.
    private boolean written;

    /// In a device's hands: the registers are between two instructions' states.
    boolean inHandler;

    /// @param initial copied
    /// @param onClose called once
    /// @throws KvmException the kernel refuses
    KvmVcpu(
            KvmCalls calls,
            KvmHost host,
            KvmVm guest,
            int id,
            VcpuState initial,
            Fallback fallback,
            Consumer<String> log,
            Consumer<KvmVcpu> onClose) {
        this.guest = guest;
        this.fallback = fallback;
        this.log = log;
        this.onClose = onClose;
        file = new VcpuFile(calls, host, guest.createVcpu(id, host.vcpus()));
        try {
            signals = new RunSignals(calls, file.page);
            threadId = calls.threadId();
            timer = new RunTimer(calls);
            GuestCpuid.install(file, host, guest.vm().profile(), id);
            live = new LiveState(file, initial.copy());
            code = new GuestCode(guest.vm(), live.state);
            debug = new KvmDebug(this, file, code);
            ports = new PortAccess(this, file.page, code);
            accesses = new MemoryAccess(this, file.page, code);
            interrupts = new InterruptWindow(this, file, signals, debug);
            report = new ExitReport(guest.vm(), file.page, live.state, code);
            guest.add(this);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    KvmVm guest() {
        return guest;
    }

    Vm vm() {
        return guest.vm();
    }

    boolean pc() {
        return guest.vm().profile() == Profile.PC;
    }

    boolean kickOrStopWaits() {
        return signals.any(RunSignals.KICK | RunSignals.STOP);
    }

    @Override
    public Exit run() {
        debug.beginRun();
        while (true) {
            Exit exit = boundary();
            if (exit == null && !again) {
                exit = enter();
            }
            if (exit != null) {
                return exit;
            }
            again = false;
        }
    }

    /// Has the loop start over instead of entering.
    void startOver() {
        again = true;
    }

    /// Whether the last exit said that an interrupt can go in.
    boolean takesInterrupts() {
        return !written && file.page.readyForInterrupt();
    }

    /// Everything that may happen between two entries.
    private @Nullable Exit boundary() {
        finishStep();
        Exit exit = leave();
        if (exit == null && !exitHeld) {
            exit = ports.next();
        }
        if (exit != null || exitHeld) {
            return exit;
        }
        if (!guest.refreshMemory()) {
            return failed(ZxStatus.NOT_FOUND, "nothing is mapped in the guest's memory");
        }
        exit = interrupts.rest();
        if (exit == null) {
            exit = flush();
        }
        if (exit == null) {
            exit = debug.prepare();
        }
        return exit == null && !again ? interrupts.inject() : exit;
    }

    /// While stepping, an I/O or memory instruction ends with its completion.
    private void finishStep() {
        if (completes && completesStep && !ports.inTheMiddle()) {
            complete();
        }
    }

    private @Nullable Exit leave() {
        Exit exit = debug.stopIfStepsDone();
        if (exit != null) {
            return exit;
        }
        int bits = signals.take();
        if ((bits & RunSignals.STOP) != 0) {
            if ((bits & RunSignals.KICK) != 0) {
                signals.raise(RunSignals.KICK);
            }
            return debug.pause();
        }
        if ((bits & RunSignals.KICK) != 0) {
            return CANCELED;
        }
        return timer.passed() ? DEADLINE : null;
    }

    private @Nullable Exit flush() {
        if (!live.isChanged()) {
            return null;
        }
        complete();
        written = true;
        String refused = live.flush();
        return refused == null
                ? null
                : failed(ZxStatus.BAD_STATE, "KVM refuses the VCPU's state: " + refused);
    }

    private @Nullable Exit enter() {
        if (!exitHeld) {
            timer.arm();
            if (completes) {
                ports.beforeCompletion();
            }
            if (!signals.enter(threadId)) {
                return null;
            }
            int result = file.run();
            signals.leave();
            entered();
            if (result == -KvmCalls.EINTR || result == -KvmCalls.EAGAIN) {
                return null;
            }
            if (result < 0) {
                return failed(
                        ZxStatus.INTERNAL,
                        "KVM_RUN failed with " + KvmException.errorName(-result));
            }
        }
        exitHeld = false;
        return dispatch(file.page.exitReason());
    }

    private void entered() {
        live.ran();
        interrupts.entered();
        completes = false;
        written = false;
    }

    private @Nullable Exit dispatch(int reason) {
        return switch (reason) {
            case KvmAbi.EXIT_IO -> {
                completes = true;
                completesStep = debug.stepping();
                yield ports.exit();
            }
            case KvmAbi.EXIT_MMIO -> {
                completes = true;
                completesStep = debug.stepping();
                yield accesses.exit();
            }
            case KvmAbi.EXIT_HLT -> {
                live.state.activity = Activity.HALTED;
                yield null;
            }
            case KvmAbi.EXIT_DEBUG -> debug.exit();
            case KvmAbi.EXIT_IRQ_WINDOW_OPEN, KvmAbi.EXIT_INTR -> null;
            case KvmAbi.EXIT_SHUTDOWN -> {
                VcpuState state = state();
                ZxStatus place = report.place();
                if (!pc() && place != ZxStatus.OK) {
                    yield failed(place, "delivery from where no memory is mapped");
                }
                state.activity = Activity.SHUTDOWN;
                debug.setFaultChain(report.shutdown());
                yield shutdown();
            }
            default -> other(reason);
        };
    }

    private @Nullable Exit other(int reason) {
        VcpuState state = state();
        if (report.isUnknownInstruction(reason) && executedElsewhere(state)) {
            return null;
        }
        return report.failure(reason);
    }

    private boolean executedElsewhere(VcpuState state) {
        DisassembledInstruction insn = code.decode(state.rip);
        long physical = code.translate(state.linearRip());
        if (insn == null || physical < 0 || !fallback.execute(state, physical)) {
            return false;
        }
        if (told.add(insn.mnemonic())) {
            log.accept(
                    "KVM on this host cannot execute %s; the core executes it."
                            .formatted(insn.mnemonic()));
        }
        stateChanged();
        if (debug.stepping()) {
            debug.stepped();
        }
        return true;
    }

    /// Tells the user something once.
    void tell(String line) {
        if (told.add(line)) {
            log.accept(line);
        }
    }

    Exit shutdown() {
        return failed(ZxStatus.NOT_SUPPORTED, "the processor shut down (triple fault)");
    }

    /// @param why what happened; the place is added
    Exit failed(ZxStatus status, String why) {
        return new Exit.Failed(status, "%s at rip 0x%x".formatted(why, state().rip));
    }

    /// Has the kernel finish the instruction of the last I/O or memory exit, without running on.
    void complete() {
        while (completes) {
            ports.beforeCompletion();
            file.page.setImmediateExit(true);
            int result = file.run();
            entered();
            if (result < 0) {
                if (completesStep) {
                    completesStep = false;
                    debug.stepped();
                }
                return;
            }
            if (file.page.exitReason() == KvmAbi.EXIT_MMIO) {
                accesses.serveFurther();
                completes = true;
            } else {
                completesStep = false;
                exitHeld = true;
            }
        }
    }

    /// The registers as the exit left them, before anything is completed.
    void fetchBeforeCompletion() {
        live.refresh();
        live.ran();
    }

    /// The registers that say where the guest is; the others may be old. On the VCPU's thread.
    VcpuState basicState() {
        complete();
        live.refreshBasic();
        return live.state;
    }

    @Override
    public synchronized VcpuState state() {
        if (!inHandler && !signals.running()) {
            if (!ports.inTheMiddle()) {
                complete();
            }
            live.refresh();
        }
        return live.state;
    }

    @Override
    public VcpuState progress() {
        return live.state;
    }

    boolean runnable() {
        return interrupts.runnable();
    }

    /// Somebody wrote registers.
    void stateChanged() {
        live.changed();
    }

    @Override
    public void kick() {
        signals.raise(RunSignals.KICK);
    }

    /// The running VCPU comes out and looks around; nobody else notices.
    void interruptRun() {
        signals.raise(RunSignals.ATTENTION);
    }

    void requestStop() {
        signals.raise(RunSignals.STOP);
    }

    @Override
    public boolean kicked() {
        return kickOrStopWaits();
    }

    @Override
    public void interrupt(int vector) {
        interrupts.pend(vector);
        signals.raise(RunSignals.ATTENTION);
    }

    @Override
    public void completeIo(int accessSize, int data) {
        if (!ports.answer(data)) {
            VcpuState state = state();
            state.gpr[VcpuState.RAX] = PortAccess.merge(state.gpr[VcpuState.RAX], accessSize, data);
            stateChanged();
        }
    }

    @Override
    public VcpuDebug debug() {
        return debug;
    }

    void setMmioHandler(@Nullable MmioHandler handler) {
        accesses.setHandler(handler);
    }

    void setDeadline(long nanoseconds) {
        timer.set(nanoseconds);
    }

    @Override
    public void close() {
        onClose.accept(this);
        timer.close();
        fallback.close();
        code.close();
        file.close();
    }
}
