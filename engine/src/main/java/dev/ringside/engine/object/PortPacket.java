package dev.ringside.engine.object;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A packet, `zx_port_packet_t` of era B, 48 bytes, little endian:
///
/// ```
///  0    8     12      16     24     32     40
///  key  type  status  u64_0  u64_1  u64_2  u64_3
/// ```
///
/// The last four words are the union; [GuestPackets] reads and writes its guest members.
///
/// @param type one of the `TYPE_*` numbers
/// @param status 0 in guest packets
public record PortPacket(
        long key, int type, int status, long u64x0, long u64x1, long u64x2, long u64x3) {
    /// Bytes.
    public static final int SIZE = 48;

    public static final int TYPE_USER = 0;
    public static final int TYPE_SIGNAL_ONE = 1;
    public static final int TYPE_GUEST_BELL = 3;
    public static final int TYPE_GUEST_MEM = 4;
    public static final int TYPE_GUEST_IO = 5;
    public static final int TYPE_GUEST_VCPU = 6;
    public static final int TYPE_INTERRUPT = 7;
    public static final int TYPE_PAGE_REQUEST = 9;

    /// Differs: `pc` profile only, a number Zircon does not use. The VCPU is in HLT; RIP is past
    /// it.
    public static final int TYPE_HALTED = 0x100;

    /// Differs: `pc` profile only, a number Zircon does not use. The instruction count the VMM
    /// asked to be told of is reached.
    public static final int TYPE_DEADLINE = 0x101;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// A user packet.
    public static PortPacket user(long key, int status, long a, long b, long c, long d) {
        return new PortPacket(key, TYPE_USER, status, a, b, c, d);
    }

    /// The same packet with another type.
    public PortPacket withType(int newType) {
        return new PortPacket(key, newType, status, u64x0, u64x1, u64x2, u64x3);
    }

    /// Reads a structure from the first [#SIZE] bytes.
    public static PortPacket read(MemorySegment from) {
        return new PortPacket(
                from.get(U64, 0),
                from.get(U32, 8),
                from.get(U32, 12),
                from.get(U64, 16),
                from.get(U64, 24),
                from.get(U64, 32),
                from.get(U64, 40));
    }

    /// Writes the structure into the first [#SIZE] bytes.
    public void write(MemorySegment into) {
        into.set(U64, 0, key);
        into.set(U32, 8, type);
        into.set(U32, 12, status);
        into.set(U64, 16, u64x0);
        into.set(U64, 24, u64x1);
        into.set(U64, 32, u64x2);
        into.set(U64, 40, u64x3);
    }

    /// The structure's bytes.
    public byte[] toBytes() {
        byte[] bytes = new byte[SIZE];
        write(MemorySegment.ofArray(bytes));
        return bytes;
    }
}
