package dev.ringside.engine.object;

import dev.ringside.engine.hypervisor.Exit;

/// The guest members of a packet's union, era B. Offsets are from the union's start.
///
/// ```
///  guest_bell  0 addr
///  guest_mem   0 addr   8 inst_len   9 inst_buf[15]   24 default_operand_size
///  guest_io    0 port   2 access_size   3 input   4 data
///  guest_vcpu  0 mask   8 vector   or   0 id   8 entry   16 type
/// ```
public final class GuestPackets {
    /// A store to a BELL trap.
    ///
    /// @param address guest-physical
    public record Bell(long key, long address) {}

    /// An access to a MEM trap.
    ///
    /// @param address guest-physical, of the access itself
    /// @param instruction its bytes, at most 15
    /// @param defaultOperandSize 4 or 2
    public record Memory(long key, long address, byte[] instruction, int defaultOperandSize) {}

    /// A port access.
    ///
    /// @param accessSize 1, 2 or 4 bytes
    /// @param data of output the low `accessSize` bytes, else 0
    public record Io(long key, int port, int accessSize, boolean input, int data) {}

    /// An inter-processor interrupt.
    ///
    /// @param mask VCPU ids less one, a bit each
    public record Interrupt(long mask, int vector) {}

    /// A start-up IPI.
    ///
    /// @param id APIC id
    public record Startup(long id, long entry) {}

    /// `ZX_PKT_GUEST_VCPU_INTERRUPT`.
    public static final int VCPU_INTERRUPT = 0;

    /// `ZX_PKT_GUEST_VCPU_STARTUP`.
    public static final int VCPU_STARTUP = 1;

    private static final int MAX_INSTRUCTION = 15;

    private GuestPackets() {}

    static PortPacket of(Exit.Io exit) {
        long word =
                exit.port()
                        | (long) exit.accessSize() << 16
                        | (exit.input() ? 1L << 24 : 0)
                        | (long) exit.data() << 32;
        return packet(exit.key(), PortPacket.TYPE_GUEST_IO, word, 0, 0, 0);
    }

    static PortPacket of(Exit.Memory exit) {
        byte[] bytes = exit.instruction();
        long low = bytes.length;
        long high = 0;
        for (int i = 0; i < bytes.length && i < MAX_INSTRUCTION; i++) {
            long b = bytes[i] & 0xFFL;
            if (i < 7) {
                low |= b << 8 * (i + 1);
            } else {
                high |= b << 8 * (i - 7);
            }
        }
        return packet(
                exit.key(),
                PortPacket.TYPE_GUEST_MEM,
                exit.address(),
                low,
                high,
                exit.defaultOperandSize());
    }

    static PortPacket of(Exit.Interrupt exit) {
        return packet(0, PortPacket.TYPE_GUEST_VCPU, exit.mask(), exit.vector(), VCPU_INTERRUPT, 0);
    }

    static PortPacket of(Exit.Startup exit) {
        return packet(0, PortPacket.TYPE_GUEST_VCPU, exit.id(), exit.entry(), VCPU_STARTUP, 0);
    }

    static PortPacket bell(long key, long address) {
        return packet(key, PortPacket.TYPE_GUEST_BELL, address, 0, 0, 0);
    }

    static PortPacket packet(long key, int type, long a, long b, long c, long d) {
        return new PortPacket(key, type, 0, a, b, c, d);
    }

    /// Reads a packet of type GUEST_BELL.
    public static Bell bell(PortPacket packet) {
        return new Bell(packet.key(), packet.u64x0());
    }

    /// Reads a packet of type GUEST_MEM.
    public static Memory memory(PortPacket packet) {
        int length = Math.min((int) packet.u64x1() & 0xFF, MAX_INSTRUCTION);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] =
                    (byte)
                            (i < 7
                                    ? packet.u64x1() >>> 8 * (i + 1)
                                    : packet.u64x2() >>> 8 * (i - 7));
        }
        return new Memory(packet.key(), packet.u64x0(), bytes, (int) packet.u64x3() & 0xFF);
    }

    /// Reads a packet of type GUEST_IO.
    public static Io io(PortPacket packet) {
        long word = packet.u64x0();
        return new Io(
                packet.key(),
                (int) word & 0xFFFF,
                (int) (word >>> 16) & 0xFF,
                (word >>> 24 & 0xFF) != 0,
                (int) (word >>> 32));
    }

    /// The member of a packet of type GUEST_VCPU: [#VCPU_INTERRUPT] or [#VCPU_STARTUP].
    public static int vcpuType(PortPacket packet) {
        return (int) packet.u64x2() & 0xFF;
    }

    /// Reads a packet of type GUEST_VCPU whose member is [#VCPU_INTERRUPT].
    public static Interrupt interrupt(PortPacket packet) {
        return new Interrupt(packet.u64x0(), (int) packet.u64x1() & 0xFF);
    }

    /// Reads a packet of type GUEST_VCPU whose member is [#VCPU_STARTUP].
    public static Startup startup(PortPacket packet) {
        return new Startup(packet.u64x0(), packet.u64x1());
    }
}
