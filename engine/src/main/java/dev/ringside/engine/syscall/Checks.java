package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import java.lang.foreign.MemorySegment;

/// The argument checks that system calls share.
final class Checks {
    private Checks() {}

    /// @throws ZxException `INVALID_ARGS` for any option not in `known`
    static void options(int options, int known) {
        if ((options & ~known) != 0) {
            throw new ZxException(
                    ZxStatus.INVALID_ARGS,
                    "options 0x%x are not known".formatted(options & ~known));
        }
    }

    /// @throws ZxException `INVALID_ARGS` for a buffer shorter than its structure
    static void buffer(MemorySegment buffer, long size) {
        require(buffer.byteSize() >= size, "the buffer is smaller than its structure");
    }

    /// @throws ZxException `INVALID_ARGS` unless `holds`
    static void require(boolean holds, String message) {
        if (!holds) {
            throw new ZxException(ZxStatus.INVALID_ARGS, message);
        }
    }
}
