package dev.ringside.engine.x86;

import dev.ringside.engine.hypervisor.CodeHook;
import dev.ringside.engine.hypervisor.DataHook;
import dev.ringside.engine.hypervisor.EventHook;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.hypervisor.InterruptController;
import dev.ringside.engine.hypervisor.MmioHandler;
import dev.ringside.engine.hypervisor.MsrListener;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.hypervisor.VcpuDebug;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The own core's debug extension: what the run loop asks at its boundaries.
final class CoreDebug implements VcpuDebug {
    private final X86Vcpu vcpu;
    private @Nullable Stop stop;

    /// Instructions and deliveries left to do; 0 when not stepping.
    long steps;

    boolean stepsDone;
    boolean deferInterrupts;
    long instructionLimit = Long.MAX_VALUE;
    long deadline = Long.MAX_VALUE;
    @Nullable CodeHook codeHook;
    @Nullable DataHook dataHook;
    @Nullable InterruptController controller;
    List<FaultRecord> faultChain = List.of();

    CoreDebug(X86Vcpu vcpu) {
        this.vcpu = vcpu;
    }

    /// One step was made: an instruction or a delivery.
    void countSteps(long made) {
        if (steps != 0) {
            steps = Math.max(0, steps - made);
            stepsDone = steps == 0;
        }
    }

    /// Whether maskable interrupts have to wait.
    boolean defersInterrupts() {
        return deferInterrupts && steps != 0;
    }

    void stopWith(Stop why) {
        stop = why;
        stepsDone = false;
        steps = 0;
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
        vcpu.memoryChanged(guestPhysicalAddress, length);
    }

    @Override
    public void setCodeHook(@Nullable CodeHook hook) {
        codeHook = hook;
        vcpu.codeHookChanged(hook);
    }

    @Override
    public void setDataHook(@Nullable DataHook hook) {
        dataHook = hook;
        vcpu.setDataHook(hook);
    }

    @Override
    public void setEventHook(@Nullable EventHook hook) {
        vcpu.setEventHook(hook);
    }

    @Override
    public void setSteps(long steps, boolean deferInterrupts) {
        this.steps = steps;
        this.stepsDone = false;
        this.deferInterrupts = deferInterrupts;
    }

    @Override
    public void setInstructionLimit(long count) {
        instructionLimit = count;
    }

    @Override
    public void setDeadline(long count) {
        deadline = count;
    }

    @Override
    public void setMsrListener(@Nullable MsrListener listener) {
        vcpu.setMsrListener(listener);
    }

    @Override
    public void setYield(long count) {
        vcpu.setYield(count);
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
        vcpu.raise(Signals.INTERRUPT);
    }

    @Override
    public void requestStop() {
        vcpu.raise(Signals.STOP);
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
