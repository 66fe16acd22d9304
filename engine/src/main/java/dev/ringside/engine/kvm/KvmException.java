package dev.ringside.engine.kvm;

/// KVM cannot be used, or refused something: what, why, what to do. Unchecked since nearly every
/// system call can end so.
public final class KvmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KvmException(String message) {
        super(message);
    }

    /// A system call failed.
    ///
    /// @param result `-errno`
    static KvmException of(String call, int result) {
        return new KvmException(
                "%s failed with %s; use --backend core.".formatted(call, errorName(-result)));
    }

    /// The kernel's name of an error number, as far as KVM uses it.
    static String errorName(int errno) {
        return switch (errno) {
            case KvmCalls.EPERM -> "EPERM (not permitted)";
            case KvmCalls.ENOENT -> "ENOENT (no such file)";
            case KvmCalls.EINTR -> "EINTR (interrupted)";
            case KvmCalls.E2BIG -> "E2BIG (too big)";
            case KvmCalls.EAGAIN -> "EAGAIN (try again)";
            case KvmCalls.ENOMEM -> "ENOMEM (no memory)";
            case KvmCalls.EACCES -> "EACCES (permission denied)";
            case KvmCalls.EFAULT -> "EFAULT (bad address)";
            case KvmCalls.EBUSY -> "EBUSY (busy)";
            case KvmCalls.EEXIST -> "EEXIST (exists already)";
            case KvmCalls.ENODEV -> "ENODEV (no such device)";
            case KvmCalls.EINVAL -> "EINVAL (invalid argument)";
            case KvmCalls.EMFILE -> "EMFILE (too many open files)";
            case KvmCalls.ENOTTY -> "ENOTTY (unknown request)";
            default -> "errno " + errno;
        };
    }
}
