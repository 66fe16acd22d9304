package dev.ringside.engine.debug;

import dev.ringside.engine.state.VcpuState;
import dev.ringside.engine.vmm.ImageException;
import dev.ringside.engine.vmm.Machine;
import dev.ringside.engine.vmm.MachineConfig;
import dev.ringside.engine.vmm.MachineConsole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A machine under the debugger; every resume waits for its stop.
final class DebuggedMachine implements AutoCloseable {
    private static final long HANG_SECONDS = 30;

    final Machine machine;
    final Debugger debugger;
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final StringBuffer debugcon = new StringBuffer();
    private final BlockingQueue<StopEvent> stops = new LinkedBlockingQueue<>();

    private DebuggedMachine(MachineConfig config) {
        try {
            machine =
                    Machine.create(
                            config,
                            new MachineConsole() {
                                @Override
                                public void serial(int port, byte b) {}

                                @Override
                                public void debugcon(byte b) {
                                    debugcon.append((char) b);
                                }
                            });
        } catch (ImageException e) {
            throw new AssertionError(e);
        }
        debugger = machine.debugger();
        debugger.setListener(new Listener());
        machine.start();
        await();
    }

    /// A boot sector on the core.
    static DebuggedMachine bootSector(int... code) {
        return bootSector("core", code);
    }

    /// A boot sector at 0x7C00 that begins with `code`.
    static DebuggedMachine bootSector(String backend, int... code) {
        byte[] sector = new byte[512];
        for (int i = 0; i < code.length; i++) {
            sector[i] = (byte) code[i];
        }
        sector[510] = 0x55;
        sector[511] = (byte) 0xAA;
        return new DebuggedMachine(
                MachineConfig.builder().image("test.img", sector).backend(backend).build());
    }

    StopEvent resume(Resume how) {
        debugger.resume(how);
        return await();
    }

    StopEvent stepInto() {
        return resume(new Resume.StepInto(0, null));
    }

    StopEvent stepOver() {
        return resume(new Resume.StepOver(0, null));
    }

    StopEvent go() {
        return resume(new Resume.Continue());
    }

    StopEvent await() {
        try {
            StopEvent event = stops.poll(HANG_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no stop came; the machine hangs");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    VcpuState state() {
        return debugger.state(0);
    }

    long rip() {
        return state().rip;
    }

    @Override
    public void close() {
        machine.close();
    }

    private final class Listener implements DebugListener {
        @Override
        public void stopped(StopEvent event) {
            stops.add(event);
        }

        @Override
        public void resumed() {}

        @Override
        public void logged(Breakpoint breakpoint, String line) {
            log.add(line);
        }

        @Override
        public void ended(EndReason reason) {}
    }
}
