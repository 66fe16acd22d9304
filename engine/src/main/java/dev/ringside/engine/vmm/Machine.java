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
import java.util.HexFormat;
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

    private final MachineConfig config;
    private final Board board;
    private final MachineDebugger debugger = new MachineDebugger(true, Capstone::open);
    private final Queue<Runnable> inputs = new ConcurrentLinkedQueue<>();
    private final Keyboard keyboard;
    private final CountDownLatch made = new CountDownLatch(1);
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable BackendVcpu vcpu;
    private volatile boolean unattended;
    private @Nullable VgaText lastScreen;
    private boolean started;
    private boolean closed;

    private Machine(MachineConfig config, Board board) {
        this.config = config;
        this.board = board;
        this.keyboard = new TypedKeys(this::input, board.platform.keyboard::key);
        VcpuLoop loop = new VcpuLoop(board, inputs, new Owner());
        this.thread = Thread.ofPlatform().daemon().name("vcpu-0").unstarted(loop);
    }

    /// Makes a machine with its image loaded and no VCPU yet.
    ///
    /// @throws ImageException the image or an option cannot be used
    public static Machine create(MachineConfig config, MachineConsole console)
            throws ImageException {
        return create(config, console, Backends.open(config.backend(), config.cpu()));
    }

    static Machine create(MachineConfig config, MachineConsole console, Backend backend)
            throws ImageException {
        if (config.vcpus() != 1) {
            throw new ImageException(
                    "--vcpus %d: this version has one processor; say 1 or leave it out."
                            .formatted(config.vcpus()));
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
        thread.start();
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
    String runAndHash() {
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
        BackendVcpu at = vcpu;
        long count = at == null ? 0 : at.state().instructionCount;
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
        BackendVcpu running = vcpu;
        if (running != null) {
            running.kick();
        }
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
            BackendVcpu made = vcpu;
            digest.update(board.saveState(made == null ? board.initial() : made.state()));
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
            lastScreen = board.screen();
            board.close();
        }
    }

    private void stopThread() {
        debugger.ended(new EndReason.Closed());
        BackendVcpu running = vcpu;
        if (running != null) {
            running.kick();
        }
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            return;
        }
        try {
            thread.join(JOIN_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What the VCPU's thread asks and tells.
    private final class Owner implements VcpuLoop.Owner {
        @Override
        public void created(int handle, BackendVcpu backend) {
            vcpu = backend;
            backend.debug().setInstructionLimit(config.maxInstructions());
            debugger.created(0, backend, board.vm.memory(), board.vm.space());
            made.countDown();
        }

        @Override
        public boolean awaitRun() {
            return debugger.awaitRun(0);
        }

        @Override
        public void stopped(Stop stop) {
            if (stop instanceof Stop.Limit && alone()) {
                finish(Results.of(new StopReason.Limit(), state()));
            } else {
                debugger.stopped(0, stop);
            }
        }

        @Override
        public void stuck(StopReason reason) {
            if (alone()) {
                finish(Results.of(reason, state()));
            } else {
                debugger.stuck(0, reason);
            }
        }

        private boolean alone() {
            return unattended && !debugger.hasListener();
        }

        private VcpuState state() {
            BackendVcpu made = vcpu;
            return made == null ? board.initial() : made.state();
        }

        private void finish(RunResult end) {
            result.complete(end);
            debugger.ended(new EndReason.Closed());
        }

        @Override
        public void ended(EndReason reason) {
            result.complete(Results.of(reason, state().instructionCount));
            debugger.ended(reason);
            made.countDown();
        }
    }
}
