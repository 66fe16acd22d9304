package dev.ringside.engine.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringside.engine.hypervisor.Exit;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Byte for byte what `zx_port_packet_t` is in era B.
class PacketLayoutTest {
    private static final long KEY = 0x1122334455667788L;

    private static void assertBytes(String expected, PortPacket packet) {
        String hex = expected.replaceAll("\\s", "");
        assertEquals(hex, HexFormat.of().formatHex(packet.toBytes()));
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertEquals(packet, PortPacket.read(MemorySegment.ofArray(bytes)));
    }

    @Test
    void userPacketKeepsStatusAndAllFourWords() {
        assertBytes(
                """
                8877665544332211 00000000 feffffff
                0100000000000000 0200000000000000 0300000000000000 0400000000000000
                """,
                PortPacket.user(KEY, -2, 1, 2, 3, 4));
    }

    @Test
    void bellPacketHasTheAddressFirst() {
        PortPacket packet = GuestPackets.bell(KEY, 0xFFE008);
        assertBytes(
                """
                8877665544332211 03000000 00000000
                08e0ff0000000000 0000000000000000 0000000000000000 0000000000000000
                """,
                packet);
        assertEquals(new GuestPackets.Bell(KEY, 0xFFE008), GuestPackets.bell(packet));
    }

    @Test
    void memoryPacketHasFifteenInstructionBytes() {
        byte[] code = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, (byte) 0xFF};
        PortPacket packet = GuestPackets.of(new Exit.Memory(KEY, 0xFFF010, code, 4));
        assertBytes(
                """
                8877665544332211 04000000 00000000
                10f0ff0000000000 0f 0102030405060708090a0b0c0d0eff 04 00000000000000
                """,
                packet);
        GuestPackets.Memory read = GuestPackets.memory(packet);
        assertEquals(0xFFF010, read.address());
        assertArrayEquals(code, read.instruction());
        assertEquals(4, read.defaultOperandSize());
    }

    @Test
    void ioPacketsTellPortSizeDirectionAndData() {
        PortPacket output = GuestPackets.of(new Exit.Io(KEY, 0xCF8, 4, false, 0x80001234));
        assertBytes(
                """
                8877665544332211 05000000 00000000
                f80c 04 00 34120080 0000000000000000 0000000000000000 0000000000000000
                """,
                output);
        assertEquals(
                new GuestPackets.Io(KEY, 0xCF8, 4, false, 0x80001234), GuestPackets.io(output));
        PortPacket input = GuestPackets.of(new Exit.Io(KEY, 0xFFFE, 1, true, 0));
        assertBytes(
                """
                8877665544332211 05000000 00000000
                feff 01 01 00000000 0000000000000000 0000000000000000 0000000000000000
                """,
                input);
        assertTrue(GuestPackets.io(input).input());
        assertFalse(GuestPackets.io(output).input());
    }

    @Test
    void interruptPacketHasMaskAndVector() {
        PortPacket packet = GuestPackets.of(new Exit.Interrupt(~0L, 0xFE));
        assertBytes(
                """
                0000000000000000 06000000 00000000
                ffffffffffffffff fe00000000000000 00 00000000000000 0000000000000000
                """,
                packet);
        assertEquals(GuestPackets.VCPU_INTERRUPT, GuestPackets.vcpuType(packet));
        assertEquals(new GuestPackets.Interrupt(~0L, 0xFE), GuestPackets.interrupt(packet));
    }

    @Test
    void startupPacketHasIdAndEntry() {
        PortPacket packet = GuestPackets.of(new Exit.Startup(3, 0x9F000));
        assertBytes(
                """
                0000000000000000 06000000 00000000
                0300000000000000 00f0090000000000 01 00000000000000 0000000000000000
                """,
                packet);
        assertEquals(GuestPackets.VCPU_STARTUP, GuestPackets.vcpuType(packet));
        assertEquals(new GuestPackets.Startup(3, 0x9F000), GuestPackets.startup(packet));
    }
}
