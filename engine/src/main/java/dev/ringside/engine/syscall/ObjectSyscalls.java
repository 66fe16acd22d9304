package dev.ringside.engine.syscall;

import dev.ringside.engine.base.ZxException;
import dev.ringside.engine.base.ZxStatus;
import dev.ringside.engine.object.Dispatcher;
import dev.ringside.engine.object.HandleTable;
import dev.ringside.engine.object.Kernel;
import dev.ringside.engine.object.Rights;
import java.lang.foreign.MemorySegment;

/// `zx_object_get_info`. Any thread.
public final class ObjectSyscalls {
    /// `ZX_INFO_HANDLE_VALID`: no record.
    public static final int INFO_HANDLE_VALID = 1;

    /// `ZX_INFO_HANDLE_BASIC`: one [HandleBasicInfo].
    public static final int INFO_HANDLE_BASIC = 2;

    private final HandleTable handles;

    ObjectSyscalls(Kernel kernel) {
        this.handles = kernel.handles();
    }

    /// Writes what a topic has to say about a handle's object.
    ///
    /// Rights: none, for the two topics there are.
    ///
    /// @param topic [#INFO_HANDLE_VALID] or [#INFO_HANDLE_BASIC]
    /// @return records written, 0 or 1
    /// @throws ZxException `BAD_HANDLE`; `BUFFER_TOO_SMALL`; `NOT_SUPPORTED` for another topic
    public int getInfo(int handle, int topic, MemorySegment buffer) {
        return switch (topic) {
            case INFO_HANDLE_VALID -> {
                int unused = handles.rights(handle);
                yield 0;
            }
            case INFO_HANDLE_BASIC -> {
                HandleBasicInfo info = basicInfo(handle);
                if (buffer.byteSize() < HandleBasicInfo.SIZE) {
                    throw new ZxException(ZxStatus.BUFFER_TOO_SMALL, "the record has 32 bytes");
                }
                info.write(buffer);
                yield 1;
            }
            default -> throw new ZxException(ZxStatus.NOT_SUPPORTED, "no topic " + topic);
        };
    }

    /// As [#getInfo] with [#INFO_HANDLE_BASIC].
    ///
    /// @throws ZxException `BAD_HANDLE`
    public HandleBasicInfo basicInfo(int handle) {
        try (Dispatcher object = handles.get(handle, Dispatcher.class, Rights.NONE)) {
            return new HandleBasicInfo(
                    object.koid(),
                    handles.rights(handle),
                    object.type().code(),
                    object.relatedKoid(),
                    object.type().waitable() ? HandleBasicInfo.WAITABLE : 0);
        }
    }
}
