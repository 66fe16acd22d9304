package dev.ringside.engine.syscall;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `zx_info_handle_basic_t`, 32 bytes, little endian:
///
/// ```
///  0     8       12    16            24
///  koid  rights  type  related_koid  props
/// ```
///
/// @param rights bits of [dev.ringside.engine.object.Rights]
/// @param type number of an [dev.ringside.engine.object.ObjectType]
/// @param relatedKoid 0 for none
/// @param props [#WAITABLE] or 0
public record HandleBasicInfo(long koid, int rights, int type, long relatedKoid, int props) {
    /// Bytes.
    public static final int SIZE = 32;

    /// `ZX_OBJ_PROP_WAITABLE`.
    public static final int WAITABLE = 1;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Writes the structure into the first [#SIZE] bytes.
    public void write(MemorySegment into) {
        into.set(U64, 0, koid);
        into.set(U32, 8, rights);
        into.set(U32, 12, type);
        into.set(U64, 16, relatedKoid);
        into.set(U32, 24, props);
        into.set(U32, 28, 0);
    }
}
