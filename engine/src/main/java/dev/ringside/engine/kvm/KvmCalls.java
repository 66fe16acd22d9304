package dev.ringside.engine.kvm;

import java.lang.foreign.MemorySegment;

/// The system calls the backend makes; a test puts its own behind it. Thread-safe.
///
/// Results below zero are `-errno`.
interface KvmCalls {
    int EPERM = 1;
    int ENOENT = 2;
    int EINTR = 4;
    int E2BIG = 7;
    int EAGAIN = 11;
    int ENOMEM = 12;
    int EACCES = 13;
    int EFAULT = 14;
    int EBUSY = 16;
    int EEXIST = 17;
    int ENODEV = 19;
    int EINVAL = 22;
    int EMFILE = 24;
    int ENOTTY = 25;

    /// Opens `/dev/kvm`.
    ///
    /// @return a file descriptor
    int open();

    /// @param argument a number, or the address of a segment that outlives the call
    int ioctl(int fd, long request, long argument);

    /// [#ioctl] with a structure; kernel and caller own it in turn.
    default int ioctl(int fd, long request, MemorySegment argument) {
        return ioctl(fd, request, argument.address());
    }

    void close(int fd);

    /// Maps the first `size` bytes of a VCPU's file, shared.
    ///
    /// @return the mapping, which its creator gives to [#unmap] once nobody uses it
    /// @throws KvmException the host has no room
    MemorySegment map(int fd, long size);

    void unmap(MemorySegment mapping);

    /// The calling thread's number in the kernel.
    int threadId();

    /// Sends the kick signal to a thread of this process: whatever blocks in the kernel returns
    /// with `EINTR`. Nothing happens where the thread is gone.
    void signal(int threadId);

    /// Makes a timer that sends the kick signal to the calling thread.
    ///
    /// @return its number
    int createTimer();

    /// Lets a timer fire in `nanoseconds` and then every `again`, since a signal just before an
    /// ioctl is lost. 0 and 0 stop it.
    void armTimer(int timer, long nanoseconds, long again);

    void deleteTimer(int timer);
}
