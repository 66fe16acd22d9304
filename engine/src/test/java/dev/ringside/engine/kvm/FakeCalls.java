package dev.ringside.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A kernel that says yes to everything but what a test has it refuse, and counts what is open.
final class FakeCalls implements KvmCalls {
    private final Map<Long, Integer> results = new HashMap<>();
    private final Set<Integer> missing = new HashSet<>();
    final Set<Integer> open = new HashSet<>();
    final Set<Long> mapped = new HashSet<>();
    int openResult;
    int mapResult;
    private int next = 100;

    FakeCalls() {
        results.put(KvmAbi.GET_API_VERSION, KvmAbi.API_VERSION);
        results.put(KvmAbi.GET_VCPU_MMAP_SIZE, 12288);
    }

    /// Has an ioctl answer so from now on.
    FakeCalls answer(long request, int result) {
        results.put(request, result);
        return this;
    }

    /// Has a capability be missing.
    FakeCalls without(int capability) {
        missing.add(capability);
        return this;
    }

    private int file() {
        open.add(++next);
        return next;
    }

    @Override
    public int open() {
        return openResult < 0 ? openResult : file();
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        if (request == KvmAbi.CHECK_EXTENSION) {
            return missing.contains((int) argument) ? 0 : 1;
        }
        Integer result = results.get(request);
        if (result != null) {
            return result;
        }
        return request == KvmAbi.CREATE_VM || request == KvmAbi.CREATE_VCPU ? file() : 0;
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        if (request == KvmAbi.GET_SUPPORTED_CPUID) {
            argument.fill((byte) 0);
        }
        int result = ioctl(fd, request, 0);
        boolean msrs = request == KvmAbi.GET_MSRS && result == 0;
        return msrs ? argument.get(java.lang.foreign.ValueLayout.JAVA_INT, 0) : result;
    }

    @Override
    public void close(int fd) {
        if (!open.remove(fd)) {
            throw new AssertionError("closed twice: " + fd);
        }
    }

    @Override
    public MemorySegment map(int fd, long size) {
        if (mapResult < 0) {
            throw KvmException.of("mapping a VCPU's run page", mapResult);
        }
        MemorySegment page = Arena.ofAuto().allocate(size, 8);
        mapped.add(page.address());
        return page;
    }

    @Override
    public void unmap(MemorySegment mapping) {
        if (!mapped.remove(mapping.address())) {
            throw new AssertionError("unmapped twice");
        }
    }

    @Override
    public int threadId() {
        return 1;
    }

    @Override
    public void signal(int threadId) {}

    @Override
    public int createTimer() {
        return 1;
    }

    @Override
    public void armTimer(int timer, long nanoseconds, long again) {}

    @Override
    public void deleteTimer(int timer) {}
}
