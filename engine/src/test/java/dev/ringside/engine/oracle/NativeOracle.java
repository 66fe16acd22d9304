package dev.ringside.engine.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.ringside.engine.oracle.Segments.Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs cases on the host's own processor, in a child process that the JVM cannot be harmed by.
///
/// Fill cases with [#put], call [#run], read outcomes with [#get]. Not thread-safe.
final class NativeOracle implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 20;

    /// MAP_SHARED, MAP_FIXED and MAP_POPULATE: a page must not be absent at first touch.
    private static final long MAP_FLAGS = 0x8011;

    private static final int SYS_MMAP = 9;
    private static final int SYS_SIGACTION = 13;
    private static final int SYS_SIGALTSTACK = 131;
    private static final int SYS_MODIFY_LDT = 154;
    private static final int SYS_PRCTL = 157;

    /// The child's only open file besides its standard streams.
    private static final int FILE = 3;

    /// SIGINFO, ONSTACK, NODEFER, RESTORER.
    private static final long SIGNAL_FLAGS = 0x4C000004L;

    private static final int[] SIGNALS = {4, 5, 7, 8, 11, 31};
    private static final int PR_SET_SYSCALL_USER_DISPATCH = 59;
    private static final int SIGSYS = 31;

    private final Arena arena = Arena.ofShared();
    private final Path folder;
    private final Path program;
    private final Path file;
    private final ChildProgram childProgram = new ChildProgram();
    private final MemorySegment shared;
    private final ExecutorService reader =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("native-oracle").factory());
    private final boolean avx = Host.hasFlag("avx");
    private int setupCalls;
    private int scratch = Shared.SCRATCH;
    private @Nullable Process process;

    /// @throws IOException with the reason when the child cannot run here
    NativeOracle() throws IOException {
        folder = makeFolder();
        program = folder.resolve("child");
        file = folder.resolve("shared");
        Files.write(program, childProgram.elf());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            shared = channel.map(MapMode.READ_WRITE, 0, Shared.SIZE, arena);
        }
        writeSetup();
        try {
            start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// In memory where possible: on a disk the kernel slows down whoever dirties pages this fast.
    private static Path makeFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        if (Files.isWritable(memory) && !mountedNoExec(memory)) {
            return Files.createTempDirectory(memory, "ringside-oracle");
        }
        return Files.createTempDirectory("ringside-oracle");
    }

    private static boolean mountedNoExec(Path folder) throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
            return mounts.map(line -> line.split(" "))
                    .anyMatch(f -> f[1].equals(folder.toString()) && f[3].contains("noexec"));
        }
    }

    private void writeSetup() {
        mapWindow(Window.READ_ONLY, Window.PAGE, 1, Shared.LIVE_WINDOW);
        mapWindow(Window.DATA, 2 * Window.PAGE, 3, Shared.LIVE_WINDOW + Window.PAGE);
        mapWindow(Window.CODE, Window.PAGE, 7, Shared.LIVE_WINDOW + 3 * Window.PAGE);
        for (int i = 0; i < Segments.LDT.size(); i++) {
            Entry entry = Segments.LDT.get(i);
            long description = Shared.BASE + scratch;
            shared.set(JAVA_INT_UNALIGNED, scratch, i);
            shared.set(JAVA_INT_UNALIGNED, scratch + 4, (int) entry.base());
            shared.set(JAVA_INT_UNALIGNED, scratch + 8, entry.limit());
            shared.set(JAVA_INT_UNALIGNED, scratch + 12, entry.userFlags());
            scratch += 16;
            setup(SYS_MODIFY_LDT, 0x11, description, 16, 0, 0, 0);
        }
        shared.set(JAVA_LONG_UNALIGNED, scratch, Shared.SIGNAL_STACK);
        shared.set(JAVA_LONG_UNALIGNED, scratch + 8, 0);
        shared.set(JAVA_LONG_UNALIGNED, scratch + 16, Shared.SIGNAL_STACK_SIZE);
        setup(SYS_SIGALTSTACK, Shared.BASE + scratch, 0, 0, 0, 0, 0);
        scratch += 24;
        shared.set(JAVA_LONG_UNALIGNED, scratch, childProgram.handlerAddress());
        shared.set(JAVA_LONG_UNALIGNED, scratch + 8, SIGNAL_FLAGS);
        shared.set(JAVA_LONG_UNALIGNED, scratch + 16, childProgram.handlerAddress());
        for (int signal : SIGNALS) {
            setup(SYS_SIGACTION, signal, Shared.BASE + scratch, 0, 8, 0, 0);
        }
        // System calls that a case makes become SIGSYS; only the child's own pass.
        setup(SYS_PRCTL, PR_SET_SYSCALL_USER_DISPATCH, 1, Shared.IMAGE, Shared.IMAGE_SIZE, 0, 0);
        shared.set(JAVA_LONG_UNALIGNED, Shared.SETUP + setupCalls * Shared.SETUP_STRIDE, -1);
    }

    private void mapWindow(long address, long size, long protection, long offset) {
        setup(SYS_MMAP, address, size, protection, MAP_FLAGS, FILE, offset);
    }

    private void setup(long... numberAndArguments) {
        long entry = Shared.SETUP + (long) setupCalls * Shared.SETUP_STRIDE;
        for (int i = 0; i < numberAndArguments.length; i++) {
            shared.set(JAVA_LONG_UNALIGNED, entry + 8L * i, numberAndArguments[i]);
        }
        setupCalls++;
    }

    private void start() throws IOException {
        for (int i = 0; i < setupCalls; i++) {
            shared.set(JAVA_LONG_UNALIGNED, setupResult(i), Long.MIN_VALUE);
        }
        process =
                new ProcessBuilder(program.toString(), file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        // An empty round trip through one harmless case shows that the set-up worked.
        CaseState probe = new CaseState();
        probe.cs = Segments.CODE_64;
        probe.ss = Segments.DATA_FLAT;
        probe.rflags = 0x202;
        probe.rip = Window.CODE;
        probe.codeAddress = Window.CODE;
        probe.code[0] = (byte) 0xCC;
        probe.codeLength = 1;
        put(0, probe);
        int done = run(1);
        for (int i = 0; i < setupCalls; i++) {
            // modify_ldt returns an unsigned int.
            long result = shared.get(JAVA_LONG_UNALIGNED, setupResult(i));
            int error = (int) -result;
            if (error > 0 && error < 4096) {
                long number =
                        shared.get(
                                JAVA_LONG_UNALIGNED, Shared.SETUP + (long) i * Shared.SETUP_STRIDE);
                throw new IOException(
                        "system call %d (set-up step %d) gives error %d"
                                .formatted(number, i, error));
            }
        }
        Outcome outcome = new Outcome();
        get(0, outcome);
        if (done != 1 || outcome.vector != 3 || outcome.rip != Window.CODE + 1) {
            throw new IOException(
                    "the child does not run: exit %s, vector %d"
                            .formatted(exitStatus(), outcome.vector));
        }
    }

    private static long setupResult(int index) {
        return Shared.SETUP + (long) index * Shared.SETUP_STRIDE + Shared.SETUP_RESULT;
    }

    private String exitStatus() {
        Process child = process;
        return child == null || child.isAlive() ? "none" : String.valueOf(child.exitValue());
    }

    /// What data and code pages hold when a case starts: [Window#SIZE] bytes to write to. The
    /// case's own code goes over it.
    MemorySegment template() {
        return shared.asSlice(Shared.TEMPLATE, Window.SIZE);
    }

    /// The read-only page.
    MemorySegment readOnlyPage() {
        return shared.asSlice(Shared.LIVE_WINDOW, Window.PAGE);
    }

    /// Places a case.
    ///
    /// @param index 0 to [Shared#MAX_BATCH] - 1
    void put(int index, CaseState state) {
        long record = record(index);
        for (int i = 0; i < 16; i++) {
            set(record + Shared.IN_GPR + 8L * i, state.gpr[i]);
        }
        set(record + Shared.IN_RIP, state.rip);
        set(record + Shared.IN_CS, state.cs);
        set(record + Shared.IN_RFLAGS, state.rflags);
        set(record + Shared.IN_SS, state.ss);
        set(record + Shared.IN_DS, state.ds);
        set(record + Shared.IN_ES, state.es);
        set(record + Shared.IN_FS, state.fs);
        set(record + Shared.IN_GS, state.gs);
        set(record + Shared.IN_FS_BASE, state.fsBase);
        set(record + Shared.IN_GS_BASE, state.gsBase);
        set(record + Shared.IN_BASES, state.cs == Segments.CODE_64 ? 1 : 0);
        set(record + Shared.IN_CODE_ADDRESS, state.codeAddress);
        set(record + Shared.IN_CODE_LENGTH, state.codeLength);
        set(record + Shared.IN_WINDOW, Shared.BASE + window(index));
        MediaState media = state.media;
        set(record + Shared.IN_MEDIA, media == null ? 0 : Shared.BASE + media(index));
        if (media != null) {
            media.write(shared, media(index), avx);
        }
        MemorySegment.copy(
                state.code, 0, shared, JAVA_BYTE, record + Shared.IN_CODE, state.codeLength);
        set(record + Shared.OUT_SIGNAL, -1);
    }

    private void set(long offset, long value) {
        shared.set(JAVA_LONG_UNALIGNED, offset, value);
    }

    private static long record(int index) {
        return Shared.RECORDS + (long) index * Shared.RECORD_SIZE;
    }

    private static long window(int index) {
        return Shared.WINDOWS + (long) index * Window.SIZE;
    }

    private static long media(int index) {
        return Shared.MEDIA + (long) index * Shared.MEDIA_STRIDE;
    }

    /// Runs the first `count` cases. If one of them kills or hangs the child, a new child is
    /// started.
    ///
    /// @return how many have an outcome: `count`, or the index of the culprit
    int run(int count) throws IOException {
        Process child = process;
        if (child == null) {
            throw new IOException("the child is gone");
        }
        if (answers(child, count)) {
            return count;
        }
        child.destroyForcibly();
        process = null;
        int culprit = 0;
        while (culprit < count
                && shared.get(JAVA_LONG_UNALIGNED, record(culprit) + Shared.OUT_SIGNAL) != -1) {
            culprit++;
        }
        return culprit;
    }

    /// Starts a new child after [#run] lost one.
    void restart() throws IOException {
        if (process == null) {
            start();
        }
    }

    private boolean answers(Process child, int count) throws IOException {
        byte[] command =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
        var answer =
                reader.submit(() -> {
                    child.getOutputStream().write(command);
                    child.getOutputStream().flush();
                    return child.getInputStream().readNBytes(8).length == 8;
                });
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Reads the outcome of a case that [#run] has finished.
    void get(int index, Outcome outcome) {
        long record = record(index);
        for (int i = 0; i < 16; i++) {
            outcome.gpr[i] = value(record + Shared.OUT_GPR + 8L * i);
        }
        outcome.rip = value(record + Shared.OUT_RIP);
        outcome.rflags = value(record + Shared.OUT_RFLAGS);
        outcome.cs = selector(record + Shared.OUT_SELECTORS);
        outcome.ss = selector(record + Shared.OUT_SELECTORS + 6);
        outcome.ds = selector(record + Shared.OUT_DS);
        outcome.es = selector(record + Shared.OUT_ES);
        outcome.fs = selector(record + Shared.OUT_FS);
        outcome.gs = selector(record + Shared.OUT_GS);
        outcome.fsBase = value(record + Shared.OUT_FS_BASE);
        outcome.gsBase = value(record + Shared.OUT_GS_BASE);
        outcome.errorCode = value(record + Shared.OUT_ERROR);
        outcome.cr2 = value(record + Shared.OUT_CR2);
        outcome.vector = (int) value(record + Shared.OUT_TRAP);
        outcome.window = shared.asSlice(window(index), Window.SIZE);
        outcome.failure = "";
        if (value(record + Shared.IN_MEDIA) != 0) {
            outcome.media.read(shared, media(index) + Shared.MEDIA_OUT, avx);
        }
        if (value(record + Shared.OUT_SIGNAL) == SIGSYS) {
            fail(outcome, "a system call");
        } else if (outcome.rip >= Shared.IMAGE && outcome.rip < Shared.IMAGE + Shared.IMAGE_SIZE) {
            fail(outcome, "the state cannot be entered");
        }
    }

    private static void fail(Outcome outcome, String reason) {
        outcome.vector = -1;
        outcome.failure = reason;
    }

    private long value(long offset) {
        return shared.get(JAVA_LONG_UNALIGNED, offset);
    }

    private int selector(long offset) {
        return shared.get(JAVA_SHORT_UNALIGNED, offset) & 0xFFFF;
    }

    @Override
    public void close() throws IOException {
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
        }
        reader.shutdownNow();
        Files.deleteIfExists(program);
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
