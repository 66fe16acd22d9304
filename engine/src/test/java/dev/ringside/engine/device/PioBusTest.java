package dev.ringside.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PioBusTest {
    private final List<String> log = new ArrayList<>();
    private final PioBus bus = new PioBus(log::add);

    /// Reads back its offset and size; keeps the last write.
    private static final class Probe implements PortDevice {
        private String last = "";

        @Override
        public int read(int offset, int size) {
            return 0x11223340 + offset;
        }

        @Override
        public void write(int offset, int size, int value) {
            last = "%d:%d:%x".formatted(offset, size, value);
        }
    }

    private static final class Bytes implements PortDevice.ByteDevice {
        private final StringBuilder writes = new StringBuilder();

        @Override
        public int read(int offset) {
            return 0x10 + offset;
        }

        @Override
        public void write(int offset, int value) {
            writes.append(offset).append('=').append(Integer.toHexString(value)).append(' ');
        }
    }

    @Test
    void unclaimedPortsReadAllOnesAndAreLoggedOnce() {
        assertEquals(0xFF, bus.read(0x300, 1));
        assertEquals(0xFFFF, bus.read(0x300, 2));
        assertEquals(-1, bus.read(0x300, 4));
        bus.write(0x300, 1, 5);
        assertEquals(4, log.size());
    }

    @Test
    void overlapIsRefusedAndNamesTheOwner() {
        bus.claim("first", 0x10, 0x1F, new Probe());
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> bus.claim("second", 0x1F, 0x20, new Probe()));
        assertEquals("second: port 0x1f belongs to first", refused.getMessage());
        assertEquals(null, bus.ownerOf(0x20));
    }

    @Test
    void rangesOutsideThePortsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> bus.claim("x", -1, 3, new Probe()));
        assertThrows(
                IllegalArgumentException.class, () -> bus.claim("x", 0xFFFF, 0x10000, new Probe()));
        assertThrows(IllegalArgumentException.class, () -> bus.claim("x", 5, 4, new Probe()));
    }

    @Test
    void wideAccessesReachWideDevicesWhole() {
        Probe probe = new Probe();
        bus.claim("probe", 0x100, 0x103, probe);
        assertEquals(0x11223340, bus.read(0x100, 4));
        assertEquals(0x3341, bus.read(0x101, 2));
        bus.write(0x102, 2, 0xABCD1234);
        assertEquals("2:2:1234", probe.last);
    }

    @Test
    void wideAccessesToByteDevicesBecomeBytes() {
        Bytes bytes = new Bytes();
        bus.claim("bytes", 0x20, 0x21, bytes);
        assertEquals(0x1110, bus.read(0x20, 2));
        bus.write(0x20, 2, 0xBBAA);
        assertEquals("0=aa 1=bb ", bytes.writes.toString());
    }

    @Test
    void accessAcrossTheEndOfARangeIsSplit() {
        bus.claim("bytes", 0x20, 0x21, new Bytes());
        assertEquals(0xFFFF1110, bus.read(0x20, 4));
        bus.claim("last", 0xFFFF, 0xFFFF, new Bytes());
        assertEquals(0xFF10, bus.read(0xFFFF, 2));
    }
}
