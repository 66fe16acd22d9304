package dev.ringside.engine.kvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// [KvmCalls] on x86-64 Linux, by the C library's `open`, `ioctl`, `mmap`, `signal` and `syscall`.
///
/// JUSTIFICATION: `/dev/kvm` has no other interface. SAFETY: no callback into Java is handed out;
/// the kick signal's handler is the C library's own `abs`, which touches nothing; every structure
/// handed to the kernel is a segment of the size that its ioctl number states, and its owner keeps
/// it alive through the call; `errno` is captured by the linker before the JVM can change it.
@SuppressWarnings("restricted")
final class NativeCalls implements KvmCalls {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final long SIG_ERR = -1;

    /// System calls the C library has no old name for (`arch/x86/entry/syscalls/syscall_64.tbl`).
    private static final long SYS_GETTID = 186;

    private static final long SYS_TIMER_CREATE = 222;
    private static final long SYS_TIMER_SETTIME = 223;
    private static final long SYS_TIMER_DELETE = 226;
    private static final long SYS_TGKILL = 234;

    /// `struct sigevent` (`include/uapi/asm-generic/siginfo.h`).
    private static final int SIGEVENT_SIZE = 64;

    private static final int SIGEVENT_SIGNO = 8;
    private static final int SIGEVENT_NOTIFY = 12;
    private static final int SIGEVENT_THREAD = 16;
    private static final int SIGEV_THREAD_ID = 4;
    private static final int CLOCK_MONOTONIC = 1;
    private static final long SECOND = 1_000_000_000;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle open;
    private final MethodHandle ioctl;
    private final MethodHandle close;
    private final MethodHandle mmap;
    private final MethodHandle munmap;
    private final MethodHandle syscall;
    private final int signal;
    private final long processId = ProcessHandle.current().pid();

    /// Where the linker leaves `errno`: one a thread, freed with it.
    private final ThreadLocal<MemorySegment> errno =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final class Holder {
        static final NativeCalls INSTANCE = new NativeCalls();
    }

    /// @throws KvmException this is no x86-64 Linux
    static KvmCalls open(String system, String architecture) {
        if (!system.toLowerCase(Locale.ROOT).contains("linux")
                || !architecture.equals("amd64") && !architecture.equals("x86_64")) {
            throw new KvmException(
                    "KVM is a part of Linux on x86-64, and this is %s on %s; use --backend core."
                            .formatted(system, architecture));
        }
        return Holder.INSTANCE;
    }

    private NativeCalls() {
        open = function("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
        ioctl = function("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        close = function("close", -1, JAVA_INT, JAVA_INT);
        mmap =
                function(
                        "mmap", -1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
        munmap = function("munmap", -1, JAVA_INT, JAVA_LONG, JAVA_LONG);
        syscall =
                function(
                        "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG);
        signal = claimSignal();
    }

    private static MethodHandle function(
            String name, int firstVariadic, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type = FunctionDescriptor.of(result, parameters);
        MemorySegment address = symbol(name);
        Linker.Option state = Linker.Option.captureCallState("errno");
        return firstVariadic < 0
                ? linker.downcallHandle(address, type, state)
                : linker.downcallHandle(
                        address, type, state, Linker.Option.firstVariadicArg(firstVariadic));
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker()
                .defaultLookup()
                .find(name)
                .orElseThrow(() ->
                        new KvmException(
                                "The C library has no function %s; use --backend core."
                                        .formatted(name)));
    }

    /// Takes the first real-time signal that nobody uses and gives it a handler that does nothing,
    /// so that it only interrupts system calls.
    private static int claimSignal() {
        Linker linker = Linker.nativeLinker();
        MethodHandle first =
                linker.downcallHandle(
                        symbol("__libc_current_sigrtmin"), FunctionDescriptor.of(JAVA_INT));
        MethodHandle install =
                linker.downcallHandle(
                        symbol("signal"), FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS));
        try {
            int start = (int) first.invokeExact();
            for (int number = start; number < start + 16; number++) {
                long before = (long) install.invokeExact(number, symbol("abs"));
                if (before == 0) {
                    return number;
                }
                if (before != SIG_ERR) {
                    long _ = (long) install.invokeExact(number, MemorySegment.ofAddress(before));
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot install the kick signal", e);
        }
        throw new KvmException("No real-time signal is free for KVM; use --backend core.");
    }

    private int result(int value, MemorySegment state) {
        return value >= 0 ? value : -state.get(JAVA_INT, ERRNO);
    }

    private static IllegalStateException bug(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    @Override
    public int open() {
        MemorySegment state = errno.get();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/dev/kvm");
            return result((int) open.invokeExact(state, path, O_RDWR | O_CLOEXEC), state);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        MemorySegment state = errno.get();
        try {
            return result((int) ioctl.invokeExact(state, fd, request, argument), state);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    @Override
    public void close(int fd) {
        try {
            int _ = (int) close.invokeExact(errno.get(), fd);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    @Override
    public MemorySegment map(int fd, long size) {
        MemorySegment state = errno.get();
        long address;
        try {
            address = (long) mmap.invokeExact(state, 0L, size, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
        } catch (Throwable e) {
            throw bug(e);
        }
        if (address == -1) {
            throw KvmException.of("mapping a VCPU's run page", -state.get(JAVA_INT, ERRNO));
        }
        // reinterpret: mmap has just said that `size` bytes are there, and they stay until
        // unmap, which the owner calls when nobody uses the segment any more.
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    @Override
    public void unmap(MemorySegment mapping) {
        try {
            int _ = (int) munmap.invokeExact(errno.get(), mapping.address(), mapping.byteSize());
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    private long call(long number, long a, long b, long c, long d) {
        MemorySegment state = errno.get();
        try {
            long value = (long) syscall.invokeExact(state, number, a, b, c, d);
            return value >= 0 ? value : -state.get(JAVA_INT, ERRNO);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    @Override
    public int threadId() {
        return (int) call(SYS_GETTID, 0, 0, 0, 0);
    }

    @Override
    public void signal(int threadId) {
        long _ = call(SYS_TGKILL, processId, threadId, signal, 0);
    }

    @Override
    public int createTimer() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(SIGEVENT_SIZE, 8);
            event.set(JAVA_INT, SIGEVENT_SIGNO, signal);
            event.set(JAVA_INT, SIGEVENT_NOTIFY, SIGEV_THREAD_ID);
            event.set(JAVA_INT, SIGEVENT_THREAD, threadId());
            MemorySegment timer = arena.allocate(JAVA_INT);
            long done =
                    call(SYS_TIMER_CREATE, CLOCK_MONOTONIC, event.address(), timer.address(), 0);
            if (done < 0) {
                throw KvmException.of("timer_create", (int) done);
            }
            return timer.get(JAVA_INT, 0);
        }
    }

    @Override
    public void armTimer(int timer, long nanoseconds, long again) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(JAVA_LONG, 4);
            times.setAtIndex(JAVA_LONG, 0, again / SECOND);
            times.setAtIndex(JAVA_LONG, 1, again % SECOND);
            times.setAtIndex(JAVA_LONG, 2, nanoseconds / SECOND);
            times.setAtIndex(JAVA_LONG, 3, nanoseconds % SECOND);
            long _ = call(SYS_TIMER_SETTIME, timer, 0, times.address(), 0);
        }
    }

    @Override
    public void deleteTimer(int timer) {
        long _ = call(SYS_TIMER_DELETE, timer, 0, 0, 0);
    }
}
