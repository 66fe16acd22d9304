package dev.ringside.engine.vmm;

import dev.ringside.engine.debug.Debugger;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.MachineDebugger;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.disassemble.Capstone;
import dev.ringside.engine.hypervisor.Backend;
import dev.ringside.engine.hypervisor.BackendVcpu;
import dev.ringside.engine.hypervisor.Stop;
import dev.ringside.engine.state.VcpuState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One guest with its VCPUs, devices and image.
///
/// [#create] puts the image into memory; [#start] or [#run] make the VCPUs. Thread-safe.
public final class Machine implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(36500);
    private static final long JOIN_MILLISECONDS = 5000;

    /// What the built-in tables describe.
    private static final int MAX_VCPUS = 8;

    private final MachineConfig config;
    private final Board board;
    private final MachineDebugger debugger = new MachineDebugger(true, Capstone::open);
    private final Queue<Runnable> inputs = new ConcurrentLinkedQueue<>();
    private final Keyboard keyboard;
    private final CountDownLatch made;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final Turns turns;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean unattended;
    private @Nullable VgaText lastScreen;
    private @Nullable Picture lastPicture;
    private boolean started;
    private boolean closed;

    private Machine(MachineConfig config, Board board) {
        this.config = config;
        this.board = board;
        this.keyboard = new TypedKeys(this::input, board.platform.keyboard::key);
        this.turns = new Turns(config.vcpus());
        this.made = new CountDownLatch(config.vcpus());
        debugger.setInstructionLimit(config.maxInstructions());
        Owner owner = new Owner();
        for (int i = 0; i < config.vcpus(); i++) {
            VcpuLoop loop = new VcpuLoop(i, board, turns, inputs, owner);
            Thread thread = Thread.ofPlatform().daemon().name("vcpu-" + i).unstarted(loop);
            turns.setThread(i, thread);
            threads.add(thread);
        }
    }

    /// Makes a machine with its image loaded and no VCPU yet.
    ///
    /// @throws ImageException the image or an option cannot be used
    public static Machine create(MachineConfig config, MachineConsole console)
            throws ImageException {
        return create(config, console, Backends.open(config, console::log));
    }

    static Machine create(MachineConfig config, MachineConsole console, Backend backend)
            throws ImageException {
        if (config.vcpus() < 1 || config.vcpus() > MAX_VCPUS) {
            throw new ImageException(
                    "--vcpus %d: a machine has 1 to %d processors."
                            .formatted(config.vcpus(), MAX_VCPUS));
        }
        return new Machine(config, new Board(config, console, backend));
    }

    /// The debugger of this machine; always there.
    public Debugger debugger() {
        return debugger;
    }

    /// What was loaded.
    public ImageInfo image() {
        return board.info();
    }

    /// Makes the VCPU threads, all stopped before the first instruction. The debugger's `resume`
    /// lets them run. Idempotent.
    public void start() {
        synchronized (this) {
            if (started || closed) {
                return;
            }
            started = true;
        }
        threads.forEach(Thread::start);
        try {
            made.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs to the end without stopping at the entry. A debugger may attach meanwhile: while it
    /// listens, faults stop the machine for it instead of ending the run.
    public RunResult run() {
        try {
            return runToEnd();
        } finally {
            close();
        }
    }

    /// Runs as [#run] does.
    ///
    /// @return [#stateHash] of the end
    public String runAndHash() {
        try {
            runToEnd();
            stopThread();
            return stateHash();
        } finally {
            close();
        }
    }

    private RunResult runToEnd() {
        unattended = true;
        debugger.skipEntry();
        start();
        Duration timeout = config.timeout();
        try {
            long milliseconds = (timeout == null ? FOREVER : timeout).toMillis();
            return result.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return timedOut(timeout == null ? FOREVER : timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Results.of(new EndReason.Closed(), 0);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private RunResult timedOut(Duration timeout) {
        stopThread();
        BackendVcpu at = running();
        long count = turns.instructions();
        String place = at == null ? "the start" : Results.place(at.state());
        return new RunResult(
                RunResult.TIMEOUT,
                "The run took longer than %d.%03d s; it was at %s."
                        .formatted(timeout.toSeconds(), timeout.toMillisPart(), place),
                count);
    }

    /// The keyboard from outside.
    public Keyboard keyboard() {
        return keyboard;
    }

    /// The mouse from outside.
    public Mouse mouse() {
        return new Mouse() {
            @Override
            public void move(int right, int down) {
                input(() -> board.platform.keyboard.moveMouse(right, -down, 0));
            }

            @Override
            public void turn(int clicks) {
                input(() -> board.platform.keyboard.moveMouse(0, 0, clicks));
            }

            @Override
            public void buttons(int mask) {
                input(() -> board.platform.keyboard.setMouseButtons(mask));
            }
        };
    }

    /// Bytes that arrive on a serial port: COM1 is 0, COM2 is 1.
    public void serialInput(int port, byte[] bytes) {
        byte[] copy = bytes.clone();
        input(() -> {
            for (byte b : copy) {
                (port == 0 ? board.platform.com1 : board.platform.com2).receive(b);
            }
        });
    }

    /// Hands something to the VCPU's thread, which does it before its next entry.
    private void input(Runnable action) {
        inputs.add(action);
        kick();
    }

    /// Makes the VCPU that runs come back.
    private void kick() {
        BackendVcpu running = running();
        if (running != null) {
            running.kick();
        }
    }

    /// The VCPU whose turn it is, null before all are made.
    private @Nullable BackendVcpu running() {
        return made.getCount() == 0 ? turns.vcpu(turns.holder()) : null;
    }

    /// What a graphics mode shows now, or showed when the machine was closed; null while the screen
    /// shows text.
    public synchronized @Nullable Picture picture() {
        return lastScreen == null ? board.picture() : lastPicture;
    }

    /// What the text screen shows now, or showed when the machine was closed.
    public synchronized VgaText screen() {
        VgaText last = lastScreen;
        return last == null ? board.screen() : last;
    }

    /// A digest of registers, devices, disks and memory: equal for two machines that stand at the
    /// same point of the same run. Only while the machine is stopped or ended.
    public synchronized String stateHash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(board.saveState(turns));
            board.forEachPage((offset, page) -> {
                digest.update(
                        Long.toString(offset).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                digest.update(page);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends the threads and frees the guest's memory. Idempotent.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopThread();
        synchronized (this) {
            lastPicture = board.picture();
            lastScreen = board.screen();
            board.close();
        }
    }

    private void stopThread() {
        debugger.ended(new EndReason.Closed());
        turns.close();
        kick();
        for (Thread thread : threads) {
            if (Thread.currentThread() == thread || !thread.isAlive()) {
                continue;
            }
            try {
                thread.join(JOIN_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// What the VCPUs' threads ask and tell.
    private final class Owner implements VcpuLoop.Owner {
        @Override
        public void created(int vcpu, BackendVcpu backend) {
            debugger.created(vcpu, backend, board.vm.memory(), board.vm.space());
            made.countDown();
        }

        @Override
        public boolean awaitRun(int vcpu) {
            return debugger.awaitRun(vcpu);
        }

        @Override
        public int alone() {
            return debugger.alone();
        }

        @Override
        public long instructionLimit() {
            return debugger.instructionLimit();
        }

        @Override
        public void stopped(int vcpu, Stop stop) {
            if (stop instanceof Stop.Limit && standsAlone()) {
                finish(vcpu, new StopReason.Limit());
            } else {
                debugger.stopped(vcpu, stop);
            }
        }

        @Override
        public void stuck(int vcpu, StopReason reason) {
            if (standsAlone()) {
                finish(vcpu, reason);
            } else {
                debugger.stuck(vcpu, reason);
            }
        }

        private boolean standsAlone() {
            return unattended && !debugger.hasListener();
        }

        private void finish(int vcpu, StopReason reason) {
            VcpuState state = turns.vcpu(vcpu).state();
            result.complete(Results.of(reason, state, turns.instructions()));
            debugger.ended(new EndReason.Closed());
        }

        @Override
        public void ended(EndReason reason) {
            result.complete(Results.of(reason, turns.instructions()));
            debugger.ended(reason);
            while (made.getCount() != 0) {
                made.countDown();
            }
        }
    }
}
