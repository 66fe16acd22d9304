package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.Breakpoint;
import dev.ringside.engine.debug.DebugListener;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.Resume;
import dev.ringside.engine.debug.StopEvent;
import dev.ringside.engine.debug.StopReason;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Starts a machine under its debugger and waits for its stops, the entry first.
final class Stops implements DebugListener {
    private static final long HANG_SECONDS = 60;

    private final long hangSeconds;
    private final Machine machine;
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    Stops(Machine machine) {
        this(machine, HANG_SECONDS);
    }

    /// @param hangSeconds after which a wait fails
    Stops(Machine machine, long hangSeconds) {
        this.machine = machine;
        this.hangSeconds = hangSeconds;
        machine.debugger().setListener(this);
        machine.start();
        if (!(next() instanceof StopReason.Entry)) {
            throw new AssertionError("the first stop is not the entry");
        }
    }

    /// Goes on and waits.
    ///
    /// @return a StopReason or an EndReason
    Object resume(Resume how) {
        machine.debugger().resume(how);
        return next();
    }

    /// The next thing the machine tells.
    Object next() {
        try {
            Object event = told.poll(hangSeconds, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing came; the machine hangs");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void stopped(StopEvent event) {
        told.add(event.reason());
    }

    @Override
    public void resumed() {}

    @Override
    public void logged(Breakpoint breakpoint, String line) {}

    @Override
    public void ended(EndReason reason) {
        told.add(reason);
    }
}
