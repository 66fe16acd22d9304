package dev.ringside.engine.kvm;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.DebugFeature;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.Exit;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.state.Activity;
import dev.ringside.engine.state.Rflags;
import dev.ringside.engine.state.SegmentRegister;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// KVM's side of the debug extension: `KVM_SET_GUEST_DEBUG` for single steps and up to four
/// instruction addresses, steps alone for everything else that somebody waits for.
///
/// Differs: [VcpuState#instructionCount] counts single steps only, since KVM counts nothing; a
/// deadline is that many nanoseconds of the host's clock from when it was set; instruction limits
/// and exception stops do not exist here.
final class KvmDebug implements VcpuDebug {
    private static final int HLT = 0xF4;
    private static final Stop STEP = new Stop.Step();
    private static final Stop PAUSE = new Stop.Pause();

    private final KvmVcpu vcpu;
    private final GuestCode code;
    private final Comparators comparators;
    private @Nullable Stop stop;
    private long steps;
    private boolean stepsDone;
    private boolean deferInterrupts;
    private @Nullable CodeHook codeHook;
    private @Nullable DataHook dataHook;
    private @Nullable EventHook eventHook;
    private @Nullable InterruptController controller;
    private List<FaultRecord> faultChain = List.of();

    /// The last run ended in a stop, so the instruction it stands at is no new arrival.
    private boolean seen;

    /// The instruction at RIP is to be passed without asking the hook.
    private boolean passing;

    /// The interrupt that the next step delivers, or -1.
    private int delivering = -1;

    private long returnCs;
    private long returnRip;

    KvmDebug(KvmVcpu vcpu, VcpuFile file, GuestCode code) {
        this.vcpu = vcpu;
        this.code = code;
        this.comparators = new Comparators(file);
    }

    void beginRun() {
        passing |= seen;
        seen = false;
        if (vcpu.live.state.activity != Activity.SHUTDOWN) {
            faultChain = List.of();
        }
    }

    @Nullable InterruptController controller() {
        return controller;
    }

    /// Whether maskable interrupts have to wait.
    boolean defersInterrupts() {
        return deferInterrupts && steps != 0;
    }

    /// Whether the next entry runs one instruction only.
    boolean stepping() {
        return steps != 0 || comparators.tooMany() || passing && comparators.inUse();
    }

    @Nullable Exit stopIfStepsDone() {
        return stepsDone ? stopWith(STEP) : null;
    }

    Exit pause() {
        return stopWith(PAUSE);
    }

    private Exit stopWith(Stop why) {
        stop = why;
        stepsDone = false;
        steps = 0;
        seen = true;
        passing = false;
        return KvmVcpu.CANCELED;
    }

    void setFaultChain(List<FaultRecord> chain) {
        faultChain = chain;
    }

    /// Sets the kernel up for the next entry; does a HLT itself while stepping, since some hosts
    /// report it again and again.
    ///
    /// @return non-null to leave the run loop
    @Nullable Exit prepare() {
        CodeHook hook = codeHook;
        if (hook == null && steps == 0) {
            comparators.off();
            return null;
        }
        boolean single = stepping();
        if (single) {
            VcpuState state = vcpu.basicState();
            if (hook != null && !passing && marked(hook, state)) {
                return reached(hook);
            }
            if (isHlt(state) && !interrupted(state)) {
                halt(state);
                return null;
            }
        }
        comparators.set(single);
        return null;
    }

    private boolean marked(CodeHook hook, VcpuState state) {
        long linear = state.linearRip();
        long physical = code.translate(linear);
        return physical >= 0 && hook.marks(linear, physical);
    }

    /// @return null to run on
    private @Nullable Exit reached(CodeHook hook) {
        VcpuState state = vcpu.state();
        long linear = state.linearRip();
        long physical = code.translate(linear);
        if (hook.reached(state, linear, physical)) {
            return stopWith(new Stop.Code(linear, physical));
        }
        passing = true;
        return prepare();
    }

    private boolean isHlt(VcpuState state) {
        return state.cpl() == 0 && code.byteAt(state.linearRip()) == HLT;
    }

    /// Whether an interrupt comes before the instruction.
    private boolean interrupted(VcpuState state) {
        InterruptController from = controller;
        return from != null
                && !defersInterrupts()
                && (state.rflags & Rflags.IF) != 0
                && !state.stiShadow
                && !state.movSsShadow
                && from.pending();
    }

    private void halt(VcpuState state) {
        state.rip++;
        state.stiShadow = false;
        state.activity = Activity.HALTED;
        vcpu.stateChanged();
        stepped();
        vcpu.startOver();
    }

    /// `KVM_EXIT_DEBUG`.
    @Nullable Exit exit() {
        if (comparators.singleStep()) {
            stepped();
            return null;
        }
        CodeHook hook = codeHook;
        VcpuState state = vcpu.basicState();
        return hook != null && marked(hook, state) ? reached(hook) : null;
    }

    /// One instruction or delivery is done.
    void stepped() {
        vcpu.live.state.instructionCount++;
        passing = false;
        if (steps != 0 && --steps == 0) {
            stepsDone = true;
        }
        EventHook hook = eventHook;
        if (delivering >= 0 && hook != null) {
            int vector = delivering;
            delivering = -1;
            hook.delivered(vcpu.state(), vector, true, returnCs, returnRip);
        }
        delivering = -1;
    }

    /// An interrupt goes in with the next entry.
    void delivering(int vector) {
        if (eventHook != null && stepping()) {
            VcpuState state = vcpu.state();
            returnCs = state.segment[SegmentRegister.CS].selector;
            returnRip = state.rip;
            delivering = vector;
        }
    }

    @Override
    public VcpuState state() {
        return vcpu.state();
    }

    @Override
    public void stateChanged() {
        vcpu.stateChanged();
    }

    @Override
    public void memoryChanged(long guestPhysicalAddress, long length) {
        // Guest memory is the VMO's own: the guest sees it.
    }

    @Override
    public String refusal(DebugFeature feature) {
        return switch (feature) {
            case EXCEPTION_STOPS ->
                    "Exceptions do not leave a KVM guest: set a breakpoint on the handler, or use --backend core.";
            case EVENT_STOPS -> "KVM does not tell of such events; use --backend core.";
            case DATA_BREAKPOINTS ->
                    "KVM machines have no data breakpoints yet; use --backend core.";
        };
    }

    @Override
    public void setCodeHook(@Nullable CodeHook hook) {
        codeHook = hook;
        comparators.setHook(hook);
        if (comparators.tooMany()) {
            vcpu.tell(
                    "More than four breakpoints, or one that is no linear address: KVM now runs the guest one instruction at a time, a thousand times slower. Use four linear ones, or --backend core.");
        }
    }

    @Override
    public void setDataHook(@Nullable DataHook hook) {
        dataHook = hook;
    }

    @Override
    public void setEventHook(@Nullable EventHook hook) {
        eventHook = hook;
    }

    @Override
    public void setSteps(long steps, boolean deferInterrupts) {
        this.steps = steps;
        this.stepsDone = false;
        this.deferInterrupts = deferInterrupts;
    }

    @Override
    public void setInstructionLimit(long count) {
        // Nothing counts; whoever starts a machine with a limit is refused before.
    }

    @Override
    public void setDeadline(long count) {
        vcpu.setDeadline(
                count == RunTimer.NEVER
                        ? RunTimer.NEVER
                        : count - vcpu.live.state.instructionCount);
    }

    @Override
    public void setYield(long count) {
        // One VCPU has nobody to yield to.
    }

    @Override
    public boolean runnable() {
        return vcpu.runnable();
    }

    @Override
    public void setInterruptController(@Nullable InterruptController controller) {
        this.controller = controller;
    }

    @Override
    public void setMmioHandler(@Nullable MmioHandler handler) {
        vcpu.setMmioHandler(handler);
    }

    @Override
    public void interruptLineChanged() {
        vcpu.interruptRun();
    }

    @Override
    public void requestStop() {
        vcpu.requestStop();
    }

    @Override
    public @Nullable Stop takeStop() {
        Stop taken = stop;
        stop = null;
        return taken;
    }

    @Override
    public List<FaultRecord> faultChain() {
        return faultChain;
    }
}
