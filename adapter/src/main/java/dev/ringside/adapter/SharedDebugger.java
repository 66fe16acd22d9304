package dev.ringside.adapter;

import dev.ringside.engine.debug.AddressKind;
import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.Delivery;
import dev.ringside.engine.debug.ExceptionStop;
import dev.ringside.engine.debug.Expression;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.state.VcpuState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A debugger whose listener stays the run's own; a session's is told by that.
record SharedDebugger(Debugger debugger, Consumer<DebugListener> listening) implements Debugger {
    @Override
    public void setListener(DebugListener listener) {
        listening.accept(listener);
    }

    @Override
    public int vcpuCount() {
        return debugger.vcpuCount();
    }

    @Override
    public boolean running() {
        return debugger.running();
    }

    @Override
    public VcpuState state(int vcpu) {
        return debugger.state(vcpu);
    }

    @Override
    public void setState(int vcpu, VcpuState state) {
        debugger.setState(vcpu, state);
    }

    @Override
    public void resume(Resume how) {
        debugger.resume(how);
    }

    @Override
    public void pause() {
        debugger.pause();
    }

    @Override
    public int read(AddressKind kind, int vcpu, long address, byte[] into, int offset, int length) {
        return debugger.read(kind, vcpu, address, into, offset, length);
    }

    @Override
    public int write(
            AddressKind kind, int vcpu, long address, byte[] from, int offset, int length) {
        return debugger.write(kind, vcpu, address, from, offset, length);
    }

    @Override
    public long translate(int vcpu, long linearAddress) {
        return debugger.translate(vcpu, linearAddress);
    }

    @Override
    public List<String> explain(int vcpu, long linearAddress) {
        return debugger.explain(vcpu, linearAddress);
    }

    @Override
    public void setBreakpoints(List<Breakpoint> breakpoints) {
        debugger.setBreakpoints(breakpoints);
    }

    @Override
    public void setExceptionStops(List<ExceptionStop> stops) {
        debugger.setExceptionStops(stops);
    }

    @Override
    public long evaluate(int vcpu, Expression expression) {
        return debugger.evaluate(vcpu, expression);
    }

    @Override
    public List<Delivery> deliveries(int vcpu) {
        return debugger.deliveries(vcpu);
    }

    @Override
    public void setStepIntoInterrupts(boolean enter) {
        debugger.setStepIntoInterrupts(enter);
    }

    @Override
    public @Nullable StopEvent lastStop() {
        return debugger.lastStop();
    }
}
